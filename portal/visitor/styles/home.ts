/** The style of the first pages: the picture, the tiles, the choice of a language. Sent with these pages only. */
export const homeStyle = `
.scene{display:block;width:100%;height:auto;margin:0 0 .9rem;border-radius:18px;background:var(--tint)}
[dir=rtl] .scene{transform:scaleX(-1)}
.tile{display:flex;align-items:flex-start;padding:.85rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:16px;color:var(--ink);text-decoration:none}
.tile>div{flex:1;min-width:0;margin-inline-start:.85rem}
.tile p{margin:0;color:var(--soft);font-size:1rem;line-height:1.4}
.tile .go-on{display:flex;align-items:center;margin-top:.3rem;color:var(--teal);font-weight:650}
.tile .go-on svg,.tile>svg{width:20px;height:20px;margin-inline-start:.35rem;color:var(--teal)}
.tile>svg{align-self:center}
a.tile:hover,a.tile:focus{border-color:var(--teal)}
.tile.first{border:2px solid var(--teal)}
.tile.first .sign{background:var(--teal);color:var(--on-teal)}
.speak{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:1rem 0}
@media (max-width:15em){.tile{padding:.6rem .4rem}.tile>div{margin:0}.tile>svg{display:none}}
.speak .button{padding:.6rem .4rem}
.many{text-align:center}
`.trim();
