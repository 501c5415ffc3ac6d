import type { DataGap, Diagnosis, FailureEvent, Incident, PostMortem } from "../../domain/index.ts";
import type { NodeDependencies } from "../dependencies.ts";
import { readChanges } from "../evidence/changes.ts";
import { ofThisRun } from "../evidence/of-this-run.ts";
import { redactSubject } from "../evidence/redact-event.ts";
import { readRunFacts } from "../evidence/run-facts.ts";
import { requireIncident } from "../incident.ts";
import type { Investigation } from "../investigation.ts";
import type { InvestigationNode } from "../steps.ts";
import { createNode } from "../steps.ts";
import { actionItemsFor } from "./action-items.ts";
import { contributingFactors, impactOf } from "./impact.ts";
import { metricEntries } from "./metric-entries.ts";
import { timelineOf } from "./timeline.ts";

/**
 * Writes the post-mortem and saves it. A second run of this node writes the same again, which the store
 * keeps as the same version.
 */
export function createReport(dependencies: NodeDependencies): InvestigationNode {
  const { incidents } = dependencies;
  return createNode(dependencies, "report", "writing the post-mortem", async (state) => {
    const incident = await requireIncident(incidents, state.incident);
    const saved = await incidents.savePostMortem(incident.id, await write(dependencies, state, incident));
    // When a success resolved it meanwhile, the store keeps it resolved and has the report closed.
    await incidents.setStatus(incident.id, "reported");
    const partial = saved.partial ? "partial " : "";
    return {
      update: { version: saved.version },
      message: `${partial}post-mortem version ${saved.version} is written`,
    };
  });
}

async function write(
  dependencies: NodeDependencies,
  state: Investigation,
  incident: Incident,
): Promise<PostMortem> {
  const { evidence: store, incidentUrl, now } = dependencies;
  const evidence = ofThisRun(await store.list(incident.id), state.evidence);
  const run = await readRunFacts(store, incident.id, evidence);
  const { changes } = await readChanges(store, incident.id, evidence);
  const event = { ...incident.event, subject: redactSubject(incident.event.subject, incident.id) };
  const dataGaps = uniqueGaps(state.gaps);
  const found = state.diagnosis ?? nothingKnown(event);
  const flaps = flappingWords(incident);
  const summary = flaps === "" ? found.summary : `${capital(flaps)}. ${found.summary}`;
  const diagnosis = { ...found, summary, dataGaps };
  const url = incidentUrl?.(incident.id);
  return {
    incident: incident.id,
    version: incident.postMortem?.version ?? 1,
    title: flaps === "" ? event.title : `${event.title} (${flaps})`,
    event,
    status: incident.status === "resolved" ? "resolved" : "open",
    impact: impactOf(event, run, diagnosis),
    diagnosis,
    timeline: timelineOf({
      incident: { ...incident, event },
      run,
      changes,
      suspects: diagnosis.suspects,
      more: await metricEntries(store, incident.id, evidence),
    }),
    contributingFactors: contributingFactors({
      run,
      changes: changes.length,
      similar: state.similar,
    }),
    similar: state.similar,
    actionItems: actionItemsFor({
      subject: event.subject,
      diagnosis,
      similar: state.similar,
      gaps: dataGaps,
    }),
    evidence,
    partial: state.partial,
    ...(url === undefined ? {} : { url }),
    writtenAt: now().toISOString(),
    ...(incident.resolvedAt === undefined ? {} : { resolvedAt: incident.resolvedAt }),
    ...(incident.resolution === undefined ? {} : { resolution: incident.resolution }),
  };
}

/** "flapping: failed 4 times since 10:02 UTC"; empty when it does not. */
function flappingWords({ flapping }: Incident): string {
  if (flapping === undefined) return "";
  return `flapping: failed ${flapping.failures} times since ${flapping.since.slice(11, 16)} UTC`;
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Each gap once; what nothing is connected for is one gap, since one step of the reader's fills it. */
function uniqueGaps(gaps: readonly DataGap[]): DataGap[] {
  const unique = new Map<string, DataGap>();
  for (const gap of gaps) {
    const key = `${gap.code} ${gap.code === "not_configured" ? gap.remedy : gap.missing}`;
    const known = unique.get(key);
    if (known === undefined) unique.set(key, gap);
    else if (!known.missing.includes(gap.missing.slice(1))) {
      unique.set(key, { ...known, missing: `${known.missing}; ${uncapital(gap.missing)}` });
    }
  }
  return [...unique.values()];
}

function nothingKnown(event: FailureEvent): Diagnosis {
  return {
    category: "unknown",
    summary: `Nothing says why: ${event.title}.`,
    verdict: "inconclusive",
    causes: [],
    suspects: { verdict: "unknown", ranking: [] },
    failedTests: [],
    locations: [],
    signature: "",
    ruledOut: [],
    dataGaps: [],
  };
}
