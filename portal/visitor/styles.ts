/**
 * The one style sheet of the visitor's pages, sent inside each page so that a page is one request. Teal is for answering,
 * amber only for going online, so that the two never look alike. Logical properties: right-to-left needs no second sheet.
 */
export const styles = `
:root{color-scheme:light dark;--paper:#f7f2e9;--card:#fffdf9;--ink:#1d2b2d;--soft:#526063;--line:#d9d0c0;--edge:#7d8788;--teal:#0c5f60;--on-teal:#fff;--tint:#e2efec;--amber:#f4b63f;--on-amber:#2b1d00;--amber-line:#8a5a00;--alarm:#a3301c;--alarm-tint:#fbe9e3}
@media (prefers-color-scheme:dark){:root{--paper:#12191b;--card:#1b2426;--ink:#eef2ef;--soft:#a9b6b5;--line:#324043;--edge:#8b9a9b;--teal:#86d3c8;--on-teal:#06302e;--tint:#1d3a39;--amber:#f0b341;--on-amber:#241800;--amber-line:#f0b341;--alarm:#ffa48f;--alarm-tint:#3d1f19}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-block-end:9rem}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,sans-serif;overflow-wrap:break-word}
header,main,.bar>*{width:100%;max-width:36rem;margin-inline:auto;padding-inline:1rem}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 .75rem;padding-block:.35rem}
a{color:var(--teal);text-underline-offset:.2em}
.brand{display:inline-flex;align-items:center;gap:.5rem;min-height:44px;font-weight:700;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.brand svg{width:34px;height:34px}
.road{fill:none;stroke:var(--teal);stroke-width:3;stroke-linecap:round}
.sun{fill:var(--amber)}
.tongues{display:flex;gap:.1rem;margin:0 -.5rem;padding:0;list-style:none;font-size:.9375rem}
.tongues a{display:inline-flex;align-items:center;min-height:44px;padding-inline:.5rem}
.tongues [aria-current]{color:var(--ink);font-weight:700;text-decoration:none;border-block:3px solid transparent;border-block-end-color:var(--amber)}
main{flex:1;padding-block:.5rem 1.5rem}
h1{margin:.25rem 0 .6rem;font-size:1.5rem;line-height:1.22;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 .15rem;font-size:1.0625rem;line-height:1.35}
p{margin:0 0 .8rem}
.soft{color:var(--soft)}
.small{font-size:.9375rem}
.cards{display:grid;gap:.75rem;margin-block:1rem}
.card{padding:.9rem 1rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:14px}
.card p{margin-block-end:.7rem}
.card p:last-child{margin:0}
.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:50px;padding:.6rem 1rem;border:2px solid var(--teal);border-radius:12px;background:var(--card);color:var(--teal);font:inherit;font-weight:650;line-height:1.25;text-align:center;text-decoration:none;cursor:pointer}
.button.main{background:var(--teal);color:var(--on-teal)}
.button.go{border-color:var(--amber-line);background:var(--amber);color:var(--on-amber)}
.button.alarm{border-color:var(--alarm);color:var(--alarm)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin-block:1rem}
.quiet{display:inline-flex;align-items:center;min-height:44px;padding:.4rem 0;border:0;background:none;color:var(--teal);font:inherit;text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
.row{display:flex;flex-wrap:wrap;gap:0 1.4rem;justify-content:space-between}
:focus-visible{outline:3px solid var(--teal);outline-offset:3px;border-radius:6px}
.points{margin:0 0 1rem;padding:.2rem 1rem;list-style:none;background:var(--card);border:1px solid var(--line);border-radius:14px}
.points li{padding-block:.6rem;border-block-start:1px solid var(--line)}
.points li:first-child{border:0}
.points b{display:block}
.ask{min-width:0;margin:0;padding:0;border:0}
legend{padding:0;width:100%}
.step{display:flex;align-items:center;gap:.75rem;margin-block-end:.4rem;color:var(--soft);font-size:.9375rem}
.step span{white-space:nowrap}
progress{flex:1;height:8px;border:0;border-radius:4px;background:var(--line);appearance:none;-webkit-appearance:none;overflow:hidden}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--teal)}
progress::-moz-progress-bar{background:var(--teal)}
.options{display:grid;gap:.5rem;margin-block:.75rem}
.option{display:flex;align-items:center;gap:.75rem;min-height:52px;padding:.45rem .9rem;background:var(--card);border:1px solid var(--edge);border-radius:12px;cursor:pointer;line-height:1.3}
.option input{flex:none;width:22px;height:22px;margin:0;accent-color:var(--teal)}
.option svg{flex:none;width:26px;height:26px;margin-inline-start:auto;fill:none;stroke:var(--soft);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.option input:checked+span{font-weight:650}
.option:has(:checked){background:var(--tint);border-color:var(--teal);box-shadow:inset 0 0 0 1px var(--teal)}
.option:has(:focus-visible){outline:3px solid var(--teal);outline-offset:2px}
.option input:focus-visible{outline-offset:1px}
.field{display:flex;align-items:center;justify-content:space-between;gap:1rem;padding-block:.45rem;border-block-end:1px solid var(--line)}
.field input{width:6rem;text-align:center}
input[type=number],input[type=search],textarea{min-height:48px;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
textarea{display:block;width:100%}
[aria-invalid]{border:2px solid var(--alarm)}
.search{margin-block:1rem;padding:.9rem 1rem 1rem;border:1px dashed var(--edge);border-radius:14px}
.search label{display:block;margin-block-end:.4rem}
.search div{display:flex;flex-wrap:wrap;gap:.5rem}
.search input{flex:1 1 9rem;min-width:0}
.search .button{flex:0 1 auto;width:auto}
.notice{margin:0 0 1rem;padding:.75rem 1rem;border-inline-start:5px solid var(--teal);background:var(--tint);border-radius:8px}
.notice.down{border-color:var(--amber-line);background:var(--card);font-weight:650}
.notice.error{border-color:var(--alarm);background:var(--alarm-tint)}
.notice p{margin:0}
.notice p+p{margin-block-start:.4rem}
.foot{margin-block-start:1.5rem;border-block-start:1px solid var(--line)}
.bar{position:sticky;bottom:0;padding-block:.6rem .7rem;background:var(--card);border-block-start:1px solid var(--line);box-shadow:0 -6px 18px #0001}
.bar p{margin:0 0 .35rem;text-align:center;font-size:.875rem;line-height:1.35;color:var(--soft)}
@media (min-width:48rem){body{font-size:1.125rem}h1{font-size:1.9rem}header{padding-block:1rem .5rem}main{padding-block:1rem 2.5rem}}
@media (max-width:26rem){.brand:not(:only-child) span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
@media (max-height:26rem){.bar{position:static}}
@media (prefers-contrast:more){:root{--line:var(--edge)}}
`.trim();
