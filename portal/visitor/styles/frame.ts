/**
 * The style of every visitor's page: paper, ink, the header, the bar with the way online, buttons, notices. Deep teal is for
 * answering and reading, amber only for going online, clay only for leaving, so that no two are ever taken for each other.
 *
 * Old phones: symmetrical sides are written in shorthands every browser knows; where right-to-left makes a difference, logical
 * properties stand. No web fonts: every phone that shows Arabic or hooked Hausa letters at all has them in its own.
 * The dark theme follows the phone's own choice, black where a pixel can be off. No switch of ours: there is no cookie or
 * storage to remember it by, and a phone that saves battery has switched already.
 */
export const frameStyle = `
:root{color-scheme:light dark;--paper:#f8f2e7;--card:#fffdf8;--ink:#1c2a2c;--soft:#4d5b5d;--line:#e3d8c4;--edge:#7a8485;--teal:#0b5c5d;--on-teal:#fff;--tint:#e0eeea;--amber:#f6b93f;--on-amber:#2b1d00;--amber-line:#8a5a00;--sun:#f6b93f;--clay:#a3361e;--on-clay:#fff;--clay-tint:#fbe8e2}
@media (prefers-color-scheme:dark){:root{--paper:#000;--card:#12191a;--ink:#eef2ee;--soft:#aab6b4;--line:#2c3839;--edge:#87969a;--teal:#86d3c8;--on-teal:#04302e;--tint:#12302e;--amber:#efb13f;--amber-line:#efb13f;--sun:#efb13f;--clay:#ffa38d;--on-clay:#3a0d02;--clay-tint:#361a14}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-bottom:9rem;scroll-padding-top:4.5rem}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,sans-serif;overflow-wrap:break-word}
body:lang(ar){line-height:1.65}
:lang(ar){letter-spacing:0!important}
[hidden]{display:none!important}
.top,main,.bar>*{width:100%;max-width:36rem;margin-left:auto;margin-right:auto;padding:0 1rem}
a{color:var(--teal);text-underline-offset:.2em}
svg{flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
[dir=rtl] .turn{transform:scaleX(-1)}
.top{position:relative;display:flex;align-items:center;justify-content:space-between;padding:.3rem 1rem;z-index:2}
.top:after{content:"";position:absolute;bottom:0;left:1rem;right:1rem;height:3px;border-radius:2px;background:linear-gradient(90deg,var(--teal) 0 62%,transparent 62% 64%,var(--sun) 64% 86%,transparent 86% 88%,var(--clay) 88%)}
[dir=rtl] .top:after{transform:scaleX(-1)}
.brand{display:flex;margin-inline-end:.4rem;flex-wrap:wrap;flex:0 1 auto;min-width:44px;height:3rem;overflow:hidden;line-height:3rem;white-space:nowrap;font-weight:700;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.brand svg{width:34px;height:3rem;margin-inline-end:.5rem}
.road{stroke:var(--teal);stroke-width:3}
.sun{fill:var(--sun);stroke:none}
.jump{position:absolute;inset-inline-start:-99rem;z-index:4;padding:.7rem 1rem;background:var(--card);border-radius:10px}
.jump:focus{inset-inline-start:1rem;top:.25rem}
.top nav{flex:none}
.tongues summary{display:flex;white-space:nowrap;align-items:center;min-height:44px;padding:0 .75rem;border:1px solid var(--edge);border-radius:22px;background:var(--card);color:var(--teal);font-weight:600;font-size:.9375rem;cursor:pointer;list-style:none}
.tongues summary::-webkit-details-marker{display:none}
.tongues summary svg{width:22px;height:22px;margin-inline-end:.45rem}
.tongues summary .more{width:16px;height:16px;margin-inline-end:0;margin-inline-start:.35rem}
.tongues[open] .more{transform:rotate(180deg)}
.tongues ul{position:absolute;top:100%;left:1rem;right:1rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.25rem;margin:.25rem 0 0;padding:.6rem;list-style:none;background:var(--card);border:1px solid var(--edge);border-radius:14px;box-shadow:0 10px 30px #0004}
.tongues ul a{display:flex;align-items:center;min-height:48px;padding:0 .75rem;border-radius:10px}
.tongues [aria-current]{background:var(--tint);color:var(--ink);font-weight:700;text-decoration:none}
main{flex:1;padding:1rem 1rem 1.75rem}
h1{margin:.1rem 0 .6rem;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 .15rem;font-size:1.0625rem;line-height:1.35}
h1:lang(ar),h2:lang(ar){line-height:1.5}
main>h2{margin-top:1.3rem}
p{margin:0 0 .8rem;text-wrap:pretty}
.soft{color:var(--soft)}
.small{font-size:.9375rem}
.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:52px;padding:.6rem 1rem;border:2px solid var(--teal);border-radius:14px;background:var(--card);color:var(--teal);font:inherit;font-weight:650;line-height:1.3;text-align:center;text-wrap:balance;text-decoration:none;cursor:pointer}
.button svg{width:24px;height:24px;margin-inline-end:.6rem}
.button.main{background:var(--teal);color:var(--on-teal)}
.button.go{border-color:var(--amber-line);background:var(--amber);color:var(--on-amber)}
.button.alarm{border-color:var(--clay);color:var(--clay)}
.button[aria-disabled]{opacity:.7}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10.5rem,100%),1fr));gap:.75rem;margin:1rem 0}
.quiet{display:inline-flex;align-items:center;min-width:44px;min-height:48px;padding:.4rem 0;border:0;background:none;color:var(--teal);font:inherit;text-align:start;text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
.quiet svg{width:20px;height:20px;margin-inline-end:.3rem}
.row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1.4rem}
:focus-visible{outline:3px solid var(--teal);outline-offset:3px;border-radius:8px}
.cards{display:grid;gap:.75rem;margin:1rem 0}
.card{padding:.9rem 1rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:16px}
.card p{margin-bottom:.7rem}
.card p:last-child{margin:0}
.points{margin:0 0 1rem;padding:.2rem 1rem;list-style:none;background:var(--card);border:1px solid var(--line);border-radius:16px}
.points li{padding:.65rem 0;border-top:1px solid var(--line)}
.points li:first-child{border:0}
.points b{display:block}
.sign{display:grid;place-items:center;width:44px;height:44px;border-radius:13px;background:var(--tint);color:var(--teal)}
.sign svg{width:26px;height:26px}
.notice{margin:0 0 1rem;padding:.75rem 1rem;border-inline-start:5px solid var(--teal);background:var(--tint);border-radius:8px}
.notice.down{border-color:var(--amber-line);background:var(--card);font-weight:650}
.notice.error{border-color:var(--clay);background:var(--clay-tint)}
.notice.error a{display:inline-block;padding:.6rem 0}
.notice p{margin:0}
.notice p+p{margin-top:.4rem}
.foot{margin-top:1.5rem;border-top:1px solid var(--line)}
.leave{position:sticky;top:0;z-index:3;display:flex;justify-content:flex-end;width:100%;max-width:36rem;margin:0 auto;padding:.35rem 1rem 0;pointer-events:none}
.leave a{display:inline-flex;align-items:center;min-height:48px;padding:0 1.1rem;border-radius:24px;background:var(--clay);color:var(--on-clay);font-weight:700;text-decoration:none;box-shadow:0 2px 10px #0004;pointer-events:auto}
.leave a:focus-visible{outline-color:var(--ink);border-radius:24px}
.leave svg{width:20px;height:20px;margin-inline-end:.4rem}
.bar{position:sticky;bottom:0;z-index:1;padding:.55rem 0 .65rem;background:var(--card);border-top:1px solid var(--line);box-shadow:0 -6px 18px #0001}
.bar p{margin:0 0 .35rem;text-align:center;text-wrap:balance;font-size:.875rem;line-height:1.35;color:var(--soft)}
.say{flex:none;display:grid;place-items:center;width:52px;height:52px;padding:0;border:2px solid var(--teal);border-radius:26px;background:var(--card);color:var(--teal);cursor:pointer}
.say svg{width:26px;height:26px}
.say[aria-pressed=true]{background:var(--teal);color:var(--on-teal)}
.listen{display:flex;flex-wrap:wrap;align-items:center;margin:0 0 .6rem}
.listen .say{margin-inline-end:.7rem}
.listen .small{flex:1 1 9rem}
.shy{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (min-width:48rem){body{font-size:1.125rem}h1{font-size:1.9rem}main{padding:1.5rem 1rem 2.5rem}}
@media (max-width:15em){body{overflow-wrap:anywhere;hyphens:auto}.top,main,.bar>*{padding-left:.35rem;padding-right:.35rem}h1{font-size:1.3rem}.sign{display:none}.card,.points,.button{padding-left:.4rem;padding-right:.4rem}.bar{position:static}.top nav{flex:0 1 auto;min-width:0}.tongues summary{white-space:normal}}
@media (max-height:28rem){.bar{position:static}.top nav{flex:0 1 auto;min-width:0}.tongues summary{white-space:normal}}
@media (prefers-contrast:more){:root{--line:var(--edge);--soft:var(--ink)}}
`.trim();
