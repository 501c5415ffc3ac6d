import { beforeAbort } from "./before-abort.ts";
import type { NodeDependencies } from "./dependencies.ts";
import { readLogs } from "./evidence/log-record.ts";
import { ofThisRun } from "./evidence/of-this-run.ts";
import { requireIncident } from "./incident.ts";
import { memoryText } from "./memory-text.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

const DEADLINE_MS = 10_000;

/**
 * Writes the incident into memory, so that the next one like it finds it. The report stands already, so a
 * memory that is down costs only the remembering.
 */
export function createRemember(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, evidence: store, memory, logger } = dependencies;
  return createNode(dependencies, "remember", "remembering the incident", async (state, signal) => {
    if (memory === undefined) return { update: {}, message: "no incident memory is connected" };
    const incident = await requireIncident(incidents, state.incident);
    const postMortem = incident.postMortem;
    if (postMortem === undefined) return { update: {}, message: "there is no report to remember" };
    const { diagnosis } = postMortem;
    const logs = await readLogs(store, incident.id, ofThisRun(await store.list(incident.id), state.evidence));
    const summary = logs[0]?.findings.summary ?? incident.event.title;
    const entry = {
      incident: incident.id,
      title: postMortem.title,
      summary: diagnosis.summary,
      category: diagnosis.category,
      signature: diagnosis.signature,
      text: await memoryText(store, incident.id, summary, logs),
      repository: incident.event.repository ?? "",
      openedAt: incident.openedAt,
      ...(incident.resolution === undefined ? {} : { resolution: incident.resolution }),
    };
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    try {
      await beforeAbort(memory.remember(entry, { signal: deadline }), deadline);
      return { update: {}, message: "remembered for the next time" };
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ incident: incident.id, err: error }, "incident not remembered");
      return { update: {}, message: "the incident memory did not answer, so this one is not remembered" };
    }
  });
}
