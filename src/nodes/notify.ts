import type { Incident } from "../domain/index.ts";
import type { NodeDependencies } from "./dependencies.ts";
import { requireIncident } from "./incident.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

/**
 * Puts this version of the post-mortem into the outbox, once per channel; the queue does the sending. A
 * second run of this node adds nothing.
 */
export function createNotify(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, outbox, channels, silences } = dependencies;
  return createNode(dependencies, "notify", "telling the team", async (state) => {
    if (channels.length === 0) {
      return { update: {}, message: "no channel is connected, so nobody was told" };
    }
    const incident = await requireIncident(incidents, state.incident);
    const { event } = incident;
    if (event.source === "cli" || event.source === "folder") {
      // Somebody is looking at it in a terminal; the team did not ask about one person's working copy.
      return { update: {}, message: "started by hand, so the team was not told" };
    }
    const quiet = await whyQuiet(incident, silences);
    if (quiet !== undefined) return { update: {}, message: `${quiet}, so the team was not told` };
    await outbox.add(state.incident, state.version, [...channels]);
    return { update: {}, message: `queued for ${channels.join(", ")}` };
  });
}

/** Why nobody is to hear of this incident, in words: somebody silenced it, or it flaps and that was told. */
export async function whyQuiet(
  incident: Incident,
  silences: NodeDependencies["silences"],
): Promise<string | undefined> {
  const { event, flapping, postMortem, signals = [] } = incident;
  if (flapping?.toldBy !== undefined) return `it flaps, which ${flapping.toldBy} told of`;
  if (silences === undefined) return undefined;
  const signature = postMortem?.diagnosis.signature ?? "";
  // Every signal of it must be silenced; one that is not would be missed.
  let reason: string | undefined;
  for (const told of signals.length === 0 ? [event] : signals.map((signal) => signal.event)) {
    const silence = await silences.holding(told, signature);
    if (silence === undefined) return undefined;
    reason ??= `${silence.id} silences it until ${silence.until.slice(0, 16).replace("T", " ")} UTC`;
  }
  return reason;
}
