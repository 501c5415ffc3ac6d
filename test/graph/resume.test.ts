import { afterAll, beforeAll, expect, test } from "vitest";
import { connectIncidentGraph, createIncidentNodes } from "../../src/graph/incident/graph.ts";
import { investigate } from "../../src/graph/incident/investigate.ts";
import type { Bench } from "../nodes/support.ts";
import { createBench, createTestCollector } from "../nodes/support.ts";

const failedLog =
  "> tsc\nsrc/cart.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.\n";

let bench: Bench;
const collector = createTestCollector({
  failed_log: { kind: "failed_log", title: "Log of job build", content: failedLog },
  green_log: { kind: "green_log", title: "Green log of job build", content: "> tsc\n" },
});

beforeAll(async () => {
  bench = await createBench({ collectors: [collector], channels: ["slack"] });
});

afterAll(async () => {
  await bench.close();
});

type Nodes = ReturnType<typeof createIncidentNodes>;

/** The nodes, one of which is cut off by an abort after its work was done and before anybody recorded that. */
function cutOffAt(name: keyof Nodes, controller: AbortController): Nodes {
  const nodes = createIncidentNodes(bench.dependencies);
  const whole = nodes[name];
  return {
    ...nodes,
    [name]: async (...given: Parameters<typeof whole>) => {
      await whole(...given);
      controller.abort(new Error(`cut off in ${name}`));
      throw controller.signal.reason;
    },
  };
}

test.each(["triage", "fetch", "recall", "analyze", "verify", "report", "notify", "remember"] as const)(
  "a run cut off in %s goes on at that node and ends in one post-mortem, told once",
  async (name) => {
    const incident = await bench.open();
    const checkpointer = await bench.store.checkpointer();
    const controller = new AbortController();
    const cut = connectIncidentGraph(cutOffAt(name, controller)).compile({ checkpointer });
    await expect(investigate(cut, incident, { rounds: 4, signal: controller.signal })).rejects.toThrow(
      /abort|cut off/i,
    );
    const before = (await bench.store.incidents.steps(incident, 0)).length;

    const whole = connectIncidentGraph(createIncidentNodes(bench.dependencies)).compile({ checkpointer });
    const thread = { configurable: { thread_id: incident } };
    expect((await whole.getState(thread)).next).toEqual([name]);
    await investigate(whole, incident, { rounds: 4, signal: new AbortController().signal });

    const steps = await bench.store.incidents.steps(incident, before);
    expect(steps[0]?.node).toBe(name);
    const { postMortem, status } = (await bench.store.incidents.get(incident)) ?? {};
    expect(status).toBe("reported");
    expect(postMortem?.version).toBe(1);
    expect(postMortem?.evidence.map((entry) => entry.id)).toEqual(["E1", "E2"]);
    expect(postMortem?.diagnosis.causes[0]?.citations[0]?.quote).toContain("TS2322");
    expect(await bench.store.outbox.begin(incident, 1, "slack")).toMatchObject({ version: 1 });
    expect((await whole.getState(thread)).next).toEqual([]);
  },
);

test("a second investigation of the same incident begins afresh and keeps the version while nothing changed", async () => {
  const incident = await bench.open();
  const checkpointer = await bench.store.checkpointer();
  const graph = connectIncidentGraph(createIncidentNodes(bench.dependencies)).compile({ checkpointer });
  const options = { rounds: 4, signal: new AbortController().signal };
  await investigate(graph, incident, options);
  const asked = collector.asked.length;
  await investigate(graph, incident, options);
  expect(collector.asked.length).toBeGreaterThan(asked);
  expect((await bench.store.incidents.get(incident))?.postMortem?.evidence).toHaveLength(2);
});

test("an unknown incident is refused in one sentence", async () => {
  const graph = connectIncidentGraph(createIncidentNodes(bench.dependencies)).compile({
    checkpointer: await bench.store.checkpointer(),
  });
  const options = { rounds: 4, signal: new AbortController().signal };
  await expect(investigate(graph, "INC-999999", options)).rejects.toThrow("There is no incident INC-999999.");
});

test("the state of a run stays small, whatever the evidence weighs", async () => {
  const heavy = createTestCollector({
    failed_log: {
      kind: "failed_log",
      title: "Log of job build",
      content: `${"a line of the build that says nothing much\n".repeat(50_000)}${failedLog}`,
    },
  });
  const dependencies = { ...bench.dependencies, collectors: [heavy] };
  const incident = await bench.open();
  const graph = connectIncidentGraph(createIncidentNodes(dependencies)).compile({
    checkpointer: await bench.store.checkpointer(),
  });
  await investigate(graph, incident, { rounds: 4, signal: new AbortController().signal });
  const { values } = await graph.getState({ configurable: { thread_id: incident } });
  expect(JSON.stringify(values).length).toBeLessThan(20_000);
});
