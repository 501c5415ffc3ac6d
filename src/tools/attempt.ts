import { type DataGap, InquestError } from "../domain/index.ts";

/** Runs one step of a collection; what cannot be had is noted among the gaps and the collection goes on. */
export async function attempt<T>(gaps: DataGap[], step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof InquestError)) throw cause;
    gaps.push({ missing: cause.message, code: cause.code, remedy: cause.remedy });
    return undefined;
  }
}

/** Errors are wrapped on their way; the one of ours that says why is found inside. */
export function inquestErrorIn(cause: unknown): InquestError | undefined {
  for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (error instanceof InquestError) return error;
  }
  return undefined;
}
