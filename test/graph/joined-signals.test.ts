import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Subject } from "../../src/domain/index.ts";
import { createCloseIncident } from "../../src/services/close-incident.ts";
import { createRunInvestigation } from "../../src/services/run-investigation.ts";
import type { Collector } from "../../src/tools/collector.ts";
import { type Bench, createBench, logger } from "../nodes/support.ts";
import { alertEvent, deploymentEvent } from "../support/signal-events.ts";

const commit = "3f2a91c04be5d7a1b2c3d4e5f60718293a4b5c6d";
const deployment = deploymentEvent({ commit });
const alert = alertEvent({
  occurredAt: "2026-03-01T12:04:00.000Z",
  labels: { alertname: "HighErrorRate", service: "checkout", env: "prod" },
});

const asked: string[] = [];
/** Answers for deployments with a log and for alerts with metrics. */
const host: Collector = {
  name: "recorded",
  answers: ({ kind }: Subject, request) =>
    (kind === "github_deployment" && request.kind === "failed_log") ||
    (kind === "alert" && request.kind === "metrics"),
  async collect(subject, request) {
    asked.push(`${subject.kind} ${request.kind}`);
    const content =
      subject.kind === "alert"
        ? "error rate 0.2\n"
        : "> deploy\nError: timed out waiting for the condition: deployment checkout exceeded its progress deadline\n";
    return { evidence: [{ kind: request.kind, title: "What was found", content }], gaps: [] };
  },
};

let bench: Bench;
beforeAll(async () => {
  bench = await createBench({ collectors: [host], channels: ["slack"] });
});
afterAll(() => bench.close());

const receive = (event: typeof deployment) =>
  bench.store.incidents.receive({ source: event.source, deliveryId: randomUUID(), event });

test("a signal that joins gives the next version, with its own evidence and in the timeline, and edits the message", async () => {
  const opened = await receive(deployment);
  const id = opened.kind === "opened" ? opened.incident.id : "";
  const first = await bench.investigate(id);
  expect(first.version).toBe(1);
  expect(asked).not.toContain("alert metrics");

  expect(await receive(alert)).toMatchObject({ kind: "joined", incident: { id, status: "queued" } });
  asked.length = 0;
  const run = createRunInvestigation({
    investigate: async (incident) => void (await bench.investigate(incident)),
    incidents: bench.store.incidents,
    logger,
  });
  await run({ incident: id }, new AbortController().signal);
  expect(asked).toEqual(expect.arrayContaining(["github_deployment failed_log", "alert metrics"]));

  const { postMortem: second, status } = (await bench.store.incidents.get(id)) ?? {};
  expect(status).toBe("reported");
  expect(second?.version).toBe(2);
  expect(second?.evidence.map((piece) => piece.title)).toContain("What was found · signal 2");
  expect(second?.timeline.map((entry) => entry.what)).toContain(
    "HighErrorRate fires (joined: same service checkout and environment production, 4 minutes apart)",
  );
  expect(await bench.store.outbox.begin(id, 2, "slack")).toMatchObject({ version: 2 });

  // One of two is over: the report says so, and nothing is closed.
  const close = createCloseIncident({ ...bench.dependencies });
  const end = { ...alert, kind: "resolution" as const, occurredAt: "2026-03-01T12:30:00.000Z" };
  expect(await receive(end)).toMatchObject({ kind: "updated" });
  await close({ incident: id }, new AbortController().signal);
  await close({ incident: id }, new AbortController().signal);
  const third = await bench.store.incidents.get(id);
  expect(third).toMatchObject({ status: "reported", postMortem: { version: 3, status: "open" } });
  expect(third?.postMortem?.timeline).toContainEqual({
    at: end.occurredAt,
    what: "It ended: HighErrorRate fires",
  });
});

test("a flapping stream is named so, and the team is told of it once", async () => {
  const stream = { labels: { alertname: "Flaky", service: "mail" } };
  const at = (minute: number) => new Date(Date.parse("2026-03-02T12:00:00Z") + minute * 60_000).toISOString();
  const told: boolean[] = [];
  const words: string[] = [];
  for (let round = 0; round < 4; round++) {
    const fails = alertEvent({ ...stream, occurredAt: at(round * 5) });
    const opened = await receive(fails);
    const id = opened.kind === "opened" ? opened.incident.id : "";
    const postMortem = await bench.investigate(id);
    told.push((await bench.store.outbox.begin(id, postMortem.version, "slack")) !== undefined);
    words.push(postMortem.title, postMortem.diagnosis.summary);
    await receive({ ...fails, kind: "resolution", dedupeKey: `end ${round}`, occurredAt: at(round * 5 + 2) });
  }
  expect(told).toEqual([true, true, true, false]);
  expect(words.at(-2)).toBe("Flaky fires (flapping: failed 4 times since 12:00 UTC)");
  expect(words.at(-1)).toMatch(/^Flapping: failed 4 times since 12:00 UTC\. /);
});

test("what is silenced by its signature is investigated, and nobody is told", async () => {
  const opened = await receive(deploymentEvent({ commit: "d".repeat(40), repository: "acme/other" }));
  const id = opened.kind === "opened" ? opened.incident.id : "";
  const first = await bench.investigate(id);
  const { signature } = first.diagnosis;
  expect(signature).not.toBe("");
  const until = new Date(Date.now() + 60_000).toISOString();
  await bench.store.silences.add({ matcher: { signature }, until });
  const again = await receive(deploymentEvent({ commit: "e".repeat(40), repository: "acme/third" }));
  const next = again.kind === "opened" ? again.incident.id : "";
  const quiet = { ...bench.dependencies, silences: bench.store.silences };
  const { createNotify } = await import("../../src/nodes/notify.ts");
  const { triaged } = await import("../nodes/support.ts");
  const postMortem = await bench.investigate(next);
  await bench.store.incidents.savePostMortem(next, { ...postMortem, impact: "Another" });
  await createNotify(quiet)(triaged(next, { version: 2 }), {});
  expect((await bench.steps(next)).at(-1)).toMatch(/SIL-1 silences it until .* so the team was not told/);
  expect(await bench.store.outbox.begin(next, 2, "slack")).toBeUndefined();
});
