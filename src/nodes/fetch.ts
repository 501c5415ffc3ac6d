import pLimit from "p-limit";
import type { DataGap, EvidenceRequest } from "../domain/index.ts";
import type { NodeDependencies } from "./dependencies.ts";
import { askCollectors, storeAnswers } from "./evidence/collect.ts";
import { eventOf, requireIncident } from "./incident.ts";
import { requestKey } from "./investigation.ts";
import { remainingMs } from "./limits.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

/** Requests carried out at the same time. */
const PARALLEL_REQUESTS = 4;

/**
 * Puts the open evidence requests to the collectors, in parallel, each with its own deadline; stores what they
 * bring without its secrets and puts only ids in the state. What could not be had becomes a data gap.
 */
export function createFetch(dependencies: NodeDependencies): InvestigationNode {
  const { incidents, evidence: store, limits, collectors } = dependencies;
  return createNode(dependencies, "fetch", "fetching evidence", async (state, signal) => {
    const incident = await requireIncident(incidents, state.incident);
    const round = state.round + 1;
    const open = state.requests.filter((request) => !state.asked.includes(requestKey(request)));
    const eventFor = (request: EvidenceRequest) =>
      eventOf(incident, request, (subject) =>
        collectors.some((collector) => collector.answers(subject, request)),
      );
    const milliseconds = Math.max(
      1_000,
      Math.min(limits.collectorSeconds * 1000, remainingMs(limits, state)),
    );
    const limit = pLimit(PARALLEL_REQUESTS);
    const asking = { milliseconds, signal };
    const answers = await Promise.all(
      open.map((request) =>
        limit(() => askCollectors(dependencies, incident.id, eventFor(request), request, asking)),
      ),
    );
    const outcomes = [];
    for (const [index, answer] of answers.entries()) {
      const signalNumber = open[index]?.signal;
      outcomes.push(
        await storeAnswers(dependencies, incident.id, answer, { round, signalNumber, ...asking }),
      );
    }
    const brought = outcomes.flatMap((outcome) => outcome.evidence);
    const gaps = outcomes.flatMap((outcome) => outcome.gaps);
    if (collectors.length === 0) gaps.push(noCollectors());
    const stored = await store.list(incident.id);
    const answered = outcomes.filter((outcome) => outcome.evidence.length > 0).length;
    return {
      update: {
        round,
        requests: [],
        asked: open.map(requestKey),
        // The store's order, so that a resumed fetch ends in the same state.
        evidence: stored.map((entry) => entry.id).filter((id) => brought.includes(id)),
        gaps,
      },
      message: summarise(open, answered, brought.length, gaps.length),
    };
  });
}

function summarise(open: EvidenceRequest[], answered: number, pieces: number, gaps: number): string {
  const missing = gaps === 0 ? "" : `; ${gaps} could not be had`;
  return `fetched ${answered} of ${open.length} wishes (${pieces} pieces of evidence)${missing}`;
}

function noCollectors(): DataGap {
  return {
    missing: "Every source of evidence",
    code: "not_configured",
    remedy: "No collector is on; `inquest doctor` shows what can be connected.",
  };
}
