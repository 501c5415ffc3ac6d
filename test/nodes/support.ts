import { randomUUID } from "node:crypto";
import { MemorySaver } from "@langchain/langgraph";
import pino from "pino";
import type { EvidenceKind, EvidenceRequest, FailureEvent, PostMortem } from "../../src/domain/index.ts";
import { createIncidentGraph } from "../../src/graph/incident/graph.ts";
import { investigate } from "../../src/graph/incident/investigate.ts";
import type { NodeDependencies } from "../../src/nodes/dependencies.ts";
import type { Investigation } from "../../src/nodes/investigation.ts";
import type { Store } from "../../src/store/database.ts";
import { openStore } from "../../src/store/database.ts";
import type { Collected, CollectedEvidence, Collector } from "../../src/tools/collector.ts";
import { createTestDatabase } from "../support/database.ts";

export const logger = pino({ level: process.env.INQUEST_TEST_LOG ?? "silent" });

type Answer = CollectedEvidence | CollectedEvidence[] | Collected;
type Answering = Answer | ((request: EvidenceRequest, signal: AbortSignal) => Promise<Answer> | Answer);

export interface TestCollector extends Collector {
  /** Every request it was asked, in order. */
  asked: EvidenceRequest[];
}

/** A collector that answers the given kinds for every subject. */
export function createTestCollector(
  answers: Partial<Record<EvidenceKind, Answering>>,
  name = "recorded",
): TestCollector {
  const asked: EvidenceRequest[] = [];
  return {
    name,
    asked,
    answers: (_subject, request) => answers[request.kind] !== undefined,
    async collect(_subject, request, { signal }) {
      asked.push(request);
      const answering = answers[request.kind];
      const answer = typeof answering === "function" ? await answering(request, signal) : answering;
      if (answer === undefined) return { evidence: [], gaps: [] };
      if ("gaps" in answer) return answer;
      return { evidence: Array.isArray(answer) ? answer : [answer], gaps: [] };
    },
  };
}

export interface Bench {
  store: Store;
  dependencies: NodeDependencies;
  /** Opens an incident for a failure nobody reported yet. */
  open(event?: Partial<FailureEvent>): Promise<string>;
  /** Investigates to the end and gives back the post-mortem. */
  investigate(incident: string, options?: { signal?: AbortSignal }): Promise<PostMortem>;
  /** The sentences of the incident's finished steps, `node: message`. */
  steps(incident: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A real store, the given collectors, and the incident graph over them. */
export async function createBench(given: Partial<NodeDependencies>): Promise<Bench> {
  const database = await createTestDatabase();
  const store = await openStore(database.url, { signal: new AbortController().signal, logger });
  const dependencies: NodeDependencies = {
    collectors: [],
    incidents: store.incidents,
    evidence: store.evidence,
    outbox: store.outbox,
    channels: [],
    limits: { rounds: 4, seconds: 120, modelTokens: 50_000, collectorSeconds: 20 },
    incidentUrl: (incident) => `http://127.0.0.1:8787/incidents/${incident}`,
    now: () => new Date(),
    logger,
    ...given,
  };
  const checkpointer = new MemorySaver();
  return {
    store,
    dependencies,
    async open(event = {}) {
      const received = await store.incidents.receive({
        source: "github",
        deliveryId: randomUUID(),
        event: failureEvent(event),
      });
      if (received.kind !== "opened") throw new Error(`expected a new incident, got ${received.kind}`);
      return received.incident.id;
    },
    async investigate(incident, options = {}) {
      const graph = createIncidentGraph(dependencies).compile({ checkpointer });
      const signal = options.signal ?? new AbortController().signal;
      await investigate(graph, incident, { rounds: dependencies.limits.rounds, signal });
      const { postMortem } = (await store.incidents.get(incident)) ?? {};
      if (postMortem === undefined) throw new Error(`${incident} has no post-mortem`);
      return postMortem;
    },
    async steps(incident) {
      const steps = await store.incidents.steps(incident, 0);
      return steps.filter((step) => step.state === "finished").map((step) => `${step.node}: ${step.message}`);
    },
    async close() {
      await store.close();
      await database.close();
    },
  };
}

/** The state of an investigation of this incident that has just been triaged. */
export function triaged(incident: string, changes: Partial<Investigation> = {}): Investigation {
  return {
    incident,
    event: null,
    round: 0,
    requests: [],
    asked: [],
    evidence: [],
    gaps: [],
    similar: [],
    diagnosis: null,
    claims: [],
    spentMs: 0,
    modelTokens: 0,
    partial: false,
    version: 0,
    ...changes,
  };
}

export function wish(kind: EvidenceKind, target = ""): EvidenceRequest {
  return { kind, target, reason: "for the test", askedBy: "triage" };
}

export function failureEvent(changes: Partial<FailureEvent> = {}): FailureEvent {
  const run = Math.floor(Math.random() * 1e9);
  return {
    source: "github",
    kind: "failure",
    dedupeKey: `github:orchard/shop:run:${run}:1`,
    stream: `github:orchard/shop:ci.yml:${run}`,
    title: "CI failed on main of orchard/shop",
    occurredAt: "2026-03-01T12:00:00Z",
    subject: { kind: "github_run", owner: "orchard", repo: "shop", runId: run, attempt: 1 },
    repository: "orchard/shop",
    branch: "main",
    ...changes,
  };
}
