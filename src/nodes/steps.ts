import type { NodeDependencies } from "./dependencies.ts";
import type { Investigation, InvestigationUpdate } from "./investigation.ts";

/** The part of LangGraph's runnable config that nodes use. */
export interface NodeConfig {
  signal?: AbortSignal;
}

export type InvestigationNode = (state: Investigation, config: NodeConfig) => Promise<InvestigationUpdate>;

/** What a node's work comes to: the changed fields, and one sentence for people who follow the run. */
export interface StepOutcome {
  update: InvestigationUpdate;
  message: string;
}

/**
 * Makes a node of its work: records that it started, and how it ended in one sentence; adds the time it took
 * to the investigation's. A failure is recorded and passed on; an abort is not a failure, the run goes on
 * later at this node.
 */
export function createNode(
  dependencies: Pick<NodeDependencies, "incidents" | "now" | "logger">,
  node: string,
  starting: string,
  work: (state: Investigation, signal: AbortSignal) => Promise<StepOutcome>,
): InvestigationNode {
  const { incidents, now, logger } = dependencies;
  return async (state, config) => {
    const signal = config.signal ?? new AbortController().signal;
    signal.throwIfAborted();
    const began = now().getTime();
    if (state.incident !== "") {
      await incidents.addStep({ incident: state.incident, node, state: "started", message: starting });
    }
    try {
      const { update, message } = await work(state, signal);
      signal.throwIfAborted();
      const incident = update.incident ?? state.incident;
      await incidents.addStep({ incident, node, state: "finished", message });
      const took = Math.max(0, now().getTime() - began);
      logger.info({ incident, node, ms: took }, "node finished");
      return { spentMs: took, ...update };
    } catch (error) {
      if (!signal.aborted) {
        logger.error({ incident: state.incident, node, err: error }, "node failed");
        if (state.incident !== "") await recordFailure(incidents, state.incident, node, logger);
      }
      throw error;
    }
  };
}

async function recordFailure(
  incidents: NodeDependencies["incidents"],
  incident: string,
  node: string,
  logger: NodeDependencies["logger"],
): Promise<void> {
  try {
    await incidents.addStep({
      incident,
      node,
      state: "failed",
      message: `${node} failed and will be tried again`,
    });
  } catch (error) {
    // The store itself may be what failed; the first error is the one that matters.
    logger.warn({ incident, node, err: error }, "step not recorded");
  }
}
