import type { NodeDependencies } from "./dependencies.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

/**
 * Puts this version of the post-mortem into the outbox, once per channel; the queue does the sending. A
 * second run of this node adds nothing.
 */
export function createNotify(dependencies: NodeDependencies): InvestigationNode {
  const { outbox, channels } = dependencies;
  return createNode(dependencies, "notify", "telling the team", async (state) => {
    if (channels.length === 0) {
      return { update: {}, message: "no channel is connected, so nobody was told" };
    }
    await outbox.add(state.incident, state.version, [...channels]);
    return { update: {}, message: `queued for ${channels.join(", ")}` };
  });
}
