export { rankSuspects, type SuspectInput } from "./rank-suspects.ts";
