export { maskLine, WILDCARD } from "./mask-line.ts";
export { mineTemplates } from "./mine-templates.ts";
export { createTemplateMiner, type Template, type TemplateMiner } from "./template-miner.ts";
