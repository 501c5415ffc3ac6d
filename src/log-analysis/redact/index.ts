export { createRedactor, type Redactor, redactText } from "./redactor.ts";
