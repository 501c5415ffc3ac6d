import type { Cause, Evidence } from "../../domain/index.ts";
import { maskLine } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { matchingGreen } from "../analyze/baseline.ts";
import { quotable } from "../evidence/quotes.ts";

/** Lines of a green log that are looked through; a longer one is not proof of absence. */
const MAX_LINES = 400_000;
/** Shorter lines (`}`, `ok`) stand in every log and prove nothing. */
const MIN_LINE = 8;

/**
 * Whether the lines a cause quotes also stand in the green log of the same job, with numbers and times
 * masked: `true` when all of them do (so they do not tell why it failed), `false` when some are new,
 * undefined when there is no green log to compare with.
 */
export async function standsInGreenLog(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  evidence: readonly Evidence[],
  cause: Cause,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const greenLogs = evidence.filter((entry) => entry.kind === "green_log");
  let compared: boolean | undefined;
  for (const source of evidence) {
    if (source.kind !== "failed_log") continue;
    const green = matchingGreen(source, greenLogs);
    const wanted = new Set(
      cause.citations
        .filter((citation) => citation.evidence === source.id)
        .flatMap((citation) => citation.quote.split("\n"))
        .map((line) => maskLine(line).trim())
        .filter((line) => line.length >= MIN_LINE),
    );
    if (green === undefined || wanted.size === 0) continue;
    const rest = await missingFrom(store, incident, green.id, wanted, signal);
    if (rest === undefined) continue;
    if (rest > 0) return false;
    compared = true;
  }
  return compared;
}

/** How many of the lines the log does not have; undefined when it is too long to say. */
async function missingFrom(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  log: string,
  wanted: Set<string>,
  signal: AbortSignal,
): Promise<number | undefined> {
  let seen = 0;
  let pending = "";
  const decoder = new TextDecoder();
  const missing = new Set(wanted);
  for await (const chunk of store.read(incident, log)) {
    signal.throwIfAborted();
    const lines = (pending + decoder.decode(chunk, { stream: true })).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) missing.delete(maskLine(quotable(line)).trim());
    if (missing.size === 0) return 0;
    seen += lines.length;
    if (seen > MAX_LINES) return undefined;
  }
  missing.delete(maskLine(quotable(pending)).trim());
  return missing.size;
}
