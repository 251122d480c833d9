/** The style of the form's pages: the road so far, choices, steppers, the search in a list. Sent with these pages only. */
export const questionStyle = `
.ask{min-width:0;margin:0;padding:0;border:0}
.ask+.ask{margin-top:1.5rem}
legend{display:block;padding:0;width:100%}
.step{margin-bottom:.7rem;color:var(--soft);font-size:.9375rem;line-height:1.3}
progress{display:block;width:100%;height:10px;margin-top:.3rem;border:0;border-radius:5px;background:var(--line);appearance:none;-webkit-appearance:none;overflow:hidden}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--teal);border-radius:5px}
progress::-moz-progress-bar{background:var(--teal);border-radius:5px}
.signed{display:flex;align-items:center}
.signed .sign{flex:none;margin-inline-end:.7rem}
.options{display:grid;grid-template-columns:minmax(0,1fr);gap:.5rem;margin:.75rem 0}
.options:empty{display:none}
.option{display:flex;align-items:center;min-height:56px;padding:.4rem .9rem .4rem .9rem;background:var(--card);border:1px solid var(--edge);border-radius:14px;cursor:pointer;line-height:1.3}
.option input{flex:none;order:3;width:24px;height:24px;margin:0;margin-inline-start:.75rem;accent-color:var(--teal)}
.option span{flex:1;min-width:0}
.option svg{order:-1;width:30px;height:30px;margin-inline-end:.8rem;color:var(--teal)}
.option:has(:checked){background:var(--tint);border-color:var(--teal);box-shadow:inset 0 0 0 1px var(--teal)}
.option:has(:focus-visible){outline:3px solid var(--teal);outline-offset:2px}
.option input:focus-visible{outline-offset:1px}
.option.heard{outline:4px solid var(--sun);outline-offset:1px}
.spoken .say{width:48px;height:48px;border:0;background:none}
.spoken{display:flex;align-items:center}
.spoken>:first-child{flex:1;min-width:0;margin-inline-end:.5rem}
.field{display:flex;flex-wrap:wrap;align-items:center;padding:.5rem 0;border-bottom:1px solid var(--line)}
.field label{flex:1 1 8.5rem;margin-inline-end:.5rem}
.field>svg{width:34px;height:34px;margin-inline-end:.75rem;color:var(--teal)}
.field input{width:4.5rem;text-align:center;font-weight:650}
.count{display:flex;align-items:center;margin-inline-start:auto}
.count button{flex:none;width:52px;height:52px;padding:0;border:2px solid var(--teal);border-radius:26px;background:var(--card);color:var(--teal);font:700 1.6rem/1 system-ui,sans-serif;touch-action:manipulation;cursor:pointer}
.count button[disabled]{border-color:var(--line);color:var(--edge);cursor:default}
.count input{margin:0 .5rem;width:3.75rem}
input[type=number],input[type=text],input[type=search],input[type=date],select,textarea{min-height:52px;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:12px;background:var(--card);color:var(--ink);font:inherit}
.count input[type=number]{appearance:textfield;-moz-appearance:textfield;padding:.5rem .25rem}
.count input::-webkit-inner-spin-button{-webkit-appearance:none;margin:0}
input[type=range]{width:100%;min-height:48px;margin:0;accent-color:var(--teal)}
textarea{display:block;width:100%}
[aria-invalid]{border:2px solid var(--clay)!important}
.search{margin:1rem 0;padding:.9rem 1rem 1rem;border:2px dashed var(--edge);border-radius:16px}
.search>label{display:block;margin-bottom:.4rem}
.search>label+div{display:flex;flex-wrap:wrap;margin:-.25rem}
.search [type=search]{flex:1 1 6.5rem;min-width:0;margin:.25rem}
.search .button{flex:0 1 auto;width:auto;margin:.25rem}
@media (max-width:15em){.option{padding:.4rem}.option svg{margin-inline-end:.3rem}.option input{margin-inline-start:.3rem}.spoken .say{width:44px}.search{padding:.5rem}}
.onward{display:grid;gap:.6rem;margin:1rem 0 .25rem}
`.trim();
