import { z } from "zod";
import type { Evidence, EvidenceKind } from "../../domain/index.ts";
import { LogFindings } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";

/** Kinds whose text is a log, read by log analysis while it is stored. */
const LOG_KINDS: readonly EvidenceKind[] = ["failed_log", "files", "container_log", "previous_log"];

export function isLog(kind: EvidenceKind): boolean {
  return LOG_KINDS.includes(kind);
}

/** The structured form of stored log evidence: what log analysis says of it, and the collector's own data. */
export const LogRecord = z.object({ findings: LogFindings, source: z.unknown().optional() });
export type LogRecord = z.infer<typeof LogRecord>;

/** A stored log with its findings. */
export interface ReadLog {
  evidence: Evidence;
  findings: LogFindings;
}

/** The logs among the evidence whose findings are stored, most telling first. */
export async function readLogs(
  store: Pick<EvidenceStore, "data">,
  incident: string,
  evidence: readonly Evidence[],
): Promise<ReadLog[]> {
  const logs: ReadLog[] = [];
  for (const entry of evidence) {
    if (!isLog(entry.kind)) continue;
    const record = LogRecord.safeParse(await store.data(incident, entry.id));
    if (record.success) logs.push({ evidence: entry, findings: record.data.findings });
  }
  return logs.toSorted((a, b) => weight(b.findings) - weight(a.findings));
}

/** How much a log says about the failure: the score of its best cause lines, with a category before without. */
function weight(findings: LogFindings): number {
  const best = findings.excerpts.find((excerpt) => excerpt.role === "cause");
  return (best?.score ?? 0) + (findings.category === "unknown" ? 0 : 1) + (best === undefined ? 0 : 1);
}
