import type { Category, Cause, Evidence, MetricFinding, MetricSignal } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { isSymptom, type ReadFinding, readMetricFindings } from "../evidence/metric-record.ts";
import { cite } from "../evidence/quotes.ts";

/** Categories that a change of each signal speaks for; the first is what it is called when nothing else says. */
const SPEAKS_FOR: Record<MetricSignal, readonly Category[]> = {
  alert: [],
  memory: ["out_of_memory", "oom_killed", "node_memory_pressure"],
  cpu: ["cpu_throttling", "timeout"],
  throttling: ["cpu_throttling", "timeout", "liveness_probe_failed", "readiness_probe_failed"],
  restarts: ["application_error", "oom_killed", "liveness_probe_failed", "missing_env_var", "config_missing"],
  availability: ["readiness_probe_failed", "deployment", "node_not_ready", "dependency_down"],
  errors: ["application_error", "dependency_down", "connection_refused_dependency", "database_error"],
  latency: ["timeout", "slow_database", "db_connections_exhausted", "slow_consumer", "cpu_throttling"],
  traffic: [],
  saturation: ["db_connections_exhausted", "slow_consumer", "out_of_memory"],
  disk: ["disk_full", "pod_evicted_ephemeral_storage"],
};

/** A change scored below this is not worth a cause of its own. */
const WORTH_STATING = 0.4;
const MAX_CITATIONS = 4;
/** Metrics show that something changed more than why, so logs and objects go before them. */
const MOST_CONFIDENT = 0.6;
const SYMPTOM = 0.1;

/**
 * Lets the metrics speak: changes that fit a cause of the rules are quoted beside it, a second source for the same;
 * where no cause is fitted, the most telling change and those that go with it make a cause of their own.
 */
export async function causesFromMetrics(
  store: Pick<EvidenceStore, "data" | "lines">,
  incident: string,
  evidence: readonly Evidence[],
  causes: Cause[],
): Promise<void> {
  const found = await readMetricFindings(store, incident, evidence);
  const worth = found.filter(({ finding }) => finding.score >= WORTH_STATING);
  let supported = false;
  for (const { evidence: source, finding } of worth) {
    const cause = causes.find((one) => SPEAKS_FOR[finding.signal].includes(one.category));
    if (cause === undefined || cause.citations.some((citation) => citation.evidence === source.id)) continue;
    const citation = await cite(store, incident, source.id, rangeOf(finding));
    if (citation === undefined) continue;
    cause.citations.push(citation);
    supported = true;
  }
  if (supported) return;
  const first = worth.find(({ finding }) => finding.signal !== "traffic");
  if (first === undefined) return;
  const own = await ownCause(store, incident, first, worth);
  if (own === undefined) return;
  causes.push(own);
  // What an alert says of itself is the symptom; what changed in the workload comes before it.
  const told = new Set(evidence.filter(({ kind }) => kind === "annotations").map(({ id }) => id));
  for (const cause of causes) {
    if (cause.citations.every((citation) => told.has(citation.evidence))) {
      cause.confidence = Math.min(cause.confidence, SYMPTOM);
    }
  }
}

async function ownCause(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  first: ReadFinding,
  worth: readonly ReadFinding[],
): Promise<Cause | undefined> {
  // The alert says that something is wrong; what changed in the workload with it says more, and what ran out most.
  const together = worth.filter(({ finding }) => overlaps(finding, first.finding));
  const telling =
    together.find(({ finding }) => !isSymptom(finding) && finding.direction === "rose") ??
    together.find(({ finding }) => finding.signal !== "alert" && finding.signal !== "traffic") ??
    first;
  const beside = worth.filter((one) => one !== telling && overlaps(one.finding, telling.finding));
  const citations = [];
  for (const { evidence, finding } of [telling, ...beside].slice(0, MAX_CITATIONS)) {
    const citation = await cite(store, incident, evidence.id, rangeOf(finding));
    if (citation !== undefined) citations.push(citation);
  }
  const quote = citations[0]?.quote;
  if (quote === undefined) return undefined;
  return {
    statement: `${quote.charAt(0).toUpperCase()}${quote.slice(1)}.`,
    category: categoryOf(telling.finding),
    verdict: "inconclusive",
    confidence: Math.min(MOST_CONFIDENT, telling.finding.score),
    citations,
    origin: "rules",
  };
}

/** What rose is named; what fell, or an alert's bare number, says nothing of why, except that pods are gone. */
function categoryOf({ signal, direction }: MetricFinding): Category {
  if (signal === "availability") return "unknown";
  return direction === "rose" ? (SPEAKS_FOR[signal][0] ?? "unknown") : "unknown";
}

function overlaps(a: MetricFinding, b: MetricFinding): boolean {
  const slack = 120_000;
  return (
    Date.parse(a.startedAt) <= Date.parse(b.endedAt) + slack &&
    Date.parse(b.startedAt) <= Date.parse(a.endedAt) + slack
  );
}

function rangeOf({ line }: MetricFinding): { start: number; end: number; focus: number } {
  return { start: line, end: line, focus: line };
}
