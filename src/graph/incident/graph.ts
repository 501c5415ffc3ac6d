import { END, START, StateGraph } from "@langchain/langgraph";
import { createAnalyze } from "../../nodes/analyze/analyze.ts";
import type { NodeDependencies } from "../../nodes/dependencies.ts";
import { createFetch } from "../../nodes/fetch.ts";
import { createNotify } from "../../nodes/notify.ts";
import { createRecall } from "../../nodes/recall.ts";
import { createRemember } from "../../nodes/remember.ts";
import { createReport } from "../../nodes/report/report.ts";
import { createTriage } from "../../nodes/triage.ts";
import { createVerify } from "../../nodes/verify/verify.ts";
import { RETRY } from "./policies.ts";
import { afterAnalyze } from "./routing.ts";
import { IncidentInput, IncidentState } from "./state.ts";

/** The nodes of an investigation by name. */
export function createIncidentNodes(dependencies: NodeDependencies) {
  return {
    triage: createTriage(dependencies),
    fetch: createFetch(dependencies),
    recall: createRecall(dependencies),
    analyze: createAnalyze(dependencies),
    verify: createVerify(dependencies),
    report: createReport(dependencies),
    notify: createNotify(dependencies),
    remember: createRemember(dependencies),
  };
}

/**
 * The incident graph over its nodes, not yet compiled: the caller brings the checkpointer, or none. Nodes keep
 * their own deadlines; the timeouts here (milliseconds) only end a node that ignores them.
 */
export function connectIncidentGraph(nodes: ReturnType<typeof createIncidentNodes>) {
  return new StateGraph({ state: IncidentState, input: IncidentInput })
    .addNode("triage", nodes.triage, { retryPolicy: RETRY, timeout: 60_000 })
    .addNode("fetch", nodes.fetch, { retryPolicy: RETRY, timeout: 900_000 })
    .addNode("recall", nodes.recall, { retryPolicy: RETRY, timeout: 120_000 })
    .addNode("analyze", nodes.analyze, { retryPolicy: RETRY, timeout: 600_000 })
    .addNode("verify", nodes.verify, { retryPolicy: RETRY, timeout: 300_000 })
    .addNode("report", nodes.report, { retryPolicy: RETRY, timeout: 120_000 })
    .addNode("notify", nodes.notify, { retryPolicy: RETRY, timeout: 60_000 })
    .addNode("remember", nodes.remember, { retryPolicy: RETRY, timeout: 120_000 })
    .addEdge(START, "triage")
    .addEdge("triage", "fetch")
    .addEdge("fetch", "recall")
    .addEdge("recall", "analyze")
    .addConditionalEdges("analyze", afterAnalyze, ["fetch", "verify"])
    .addEdge("verify", "report")
    .addEdge("report", "notify")
    .addEdge("notify", "remember")
    .addEdge("remember", END);
}

/** Start it with `{ incident }` or `{ event }`, thread id = incident id. */
export function createIncidentGraph(dependencies: NodeDependencies) {
  return connectIncidentGraph(createIncidentNodes(dependencies));
}
