export * from "./diagnosis.ts";
export * from "./event.ts";
export * from "./evidence.ts";
export * from "./failure.ts";
export * from "./incident.ts";
export * from "./inquest-error.ts";
export * from "./post-mortem.ts";
