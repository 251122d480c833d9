/** The style of the directory, of the board and of a ticket. Sent with these pages only. */
export const helpStyle = `
.place h2{margin:0}
.place p{margin:.2rem 0 0}
.place .head{display:flex;align-items:center}
.place .head .sign{flex:none;margin-inline-end:.8rem}
.place .head>div{min-width:0}
.place .button{margin-top:.7rem}
.state{font-weight:650}
.state.open{color:var(--teal)}
.filter{margin:1rem 0}
.filter .search{margin:0}
.filter details{margin-top:.6rem}
.filter summary{min-height:48px;padding:.7rem 0;color:var(--teal);text-decoration:underline;cursor:pointer}
.filter details label{display:block;margin-top:.6rem}
.filter details .button{margin-top:.9rem}
.filter select{display:block;width:100%}
.hours{width:100%;border-collapse:collapse}
.hours th{padding:.2rem 0;padding-inline-end:.6rem;font-weight:400;text-align:start}
.hours td{padding:.2rem 0;text-align:end;white-space:nowrap}
.code{display:block;margin:.4rem 0 1rem;padding:1rem .5rem;border:3px dashed var(--edge);border-radius:16px;background:var(--card);font:700 1.6rem/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.06em;text-align:center;overflow-wrap:anywhere}
.code-in{width:100%;font:600 1.3rem/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.05em;text-transform:uppercase}
.words{white-space:pre-line;overflow-wrap:anywhere}
.address{font-weight:700;overflow-wrap:anywhere}
@media (max-width:15em){.hours th,.hours td{display:block;text-align:start;white-space:normal}}
`.trim();
