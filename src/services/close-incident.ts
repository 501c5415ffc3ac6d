import type { Logger } from "pino";
import type { Incident, PostMortem, TimelineEntry } from "../domain/index.ts";
import type { IncidentStore, Outbox, TaskHandlers } from "../store/ports.ts";
import type { IncidentMemory } from "../vectorstore/incident-memory.ts";

/**
 * After a success ended an incident, or one of its signals: the post-mortem gets a new version that says so,
 * memory learns what ended it, and every channel that was told is told again. Safe to repeat.
 */
export function createCloseIncident(dependencies: {
  incidents: IncidentStore;
  memory?: IncidentMemory;
  outbox: Outbox;
  channels: readonly string[];
  /** Why nobody is to hear of this incident; undefined when they are. */
  whyQuiet?: (incident: Incident) => Promise<string | undefined>;
  logger: Logger;
}): TaskHandlers["close"] {
  const { incidents, memory, outbox, channels, whyQuiet, logger } = dependencies;

  return async ({ incident: id }, signal) => {
    const incident = await incidents.get(id);
    // Before its report is written there is nothing to amend: the report node sees the resolution itself.
    if (!incident?.postMortem || incident.status === "queued" || incident.status === "investigating") return;
    const { resolvedAt, resolution } = incident;
    const timeline = withEnds(incident.postMortem, incident);
    const resolved = incident.status === "resolved";
    const stored = await incidents.savePostMortem(id, {
      ...incident.postMortem,
      ...(resolved ? { status: "resolved", resolvedAt, resolution } : {}),
      timeline,
    });
    const quiet = await whyQuiet?.(incident);
    if (quiet === undefined) await outbox.add(id, stored.version, [...channels]);
    else logger.info({ incident: id, reason: quiet }, "the team is not told");
    if (!resolved) return;
    try {
      await memory?.resolve(id, resolution ?? "It works again.", { signal });
    } catch (err) {
      // The record and the people come first; memory is told again when the task is retried.
      logger.warn({ incident: id, err }, "memory could not be told what ended the incident");
      throw err;
    }
    logger.info({ incident: id }, "incident closed");
  };
}

/** The timeline with the ends of its signals and of the whole, each once. */
function withEnds(postMortem: PostMortem, incident: Incident): TimelineEntry[] {
  const { resolvedAt, resolution, signals = [] } = incident;
  const timeline = postMortem.timeline.filter((entry) => entry.at !== resolvedAt);
  for (const signal of signals.length > 1 ? signals : []) {
    const what = `It ended: ${signal.event.title}`;
    if (signal.resolvedAt === undefined || signal.resolvedAt === resolvedAt) continue;
    if (!timeline.some((entry) => entry.what === what)) timeline.push({ at: signal.resolvedAt, what });
  }
  if (resolvedAt) timeline.push({ at: resolvedAt, what: resolution ?? "It works again." });
  return timeline.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
