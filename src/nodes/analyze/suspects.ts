import type { Category, LogFindings, SuspectRanking } from "../../domain/index.ts";
import { rankSuspects } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { KnownChanges } from "../evidence/changes.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import { readTail } from "../evidence/read-text.ts";

/** Of each log; the ranking looks for names of files and symbols, and those stand near the failure. */
const MAX_LOG_BYTES = 512 * 1024;
const MAX_LOGS = 3;
const MAX_SUSPECTS = 5;

/** Ranks the known changes by what the logs name. `unknown` when there are no changes or no logs to go by. */
export async function suspectsFor(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  logs: readonly ReadLog[],
  known: KnownChanges,
  signal: AbortSignal,
): Promise<SuspectRanking> {
  const first = logs[0];
  if (first === undefined || known.changes.length === 0) return { verdict: "unknown", ranking: [] };
  const texts: string[] = [];
  for (const log of logs.slice(0, MAX_LOGS)) {
    texts.push(await readTail(store, incident, log.evidence.id, MAX_LOG_BYTES, signal));
  }
  const ranking = rankSuspects({
    findings: together(first.findings, logs),
    logText: texts.join("\n"),
    changes: known.changes,
  });
  return {
    verdict: ranking.verdict === "no_code_cause" && !acquits(logs) ? "unknown" : ranking.verdict,
    ranking: ranking.ranking.slice(0, MAX_SUSPECTS),
  };
}

/** Failures whose cause commonly lies outside the code. */
const OUTSIDE_CODE: ReadonlySet<Category> = new Set([
  "network",
  "timeout",
  "out_of_memory",
  "disk_full",
  "permission",
  "dependency_resolution",
  "infrastructure",
  "flaky",
]);

/**
 * Whether "no change is to blame" has a ground: the failure is of a kind that comes from outside, or it names
 * places in the code, so that it means something that no change touches them.
 */
function acquits(logs: readonly ReadLog[]): boolean {
  return logs.some(
    ({ findings }) =>
      OUTSIDE_CODE.has(findings.category) || findings.locations.length > 0 || findings.failedTests.length > 0,
  );
}

function together(first: LogFindings, logs: readonly ReadLog[]) {
  return {
    category: first.category,
    summary: first.summary,
    failedTests: logs.flatMap((log) => log.findings.failedTests).slice(0, 200),
    locations: logs.flatMap((log) => log.findings.locations).slice(0, 500),
  };
}
