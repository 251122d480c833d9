/**
 * The field page's look, inlined once. Phone first, system fonts, light and dark; every text and background pair reaches
 * contrast AA. Colour never speaks alone: each state has its words.
 */
export const fieldStyle = `
:root{color-scheme:light dark;--ground:#f4f1ea;--card:#fffdf8;--ink:#1d2b2a;--soft:#52605d;--line:#d9d3c5;
--good:#0f5c4a;--good-ink:#fff;--care:#7a4a00;--care-ground:#fff2d6;--stop:#9b1c1c;--stop-ink:#fff;--link:#0b5d78}
@media (prefers-color-scheme:dark){:root{--ground:#12191a;--card:#1b2526;--ink:#eef3f0;--soft:#a9b8b4;--line:#334041;
--good:#1d7a63;--care:#ffd58a;--care-ground:#33290f;--stop:#b83a3a;--link:#8fd0e6}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:1rem}
.place{margin:0 0 .75rem;color:var(--soft)}
.place strong{color:var(--ink)}
.place span{white-space:nowrap}
.state{border-radius:1rem;padding:1.1rem 1.2rem;background:var(--good);color:var(--good-ink)}
.state.stop{background:var(--stop);color:var(--stop-ink)}
h1{margin:0;font-size:1.7rem;line-height:1.2}
.state p{margin:.4rem 0 0}
.findings{list-style:none;margin:.75rem 0 0;padding:0;display:grid;gap:.6rem}
.findings li{border-radius:.8rem;padding:.8rem 1rem;background:var(--care-ground);border-left:.35rem solid var(--care)}
.findings li.stop{border-color:var(--stop)}
.findings h2{margin:0;font-size:1.05rem}
.findings p{margin:.2rem 0 0}
h2.list{margin:1.4rem 0 .4rem;font-size:1rem;color:var(--soft);font-weight:600}
dl{margin:0;background:var(--card);border:1px solid var(--line);border-radius:.8rem;padding:0 1rem}
dl div{display:flex;justify-content:space-between;gap:1rem;padding:.65rem 0;border-top:1px solid var(--line)}
dl div:first-child{border-top:0}
dt{color:var(--soft);flex:none}
dd{margin:0;text-align:right;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
dd small{display:block;font-weight:400;color:var(--soft);font-size:.875rem}
nav{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.2rem 0 .5rem}
nav a{flex:1 1 9rem;min-height:44px;display:flex;align-items:center;justify-content:center;border:2px solid var(--link);
border-radius:.8rem;color:var(--link);text-decoration:none;font-weight:600;padding:.3rem .8rem}
nav a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
footer{color:var(--soft);font-size:.875rem}
footer a{color:var(--link)}
`.trim();
