import type { createIncidentGraph } from "./graph.ts";

export type CompiledIncidentGraph = ReturnType<ReturnType<typeof createIncidentGraph>["compile"]>;

/** Nodes of one run: triage, then fetch, recall and analyze each round, then the four that end it. */
const STEPS_BEYOND_ROUNDS = 10;

/**
 * Investigates one incident on the thread of its id. When an earlier run on that thread was cut off, it goes
 * on at the node that was in flight; otherwise a new investigation begins.
 *
 * @throws what a node throws after its retries, or when the signal aborts
 */
export async function investigate(
  graph: CompiledIncidentGraph,
  incident: string,
  options: { rounds: number; signal: AbortSignal },
): Promise<void> {
  const config = { configurable: { thread_id: incident } };
  const { next } = await graph.getState(config);
  await graph.invoke(next.length > 0 ? null : { incident }, {
    ...config,
    durability: "sync",
    recursionLimit: STEPS_BEYOND_ROUNDS + 3 * options.rounds,
    signal: options.signal,
  });
}
