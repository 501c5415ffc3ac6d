import type { Evidence } from "../../domain/index.ts";
import { createLogAnalyzer } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { ReadLog } from "../evidence/log-record.ts";

/** When no log could be had, what the run's annotations say is read like one. */
export async function logsFromAnnotations(
  store: Pick<EvidenceStore, "read">,
  incident: string,
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<ReadLog[]> {
  const logs: ReadLog[] = [];
  for (const entry of evidence) {
    if (entry.kind !== "annotations") continue;
    const analyzer = createLogAnalyzer();
    for await (const chunk of store.read(incident, entry.id)) {
      signal.throwIfAborted();
      analyzer.push(chunk);
    }
    logs.push({ evidence: entry, findings: analyzer.finish() });
  }
  return logs;
}
