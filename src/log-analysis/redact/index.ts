export { redactText } from "./redact-text.ts";
export { createRedactor } from "./redactor.ts";
