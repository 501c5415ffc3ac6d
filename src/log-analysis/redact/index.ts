export { createRedactor, redactText } from "./redactor.ts";
