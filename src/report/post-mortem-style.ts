/**
 * The style of a post-mortem, alone in a file or inside a page. Colours stand in custom properties so that a
 * page built around it shares them; everything is system fonts and nothing is fetched.
 */
export const POST_MORTEM_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --raised: #f5f5f2; --ink: #1c1c1a; --soft: #5f5f59; --rule: #e2e2dc;
  --link: #1d4e89; --alarm: #b3261e; --calm: #2c6e49; --mark: #fff3c4;
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161615; --raised: #1f1f1d; --ink: #e9e8e3; --soft: #a09f97; --rule: #34342f;
    --link: #9cc2f0; --alarm: #f2877d; --calm: #86c9a3; --mark: #46401f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 60rem; padding: 1.5rem 1.5rem 5rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.55 var(--text); overflow-wrap: break-word; text-rendering: optimizeLegibility;
}
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px;
}
code { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }
time, .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.soft { color: var(--soft); }
.eyebrow { display: flex; flex-wrap: wrap; gap: .35rem .8rem; align-items: center; margin: 0 0 .7rem; font-size: .875rem; color: var(--soft); }
.verdict { padding: .1rem .55rem; border: 1px solid var(--ink); border-radius: 3px; color: var(--ink); font-weight: 600; }
.verdict.confirmed { background: var(--ink); color: var(--paper); }
.verdict.inconclusive { border-style: dashed; border-color: var(--soft); font-weight: 500; }
.status { display: inline-flex; align-items: center; gap: .4rem; }
.status::before { content: ""; flex: none; width: .5rem; height: .5rem; border-radius: 50%; background: var(--soft); }
.status.open::before, .status.failed::before { background: var(--alarm); }
.status.resolved::before { background: var(--calm); }
.cause { margin: 0 0 .8rem; max-width: 46rem; font-size: 1.7rem; line-height: 1.28; font-weight: 620; letter-spacing: -.012em; text-wrap: pretty; }
.cause code { font-size: .88em; letter-spacing: 0; font-weight: 560; }
.lede { margin: 0 0 1.4rem; max-width: 46rem; color: var(--soft); }
.lede a { color: inherit; }
.note { margin: 0 0 1.4rem; padding: .6rem .9rem; border-left: 3px solid var(--alarm); background: var(--raised); }
.note.resolved { border-color: var(--calm); }
.quote { margin: 0 0 1.1rem; border: 1px solid var(--rule); border-radius: 5px; overflow: hidden; }
.quote figcaption { padding: .4rem .8rem; border-bottom: 1px solid var(--rule); background: var(--raised); font-size: .8125rem; color: var(--soft); }
.lines { margin: 0; padding: .5rem 0; list-style: none; font: .78rem/1.65 var(--mono); }
.lines li { display: grid; grid-template-columns: minmax(3.2rem, max-content) minmax(0, 1fr); scroll-margin-top: 30vh; }
.lines a { padding: 0 .8rem 0 .6rem; text-align: right; color: var(--soft); text-decoration: none; -webkit-user-select: none; user-select: none; }
.lines a:hover { color: var(--link); text-decoration: underline; }
.lines code { padding-right: .8rem; font-size: inherit; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.parts { margin-top: 2.2rem; }
.part { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); gap: 0 1.5rem; padding: 1.15rem 0; border-top: 1px solid var(--rule); }
.part > h2 { margin: 0; font-size: .9375rem; line-height: 1.65; font-weight: 600; }
.part > div { max-width: 44rem; }
.part p { margin: 0 0 .5rem; }
.part ul, .part ol { margin: 0; padding-left: 1.1rem; }
.part li { margin: 0 0 .3rem; }
.part li::marker { color: var(--soft); }
.part p:last-child, .part li:last-child, .part .quote:last-child { margin-bottom: 0; }
.part ul.plain { padding: 0; list-style: none; }
.part p + ul, .part ul + p, .part p + .quote, .part ul + .quote { margin-top: .5rem; }
.strong { font-weight: 600; }
.moments { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.2rem; margin: 0; }
.moments dt { color: var(--soft); font-variant-numeric: tabular-nums; }
.moments dd { margin: 0; }
.colophon { margin: 2.5rem 0 0; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .8125rem; color: var(--soft); }
@media (max-width: 42rem) {
  body { padding: 1rem 1rem 4rem; }
  .cause { font-size: 1.35rem; }
  .part { grid-template-columns: minmax(0, 1fr); gap: .35rem; padding: 1rem 0; }
  .part > h2 { color: var(--soft); font-size: .875rem; }
  .moments { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .moments dd { margin-bottom: .6rem; }
  .lines { font-size: .72rem; }
  .lines li { grid-template-columns: minmax(2.4rem, max-content) minmax(0, 1fr); }
  .lines a { padding: 0 .6rem 0 .4rem; }
}
@media print { body { max-width: none; padding: 0; } .part, .quote { break-inside: avoid; } }
`;
