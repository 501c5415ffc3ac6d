import { type Evidence, type MetricFinding, MetricFindings, type MetricSignal } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";

/** A change of a metric, and the evidence that holds it. */
export interface ReadFinding {
  evidence: Evidence;
  finding: MetricFinding;
}

/** What users and probes notice. A change of it dates the failure, and says no more of why than the alert does. */
const SYMPTOMS: ReadonlySet<MetricSignal> = new Set([
  "alert",
  "restarts",
  "availability",
  "errors",
  "latency",
  "traffic",
]);

export function isSymptom({ signal }: Pick<MetricFinding, "signal">): boolean {
  return SYMPTOMS.has(signal);
}

/** The changes that stored `metrics` evidence tells of, the most telling first. */
export async function readMetricFindings(
  store: Pick<EvidenceStore, "data">,
  incident: string,
  evidence: readonly Evidence[],
): Promise<ReadFinding[]> {
  const found: ReadFinding[] = [];
  for (const entry of evidence) {
    if (entry.kind !== "metrics") continue;
    const record = MetricFindings.safeParse(await store.data(incident, entry.id));
    if (!record.success) continue;
    found.push(...record.data.findings.map((finding) => ({ evidence: entry, finding })));
  }
  return found.toSorted((a, b) => b.finding.score - a.finding.score);
}
