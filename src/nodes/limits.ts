import type { DataGap } from "../domain/index.ts";
import type { InvestigationLimits } from "./dependencies.ts";
import type { Investigation } from "./investigation.ts";

/** Milliseconds of work left, never below zero. */
export function remainingMs(limits: InvestigationLimits, state: Pick<Investigation, "spentMs">): number {
  return Math.max(0, limits.seconds * 1000 - state.spentMs);
}

/** The limit that forbids another round of evidence, as a gap that says so; undefined when none does. */
export function reachedLimit(
  limits: InvestigationLimits,
  state: Pick<Investigation, "spentMs" | "round">,
): DataGap | undefined {
  if (state.round >= limits.rounds) {
    return limitGap(
      `Evidence beyond ${limits.rounds} ${limits.rounds === 1 ? "round" : "rounds"}`,
      "Raise INQUEST_MAX_ROUNDS and investigate again.",
    );
  }
  if (remainingMs(limits, state) === 0) {
    return limitGap(
      `Evidence beyond ${limits.seconds} seconds of work`,
      "Raise INQUEST_MAX_SECONDS and investigate again.",
    );
  }
  return undefined;
}

/** Whether the model may be asked once more. */
export function modelAllowed(
  limits: InvestigationLimits,
  state: Pick<Investigation, "spentMs" | "modelTokens">,
): boolean {
  return state.modelTokens < limits.modelTokens && remainingMs(limits, state) > 0;
}

function limitGap(missing: string, remedy: string): DataGap {
  return { missing, code: "limit_reached", remedy };
}
