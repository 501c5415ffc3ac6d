import type { Context } from "../context.ts";
import { type Incident, InquestError, type PostMortem, type Step } from "../domain/index.ts";
import type { InvestigationWish } from "../services/services.ts";

/** An incident whose investigation has ended, with what it found. */
export type Investigated = Incident & { postMortem: PostMortem };

/**
 * Investigates in this process (or in a server's that shares the database) and resolves with the report.
 *
 * @throws InquestError `investigation_failed` when it ended without one, and what `services.investigate` throws.
 */
export async function investigateNow(
  context: Context,
  wish: InvestigationWish,
  options: { signal: AbortSignal; onStep: (step: Step) => void },
): Promise<Investigated> {
  const { services } = context;
  const opened = await services.investigate(wish);
  await context.work();
  for await (const step of services.followSteps(opened.id, 0, options.signal)) options.onStep(step);
  options.signal.throwIfAborted();
  const incident = await services.showIncident(opened.id);
  if (!incident.postMortem) {
    throw new InquestError(
      "investigation_failed",
      `The investigation of ${incident.id} ended without a report.`,
      "Start it again with INQUEST_LOG_LEVEL=debug to see why.",
    );
  }
  return { ...incident, postMortem: incident.postMortem };
}
