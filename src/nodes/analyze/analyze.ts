import type { DataGap, Diagnosis, Evidence, EvidenceRequest, SuspectRanking } from "../../domain/index.ts";
import type { NodeDependencies } from "../dependencies.ts";
import { type KnownChanges, readChanges } from "../evidence/changes.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import { readLogs } from "../evidence/log-record.ts";
import { ofThisRun } from "../evidence/of-this-run.ts";
import { requireIncident, signalsToInvestigate } from "../incident.ts";
import type { InvestigationUpdate } from "../investigation.ts";
import { reachedLimit } from "../limits.ts";
import type { InvestigationNode } from "../steps.ts";
import { createNode } from "../steps.ts";
import { compareWithGreen } from "./baseline.ts";
import { causesFromLogs, mainCategory, saysNothing } from "./causes.ts";
import { type ClusterCauses, causesFromCluster, isReadByTable } from "./cluster.ts";
import { consultModel } from "./consult-model.ts";
import { causesFromMetrics } from "./metrics.ts";
import type { WhatIsKnown } from "./more-evidence.ts";
import { wishesOfRules } from "./more-evidence.ts";
import { logsFromAnnotations } from "./other-text.ts";
import { citeSuspectDiff } from "./suspect-diff.ts";
import { suspectsFor } from "./suspects.ts";

const MAX_NAMED = 50;

/**
 * Decides what the evidence says, or what more is needed. Rules come first and ask for more themselves; the
 * model is asked once they have all they want, and may ask for more in the same words. Reaching a limit ends
 * the asking, marks the report partial and says so in a gap.
 */
export function createAnalyze(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, evidence: store, collectors, limits } = dependencies;
  return createNode(dependencies, "analyze", "reading the evidence", async (state, signal) => {
    const incident = await requireIncident(incidents, state.incident);
    const evidence = ofThisRun(await store.list(incident.id), state.evidence);
    const gaps: DataGap[] = [];
    const logs = await readEvidenceLogs(dependencies, incident.id, evidence, gaps, signal);
    const changes = await readChanges(store, incident.id, evidence);
    const suspects = await rankedSuspects(dependencies, incident.id, logs, changes, gaps, signal);
    const known: WhatIsKnown = {
      subjects: signalsToInvestigate(incident).map((one) => one.event.subject),
      collectors,
      asked: state.asked,
      hasLog: logs.some((log) => log.evidence.kind === "failed_log"),
      suspects,
    };
    const cluster = await clusterCauses(dependencies, incident.id, evidence, gaps, signal);
    const found = cluster?.causes.length ? cluster : undefined;
    // What kubectl prints is no log: where the table finds nothing wrong in it, its words tell of nothing either.
    const unread = cluster ? logs.filter((log) => !isReadByTable(log.evidence.kind)) : logs;
    const fromLogs = found ? [] : await causesFromLogs(store, incident.id, unread);
    // What kubectl could not give fails nothing, and a cluster that is well is an answer.
    const causes = found?.causes ?? fromLogs.filter((cause) => !(cluster && saysNothing(cause)));
    const isWell = cluster !== undefined && causes.length === 0;
    await citeSuspectDiff(store, incident.id, evidence, suspects, logs, causes);
    await causesFromMetrics(store, incident.id, evidence, causes);
    const diagnosis: Diagnosis = {
      category:
        found?.category ?? (isWell ? "unknown" : (cluster && causes[0]?.category) || mainCategory(logs)),
      summary:
        found?.summary ??
        (isWell ? cluster.summary : cluster && causes[0]?.statement) ??
        logs[0]?.findings.summary ??
        causes[0]?.statement ??
        `No evidence says why: ${incident.event.title}.`,
      verdict: "inconclusive",
      causes,
      suspects,
      failedTests: logs.flatMap((log) => log.findings.failedTests).slice(0, MAX_NAMED),
      locations: logs.flatMap((log) => log.findings.locations).slice(0, MAX_NAMED),
      signature: logs[0]?.findings.signature ?? "",
      ruledOut: cluster?.ruledOut ?? [],
      dataGaps: [],
    };
    const update: InvestigationUpdate = { diagnosis, claims: [], requests: [] };
    const wishes = wishesOfRules(known);
    const limit = reachedLimit(limits, state);
    if (wishes.length > 0 && limit === undefined) {
      return { update: { ...update, requests: wishes, gaps }, message: asks("the rules", wishes) };
    }
    if (wishes.length > 0 && limit !== undefined) {
      gaps.push(limit);
      update.partial = true;
    }
    const said = await consultModel(dependencies, state, {
      title: incident.event.title,
      diagnosis,
      logs,
      evidence,
      known,
      changes: changes.changes,
      mayAsk: limit === undefined,
      signal,
    });
    gaps.push(...said.gaps);
    if (said.partial) update.partial = true;
    if (said.requests.length > 0) {
      return {
        update: { ...update, requests: said.requests, gaps, modelTokens: said.tokens },
        message: asks("the model", said.requests),
      };
    }
    diagnosis.causes.push(...said.causes);
    update.claims = said.claims;
    return {
      update: { ...update, gaps, modelTokens: said.tokens },
      message: diagnosis.causes.length === 0 ? "found no line that says why" : diagnosis.summary,
    };
  });
}

