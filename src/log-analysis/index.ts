export { analyzeLog, createLogAnalyzer } from "./analyzer.ts";
export { type Baseline, createBaseline } from "./baseline.ts";
export { cleanLine } from "./clean/clean-line.ts";
export { createRedactor, redactText } from "./redact/index.ts";
export { rankSuspects } from "./suspect-changes/index.ts";
export { maskLine, mineTemplates } from "./templates/index.ts";
