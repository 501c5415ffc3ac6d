import { afterEach, expect, test } from "vitest";
import { InquestError } from "../../src/domain/index.ts";
import type { IncidentMemory } from "../../src/vectorstore/incident-memory.ts";
import type { Bench } from "../nodes/support.ts";
import { createBench, createTestCollector, failureEvent } from "../nodes/support.ts";
import { createTestMemory } from "../support/chroma.ts";

const logOf = (run: number) =>
  [
    `> shop build ${run}`,
    `npm error code ETARGET`,
    `npm error notarget No matching version found for left-pad@^9.9.${run}.`,
    `npm error A complete log of this run can be found in: /home/runner/.npm/_logs/2026-03-0${run}T10_00_00_000Z-debug-0.log`,
    "",
  ].join("\n");

let bench: Bench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

function host() {
  let run = 0;
  return createTestCollector({
    failed_log: () => {
      run += 1;
      return { kind: "failed_log", title: "Log of job build", content: logOf(run) };
    },
  });
}

test("the same failure a second time was seen before, with what ended the first", async () => {
  const memory = createTestMemory();
  bench = await createBench({ collectors: [host()], memory });
  const first = await bench.open({ stream: "first" });
  expect((await bench.investigate(first)).similar).toEqual([]);
  const signal = AbortSignal.timeout(10_000);
  await memory.resolve(first, "Fixed by pinning left-pad to 1.3.0", { signal });

  const second = await bench.open({ stream: "second" });
  const postMortem = await bench.investigate(second);
  expect(postMortem.similar[0]).toMatchObject({
    incident: first,
    match: "signature",
    resolution: "Fixed by pinning left-pad to 1.3.0",
  });
  expect(postMortem.actionItems.join("\n")).toContain(`Try what ended ${first}`);
  expect(postMortem.contributingFactors.join("\n")).toContain(first);
  expect(await bench.steps(second)).toContain(`recall: seen before: ${first} failed the same way`);
});

const down: InquestError = new InquestError(
  "chroma_unreachable",
  "Chroma does not answer.",
  "Start it again.",
);

test.each<[string, IncidentMemory]>([
  [
    "is down",
    {
      remember: () => Promise.reject(down),
      recall: () => Promise.reject(down),
      resolve: () => Promise.reject(down),
    },
  ],
])(
  "a memory that %s is a data gap, and the report is written and told all the same",
  async (_how, memory) => {
    bench = await createBench({ collectors: [host()], memory, channels: ["slack"] });
    const incident = await bench.open(failureEvent());
    const postMortem = await bench.investigate(incident);
    const gap = postMortem.diagnosis.dataGaps.find((entry) => entry.missing === "Similar past incidents");
    expect(gap).toEqual({
      missing: "Similar past incidents",
      code: "unreachable",
      remedy: "Start it again.",
    });
    expect(postMortem.diagnosis.causes.length).toBeGreaterThan(0);
    expect(await bench.store.outbox.begin(incident, postMortem.version, "slack")).toBeDefined();
  },
);
