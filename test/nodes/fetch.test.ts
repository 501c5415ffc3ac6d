import { afterEach, expect, test } from "vitest";
import { createFetch } from "../../src/nodes/fetch.ts";
import type { InvestigationUpdate } from "../../src/nodes/investigation.ts";
import type { CollectedEvidence, Collector } from "../../src/tools/collector.ts";
import type { Bench } from "./support.ts";
import { createBench, createTestCollector, triaged, wish } from "./support.ts";

const token = ["ghp", "q8Zt3LmN5vXw7Rk2Yb9Hd4Gf6Js1Pc0aTe4W"].join("_");

let bench: Bench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function fetchWith(
  collectors: Collector[],
  kinds: Parameters<typeof wish>[0][],
  collectorSeconds = 20,
): Promise<{ update: InvestigationUpdate; incident: string; bench: Bench }> {
  bench = await createBench({
    collectors,
    limits: { rounds: 3, seconds: 60, modelTokens: 0, collectorSeconds },
  });
  const incident = await bench.open();
  const state = triaged(incident, { requests: kinds.map((kind) => wish(kind)) });
  const update = await createFetch(bench.dependencies)(state, { signal: new AbortController().signal });
  return { update, incident, bench };
}

function codes(update: InvestigationUpdate): string[] {
  return (Array.isArray(update.gaps) ? update.gaps : []).map((gap) => gap.code);
}

async function textOf(from: Bench, incident: string, evidence: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of from.store.evidence.read(incident, evidence)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

test("secrets are gone from text, title and data before anything is stored, alike secrets alike", async () => {
  const log: CollectedEvidence = {
    kind: "failed_log",
    title: `Log of ${token}`,
    content: `one\ntoken ${token}\nagain ${token}\n`,
    data: { deep: [{ url: `https://x.example/?access_token=${token}` }] },
  };
  const { incident, bench: from } = await fetchWith(
    [createTestCollector({ failed_log: log, run: { ...log, kind: "run" } })],
    ["failed_log", "run"],
  );
  const stored = await from.store.evidence.list(incident);
  expect(stored).toHaveLength(2);
  for (const entry of stored) {
    const text = await textOf(from, incident, entry.id);
    const data = JSON.stringify(await from.store.evidence.data(incident, entry.id));
    expect(`${entry.title} ${text} ${data}`).not.toContain(token);
    expect(Object.keys(entry.redactions).length).toBeGreaterThan(0);
    const [, second = "", third = ""] = text.split("\n");
    expect(second.replace("token ", "")).toBe(third.replace("again ", ""));
  }
});

test("the findings of a log are stored with it", async () => {
  const content = "src/a.ts(1,1): error TS2304: Cannot find name 'x'.\n";
  const {
    incident,
    update,
    bench: from,
  } = await fetchWith(
    [createTestCollector({ failed_log: { kind: "failed_log", title: "Log", content } })],
    ["failed_log"],
  );
  expect(update.evidence).toEqual(["E1"]);
  expect(await from.store.evidence.data(incident, "E1")).toMatchObject({
    findings: { lines: 1, excerpts: [{ role: "cause", start: 1, end: 1 }] },
  });
});

test("one collector that hangs and one that throws are gaps, and the rest is stored", async () => {
  const started = Date.now();
  const { update } = await fetchWith(
    [
      createTestCollector({
        run: () => new Promise(() => undefined),
        changes: () => {
          throw new Error(`no answer for ${token}`);
        },
        failed_log: { kind: "failed_log", title: "Log", content: "it failed\n" },
      }),
    ],
    ["run", "changes", "failed_log", "pull_request"],
    1,
  );
  expect(codes(update).toSorted()).toEqual(["collector_failed", "not_configured", "timeout"]);
  expect(JSON.stringify(update)).not.toContain(token);
  expect(update.evidence).toEqual(["E1"]);
  expect(Date.now() - started).toBeLessThan(10_000);
});

test("a source that hangs in the middle of its text leaves what was read, marked as cut off", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("first line\nsecond");
    await new Promise(() => undefined);
  }
  const {
    update,
    incident,
    bench: from,
  } = await fetchWith(
    [createTestCollector({ failed_log: { kind: "failed_log", title: "Log", content: endless() } })],
    ["failed_log"],
    1,
  );
  expect(codes(update)).toEqual(["timeout"]);
  const [entry] = await from.store.evidence.list(incident);
  expect(entry?.truncated).toBe(true);
  const text = await textOf(from, incident, "E1");
  expect(text).toContain("first line\nsecond\n[inquest: the source broke off here");
});

test("binary noise is stored as text that a database takes, with its lines", async () => {
  async function* noise(): AsyncGenerator<Uint8Array> {
    yield Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80]);
    yield Buffer.from([0xe2, 0x82]);
    yield Buffer.from([0xac, 0x0a]);
  }
  const { incident, bench: from } = await fetchWith(
    [
      createTestCollector({
        failed_log: {
          kind: "failed_log",
          title: "No\0ise \ud800",
          content: noise(),
          data: { a: "\0\udfff" },
        },
      }),
    ],
    ["failed_log"],
  );
  expect(await textOf(from, incident, "E1")).toBe("\ufffd\ufffd\ufffd\n\ufffd€\n");
  const [entry] = await from.store.evidence.list(incident);
  expect(entry?.lines).toBe(2);
  expect(entry?.title).toBe("No\ufffdise \ufffd");
});

test("evidence whose secrets cannot be removed is withheld", async () => {
  const unreadable: CollectedEvidence = {
    kind: "failed_log",
    get title(): string {
      throw new Error("the title breaks the redactor");
    },
    content: `token ${token}\n`,
  };
  const {
    update,
    incident,
    bench: from,
  } = await fetchWith([createTestCollector({ failed_log: unreadable })], ["failed_log"]);
  expect(codes(update)).toEqual(["redaction_failed"]);
  expect(await from.store.evidence.list(incident)).toEqual([]);
});

test("a second fetch of the same keeps the ids, and what was asked is not asked again", async () => {
  const collector = createTestCollector({
    failed_log: { kind: "failed_log", title: "Log", content: "it failed\n" },
  });
  const { incident, update, bench: from } = await fetchWith([collector], ["failed_log"]);
  const fetch = createFetch(from.dependencies);
  const signal = new AbortController().signal;
  const resumed = await fetch(triaged(incident, { requests: [wish("failed_log")] }), { signal });
  expect(resumed.evidence).toEqual(update.evidence);
  const asked = triaged(incident, { requests: [wish("failed_log")], asked: ["failed_log:"] });
  expect((await fetch(asked, { signal })).evidence).toEqual([]);
  expect(collector.asked).toHaveLength(2);
});

test("an abort ends a fetch at once and is not told as a failure", async () => {
  const controller = new AbortController();
  let reached: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    reached = resolve;
  });
  bench = await createBench({
    collectors: [
      createTestCollector({
        failed_log: () => {
          reached();
          return new Promise(() => undefined);
        },
      }),
    ],
  });
  const incident = await bench.open();
  const running = createFetch(bench.dependencies)(triaged(incident, { requests: [wish("failed_log")] }), {
    signal: controller.signal,
  });
  await asked;
  controller.abort(new Error("stopping"));
  await expect(running).rejects.toThrow("stopping");
  const steps = await bench.store.incidents.steps(incident, 0);
  expect(steps.map((step) => step.state)).toEqual(["started"]);
});
