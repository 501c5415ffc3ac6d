export { maskLine } from "./mask-line.ts";
export { mineTemplates } from "./mine-templates.ts";
export { createTemplateMiner } from "./template-miner.ts";