async function readEvidenceLogs(
  { evidence: store, logger }: Pick<NodeDependencies, "evidence" | "logger">,
  incident: string,
  evidence: readonly Evidence[],
  gaps: DataGap[],
  signal: AbortSignal,
): Promise<ReadLog[]> {
  const stored = await readLogs(store, incident, evidence);
  try {
    if (stored.length === 0) return await logsFromAnnotations(store, incident, evidence, signal);
    const green = evidence.filter((entry) => entry.kind === "green_log");
    if (green.length === 0) return stored;
    return await compareWithGreen(store, incident, stored, green, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ incident, err: error }, "comparison failed");
    gaps.push({
      missing: "The comparison with the last green run",
      code: "analysis_failed",
      remedy: "The findings of the failed log alone stand.",
    });
    return stored;
  }
}

/** What the cluster's evidence says; undefined when there is none. */
async function clusterCauses(
  { evidence: store, logger }: Pick<NodeDependencies, "evidence" | "logger">,
  incident: string,
  evidence: readonly Evidence[],
  gaps: DataGap[],
  signal: AbortSignal,
): Promise<ClusterCauses | undefined> {
  try {
    const found = await causesFromCluster(store, incident, evidence, signal);
    gaps.push(...(found?.gaps ?? []));
    return found;
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ incident, err: error }, "cluster diagnosis failed");
    gaps.push({
      missing: "The cluster's diagnosis table",
      code: "analysis_failed",
      remedy: "The findings of the logs alone stand; please report this incident to the makers of Inquest.",
    });
    return undefined;
  }
}

async function rankedSuspects(
  { evidence: store, logger }: Pick<NodeDependencies, "evidence" | "logger">,
  incident: string,
  logs: readonly ReadLog[],
  changes: KnownChanges,
  gaps: DataGap[],
  signal: AbortSignal,
): Promise<SuspectRanking> {
  try {
    return await suspectsFor(store, incident, logs, changes, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ incident, err: error }, "ranking failed");
    gaps.push({
      missing: "The ranking of the changes",
      code: "analysis_failed",
      remedy: "Look through the changes yourself; please report this incident to the makers of Inquest.",
    });
    return { verdict: "unknown", ranking: [] };
  }
}

function asks(who: string, requests: readonly EvidenceRequest[]): string {
  const what = requests.map((request) => request.kind.replaceAll("_", " ")).join(", ");
  return `${who} ask${who === "the model" ? "s" : ""} for more: ${what}`;
}
