import type { Logger } from "pino";
import type { IncidentStore, Outbox, TaskHandlers } from "../store/ports.ts";
import type { IncidentMemory } from "../vectorstore/incident-memory.ts";

/**
 * After a success ended an incident: the post-mortem gets a new version that says so, memory learns what
 * ended it, and every channel that was told is told again. Safe to repeat.
 */
export function createCloseIncident(dependencies: {
  incidents: IncidentStore;
  memory?: IncidentMemory;
  outbox: Outbox;
  channels: readonly string[];
  logger: Logger;
}): TaskHandlers["close"] {
  const { incidents, memory, outbox, channels, logger } = dependencies;

  return async ({ incident: id }, signal) => {
    const incident = await incidents.get(id);
    // Resolved before its report was written: the report node sees the resolution itself.
    if (!incident?.postMortem || incident.status !== "resolved") return;
    const { resolvedAt, resolution } = incident;
    const timeline = incident.postMortem.timeline.filter((entry) => entry.at !== resolvedAt);
    if (resolvedAt) timeline.push({ at: resolvedAt, what: resolution ?? "It works again." });
    const stored = await incidents.savePostMortem(id, {
      ...incident.postMortem,
      status: "resolved",
      resolvedAt,
      resolution,
      timeline,
    });
    await outbox.add(id, stored.version, [...channels]);
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
