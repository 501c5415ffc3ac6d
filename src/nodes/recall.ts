import type { DataGap, SimilarIncident } from "../domain/index.ts";
import { InquestError } from "../domain/index.ts";
import { beforeAbort } from "./before-abort.ts";
import type { NodeDependencies } from "./dependencies.ts";
import { readLogs } from "./evidence/log-record.ts";
import { ofThisRun } from "./evidence/of-this-run.ts";
import { requireIncident } from "./incident.ts";
import { memoryText } from "./memory-text.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

const MAX_SIMILAR = 5;
const DEADLINE_MS = 10_000;

/**
 * Asks memory for past incidents like this one, with the signature and the cause lines that log analysis
 * found while the evidence was stored. A memory that is down or slow is a data gap.
 */
export function createRecall(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, evidence: store, memory } = dependencies;
  return createNode(dependencies, "recall", "looking for similar incidents", async (state, signal) => {
    if (memory === undefined) {
      return { update: { gaps: [NO_MEMORY] }, message: "no incident memory is connected" };
    }
    const incident = await requireIncident(incidents, state.incident);
    const stored = await store.list(incident.id);
    const logs = await readLogs(store, incident.id, ofThisRun(stored, state.evidence));
    const findings = logs[0]?.findings;
    const summary = findings?.summary ?? incident.event.title;
    const text = await memoryText(store, incident.id, summary, logs);
    const query = {
      text,
      signature: findings?.signature ?? "",
      exclude: incident.id,
      limit: MAX_SIMILAR,
    };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    try {
      const similar = await beforeAbort(memory.recall(query, { signal: deadline }), deadline);
      return { update: { similar }, message: sentence(similar) };
    } catch (error) {
      signal.throwIfAborted();
      dependencies.logger.warn({ incident: incident.id, err: error }, "recall failed");
      return {
        update: { gaps: [memoryGap(error, deadline.aborted)] },
        message: "the incident memory did not answer",
      };
    }
  });
}

const NO_MEMORY: DataGap = {
  missing: "Similar past incidents",
  code: "not_configured",
  remedy: "The incident memory could not be started; `inquest doctor` says why.",
};

function memoryGap(error: unknown, late: boolean): DataGap {
  return {
    missing: "Similar past incidents",
    code: late ? "timeout" : "unreachable",
    remedy:
      error instanceof InquestError
        ? error.remedy
        : "The incident memory did not answer; `inquest doctor` shows its state.",
  };
}

function sentence(similar: readonly SimilarIncident[]): string {
  const first = similar[0];
  if (first === undefined) return "nothing like this was seen before";
  const same = similar.filter((entry) => entry.match === "signature").length;
  if (same > 0) return `seen before: ${first.incident} failed the same way`;
  return `${similar.length} similar ${similar.length === 1 ? "incident" : "incidents"}, first ${first.incident}`;
}
