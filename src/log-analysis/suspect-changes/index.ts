export { rankSuspects } from "./rank-suspects.ts";
