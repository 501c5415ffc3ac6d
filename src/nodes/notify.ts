import type { NodeDependencies } from "./dependencies.ts";
import { requireIncident } from "./incident.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

/**
 * Puts this version of the post-mortem into the outbox, once per channel; the queue does the sending. A
 * second run of this node adds nothing.
 */
export function createNotify(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, outbox, channels } = dependencies;
  return createNode(dependencies, "notify", "telling the team", async (state) => {
    if (channels.length === 0) {
      return { update: {}, message: "no channel is connected, so nobody was told" };
    }
    const { event } = await requireIncident(incidents, state.incident);
    if (event.source === "cli" || event.source === "folder") {
      // Somebody is looking at it in a terminal; the team did not ask about one person's working copy.
      return { update: {}, message: "started by hand, so the team was not told" };
    }
    await outbox.add(state.incident, state.version, [...channels]);
    return { update: {}, message: `queued for ${channels.join(", ")}` };
  });
}
