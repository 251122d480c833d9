/** The style of one message's page: its film and its voice. Sent with these pages only. */
export const messageStyle = `
.film{margin:0 0 1.25rem}
.film video{display:block;width:100%;height:auto;margin:.35rem 0 .5rem;border-radius:14px;background:#000}
.voice{display:flex;align-items:center;gap:.75rem;margin:0 0 .9rem}
`.trim();
