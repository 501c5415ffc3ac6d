import type { Evidence } from "../../domain/index.ts";
import { createBaseline, createLogAnalyzer } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { ReadLog } from "../evidence/log-record.ts";

/**
 * Reads failed logs again beside the green log of the same job, so that what every run prints is not taken
 * for the cause. A log without a matching green one keeps its findings.
 */
export async function compareWithGreen(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  logs: readonly ReadLog[],
  greenLogs: readonly Evidence[],
  signal: AbortSignal,
): Promise<ReadLog[]> {
  const compared: ReadLog[] = [];
  for (const log of logs) {
    const green = log.evidence.kind === "failed_log" ? matchingGreen(log.evidence, greenLogs) : undefined;
    if (green === undefined) {
      compared.push(log);
      continue;
    }
    const baseline = createBaseline();
    for await (const chunk of store.read(incident, green.id)) {
      signal.throwIfAborted();
      baseline.push(chunk);
    }
    const analyzer = createLogAnalyzer({ baseline: baseline.finish() });
    for await (const chunk of store.read(incident, log.evidence.id)) {
      signal.throwIfAborted();
      analyzer.push(chunk);
    }
    compared.push({ evidence: log.evidence, findings: analyzer.finish() });
  }
  return compared;
}

/**
 * The green log of the same job: by the job that both titles name, else the one whose title shares the most
 * words. A green log of another job is no match.
 */
export function matchingGreen(failed: Evidence, greenLogs: readonly Evidence[]): Evidence | undefined {
  const named = greenLogs.filter((green) => jobOf(green.title) !== undefined);
  if (named.length > 0 && jobOf(failed.title) !== undefined) {
    return named.find((green) => sameJob(jobOf(failed.title) ?? "", jobOf(green.title) ?? ""));
  }
  if (greenLogs.length <= 1) return greenLogs[0];
  const wanted = words(failed.title);
  let best: Evidence | undefined;
  let bestShared = 0;
  for (const green of greenLogs) {
    const shared = [...words(green.title)].filter((word) => wanted.has(word)).length;
    if (shared > bestShared) {
      best = green;
      bestShared = shared;
    }
  }
  return best;
}

/** What stands after "Log of job " in a title. */
function jobOf(title: string): string | undefined {
  return /^(?:green )?log of job (.+)$/i.exec(title)?.[1];
}

/** A failed log's title may name the step after the job: `test (20) (step Run tests)`. */
function sameJob(failed: string, green: string): boolean {
  return failed === green || failed.startsWith(`${green} (step `);
}

function words(title: string): Set<string> {
  return new Set(title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
