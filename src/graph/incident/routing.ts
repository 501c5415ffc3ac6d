import type { Investigation } from "../../nodes/investigation.ts";

/** Back to `fetch` while more evidence is wanted; `analyze` stops wanting when a limit is reached. */
export function afterAnalyze(state: Pick<Investigation, "requests">): "fetch" | "verify" {
  return state.requests.length > 0 ? "fetch" : "verify";
}
