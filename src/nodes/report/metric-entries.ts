import type { Evidence, TimelineEntry } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { readMetricFindings } from "../evidence/metric-record.ts";
import { cite } from "../evidence/quotes.ts";

/** Most changes of metrics in one timeline. */
const MAX_ENTRIES = 6;

/** When metrics changed, each with the line that says so. */
export async function metricEntries(
  store: Pick<EvidenceStore, "data" | "lines">,
  incident: string,
  evidence: readonly Evidence[],
): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  const found = await readMetricFindings(store, incident, evidence);
  for (const { evidence: source, finding } of found.slice(0, MAX_ENTRIES)) {
    const { line } = finding;
    const citation = await cite(store, incident, source.id, { start: line, end: line, focus: line });
    if (citation === undefined) continue;
    entries.push({ at: finding.startedAt, what: citation.quote, citation });
  }
  return entries;
}
