import type { Logger } from "pino";
import type { IncidentStore, TaskHandlers } from "../store/ports.ts";
import { lastNode } from "./read-incidents.ts";

/** Works on one queued investigation and tells everybody who follows its steps that it has ended. */
export function createRunInvestigation(dependencies: {
  /** Runs the incident graph, or goes on where an earlier process was cut off. */
  investigate: (incident: string, signal: AbortSignal) => Promise<void>;
  incidents: IncidentStore;
  logger: Logger;
}): TaskHandlers["investigate"] {
  const { investigate, incidents, logger } = dependencies;
  return async ({ incident }, signal) => {
    const started = performance.now();
    await investigate(incident, signal);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    await incidents.addStep({
      incident,
      node: lastNode,
      state: "finished",
      message: `the investigation took ${seconds} s`,
    });
    logger.info({ incident, seconds }, "investigation finished");
    if (await incidents.investigateJoined(incident)) {
      logger.info({ incident }, "signals joined meanwhile, so it is investigated again");
    }
  };
}
