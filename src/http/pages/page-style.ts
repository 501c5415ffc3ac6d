/** The style of the pages around a post-mortem; colours and type come from the post-mortem's own style. */
export const PAGE_STYLE = `
.bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1.2rem; margin: -1rem 0 1.7rem; padding: 1rem 0 .5rem; background: var(--paper); font-size: .875rem; }
.bar a { color: var(--soft); text-decoration: none; }
.bar a:hover { color: var(--link); text-decoration: underline; }
.bar .brand { color: var(--ink); font-size: 1rem; font-weight: 650; letter-spacing: -.01em; }
.bar .push { margin-left: auto; }
.bar form { display: inline; }
.bar button { padding: 0; border: 0; background: none; color: var(--soft); font: inherit; cursor: pointer; }
.crumb::before { content: "/"; margin-right: 1.2rem; color: var(--soft); opacity: .6; }
h1.title { margin: 0 0 .6rem; font-size: 1.4rem; line-height: 1.3; font-weight: 620; letter-spacing: -.01em; text-wrap: pretty; }
input, select, .button { min-height: 2.25rem; padding: .3rem .65rem; border: 1px solid var(--rule); border-radius: 5px; background: var(--paper); color: var(--ink); font: inherit; font-size: .9375rem; }
input { min-width: 0; }
.button { background: var(--raised); cursor: pointer; }
.button:hover { border-color: var(--soft); }
.search { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: .5rem; margin: 0 0 1.6rem; }
.incidents { margin: 0; padding: 0; list-style: none; border-bottom: 1px solid var(--rule); }
.incidents li { display: grid; grid-template-columns: 7.2rem minmax(0, 1fr) max-content; gap: 0 1.2rem; padding: .85rem 0; border-top: 1px solid var(--rule); }
.incidents .what { font-weight: 600; color: var(--ink); text-decoration: none; text-wrap: pretty; }
.incidents .what:hover { color: var(--link); text-decoration: underline; }
.incidents p { margin: .1rem 0 0; font-size: .875rem; color: var(--soft); }
.incidents .when { font-size: .875rem; color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; }
.incidents .status { font-size: .875rem; color: var(--soft); align-self: start; }
.status.investigating::before, .status.queued::before { background: transparent; border: 2px solid var(--link); border-right-color: transparent; width: .7rem; height: .7rem; }
.status.investigating::before { animation: turn 1s linear infinite; }
.status.reported::before { background: var(--alarm); }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .status.investigating::before { animation: none; } }
.empty { padding: 2.5rem 0; color: var(--soft); }
.more { margin: 1.2rem 0 0; }
.steps { margin: 1.6rem 0 0; padding: 0; list-style: none; }
.steps li { display: grid; grid-template-columns: 5.2rem 8rem minmax(0, 1fr); gap: 0 1rem; padding: .4rem 0; border-top: 1px solid var(--rule); font-size: .9375rem; }
.steps time, .steps .node { color: var(--soft); }
.steps .failed .message { color: var(--alarm); }
.signals { margin: 2rem 0 0; }
.signals h2 { font-size: 1.05rem; }
.signals ol { margin: 0; padding: 0; list-style: none; border-bottom: 1px solid var(--rule); }
.signals li { display: grid; grid-template-columns: 5.2rem minmax(0, 1fr) max-content; gap: 0 1.2rem; align-items: start; padding: .7rem 0; border-top: 1px solid var(--rule); }
.signals p { margin: .1rem 0 0; font-size: .875rem; color: var(--soft); overflow-wrap: anywhere; }
.signals .what { margin: 0; font-size: 1rem; color: var(--ink); }
.signals .status { font-size: .875rem; color: var(--soft); }
.signals .button { min-height: 2rem; font-size: .875rem; }
.facts { margin: 0 0 1.2rem; color: var(--soft); font-size: .9375rem; }
.pager { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; margin: 0 0 .8rem; font-size: .875rem; }
.pager form { display: flex; gap: .4rem; margin-left: auto; }
.pager input { width: 7.5rem; min-height: 2rem; font-size: .875rem; }
.pager .button { min-height: 2rem; font-size: .875rem; }
.log { margin: 0 0 1rem; border: 1px solid var(--rule); border-radius: 5px; }
.log .lines { display: grid; grid-template-columns: max-content minmax(0, 1fr); }
.log .lines li { grid-column: 1 / -1; grid-template-columns: subgrid; }
.log .cited { background: var(--mark); box-shadow: inset 3px 0 0 var(--alarm); }
.log .focus, .log li:target { background: var(--mark); outline: 1px solid var(--soft); outline-offset: -1px; }
.log .cited a, .log .focus a, .log li:target a { color: var(--ink); }
.narrow { max-width: 26rem; margin: 12vh auto 0; }
.narrow form { display: grid; gap: .7rem; margin-top: 1.2rem; }
@media (max-width: 42rem) {
  .bar { gap: .2rem .75rem; margin: -1rem 0 1rem; }
  .crumb::before { margin-right: .75rem; }
  .search { grid-template-columns: minmax(0, 1fr) auto; }
  .search input { grid-column: 1 / -1; }
  .incidents li { grid-template-columns: minmax(0, 1fr) max-content; }
  .incidents .body { grid-column: 1 / -1; grid-row: 2; margin-top: .2rem; }
  .steps li { grid-template-columns: 4.6rem minmax(0, 1fr); }
  .steps .message { grid-column: 1 / -1; }
  .pager form { margin-left: 0; }
  .signals li { grid-template-columns: minmax(0, 1fr) max-content; }
  .signals li > div { grid-column: 1 / -1; grid-row: 2; margin-top: .2rem; }
}
`;
