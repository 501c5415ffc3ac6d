import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EvidenceText } from "../../src/store/ports.ts";
import { failureEvent, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
  await store.incidents.receive({ source: "github", deliveryId: "1", event: failureEvent() });
});
afterEach(() => store.close());

async function* pieces(...texts: string[]) {
  yield* texts;
}

const describe =
  (changes: Partial<EvidenceText> = {}) =>
  (): EvidenceText => ({
    kind: "failed_log",
    title: "Log of job build",
    collector: "github",
    round: 1,
    truncated: false,
    redactions: {},
    ...changes,
  });

async function textOf(evidence: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of store.evidence.read("INC-1", evidence)) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

async function count(table: string): Promise<number> {
  const [row] = await query<{ count: number }>(store.url, `select count(*)::int as count from ${table}`);
  return row?.count ?? -1;
}

test("a text comes back as it went in, described by what was computed on the way", async () => {
  const text = "first\nsecond \u{1f600}\r\nlast without an end";
  const evidence = await store.evidence.put(
    "INC-1",
    // Cut inside the pair that makes the face.
    pieces(text.slice(0, 14), text.slice(14)),
    describe({ url: "https://example.com/log", redactions: { token: 2 }, truncated: true }),
  );
  expect(evidence).toMatchObject({
    id: "E1",
    kind: "failed_log",
    title: "Log of job build",
    url: "https://example.com/log",
    bytes: Buffer.byteLength(text),
    lines: 3,
    sha256: createHash("sha256").update(text).digest("hex"),
    truncated: true,
    redactions: { token: 2 },
  });
  expect(await textOf("E1")).toBe(text);
  expect(await store.evidence.list("INC-1")).toEqual([evidence]);
  expect(await store.evidence.lines("INC-1", "E1", 2, 9)).toEqual([
    "second \u{1f600}\r",
    "last without an end",
  ]);
});

test("lines are counted from one, across chunks, in texts with and without a last line end", async () => {
  const line = (number: number) => `line ${number} ${"x".repeat(number % 900)}`;
  const all = Array.from({ length: 3_000 }, (_, index) => line(index + 1));
  await store.evidence.put("INC-1", pieces(`${all.join("\n")}\n`), describe());
  expect(await count("inquest.chunks")).toBeGreaterThan(3);
  expect(await store.evidence.list("INC-1")).toMatchObject([{ lines: 3_000 }]);
  for (const [start, end] of [
    [1, 3_000],
    [1, 1],
    [580, 1_700],
    [3_000, 3_000],
    [2_990, 9_999],
  ] as const) {
    expect(await store.evidence.lines("INC-1", "E1", start, end)).toEqual(all.slice(start - 1, end));
  }
  expect(await store.evidence.lines("INC-1", "E1", 3_001, 3_002)).toEqual([]);
  expect(await store.evidence.lines("INC-1", "E1", 5, 4)).toEqual([]);
  expect(await store.evidence.lines("INC-1", "E1", -3, 1)).toEqual([line(1)]);

  await store.evidence.put("INC-1", pieces("", "\n", "\n"), describe({ title: "empty lines" }));
  expect(await store.evidence.lines("INC-1", "E2", 1, 5)).toEqual(["", ""]);
  await store.evidence.put("INC-1", pieces(), describe({ title: "nothing" }));
  expect(await store.evidence.lines("INC-1", "E3", 1, 5)).toEqual([]);
  expect(await textOf("E3")).toBe("");
});

test("kind and title name a text: a second put replaces it and keeps the id", async () => {
  await store.evidence.put("INC-1", pieces("old\n".repeat(300_000)), describe());
  await store.evidence.put("INC-1", pieces("other"), describe({ kind: "green_log" }));
  const replaced = await store.evidence.put("INC-1", pieces("new"), describe({ round: 2 }));
  expect(replaced).toMatchObject({ id: "E1", bytes: 3, round: 2 });
  expect(await textOf("E1")).toBe("new");
  expect(await store.evidence.list("INC-1")).toMatchObject([{ id: "E1" }, { id: "E2" }]);
  expect(await count("inquest.chunks")).toBe(2);
});

test("puts at the same time get ids of their own", async () => {
  const stored = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.evidence.put("INC-1", pieces(`text ${index}`), describe({ title: `title ${index % 10}` })),
    ),
  );
  expect(new Set(stored.map((evidence) => evidence.id)).size).toBe(10);
  expect(await store.evidence.list("INC-1")).toHaveLength(10);
});

test("a source that breaks off leaves nothing, and its error is told", async () => {
  async function* broken() {
    yield "x\n".repeat(400_000);
    throw new Error("connection reset");
  }
  await expect(store.evidence.put("INC-1", broken(), describe())).rejects.toThrow("connection reset");
  expect(await store.evidence.list("INC-1")).toEqual([]);
  expect(await count("inquest.contents")).toBe(0);
  expect(await count("inquest.chunks")).toBe(0);
});

test("NUL and half characters are no problem, in the text, the title and the data", async () => {
  const text = "a\0b\n\0\n";
  const data = { "key\0": ["\0", "\ud800", "\\u0000", "\u{1f600}"] };
  await store.evidence.put("INC-1", pieces(text), describe({ title: "t\0", data }));
  expect(await store.evidence.lines("INC-1", "E1", 1, 2)).toEqual(["a\0b", "\0"]);
  expect(await store.evidence.data("INC-1", "E1")).toEqual({
    "key\ufffd": ["\ufffd", "\ufffd", "\\u0000", "\u{1f600}"],
  });
  expect(await store.evidence.list("INC-1")).toMatchObject([{ title: "t\ufffd" }]);
});

test("what is not there is said so", async () => {
  await expect(store.evidence.put("INC-9", pieces("x"), describe())).rejects.toMatchObject({
    code: "incident_not_found",
  });
  await expect(store.evidence.lines("INC-1", "E1", 1, 2)).rejects.toMatchObject({
    code: "evidence_not_found",
  });
  await expect(store.evidence.lines("INC-1", "'; drop", 1, 2)).rejects.toMatchObject({
    code: "evidence_not_found",
  });
});

/** The most memory above what was used before, in MB, while a text of many pieces is stored. */
async function memoryOf(text: AsyncIterable<string>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  async function* watched() {
    for await (const piece of text) {
      most = Math.max(most, process.memoryUsage.rss());
      yield piece;
    }
  }
  await store.evidence.put("INC-1", watched(), describe());
  return (most - before) / 1e6;
}

test("200 MB of log stay in bounded memory", { timeout: 120_000 }, async () => {
  const block = Array.from(
    { length: 500 },
    (_, index) => `2025-01-01T00:00:00Z step ${index * 7919} done in ${index} ms\n`,
  );
  const piece = block.join("");
  const times = Math.ceil(200e6 / piece.length);
  async function* text() {
    for (let index = 0; index < times; index++) yield piece;
  }
  expect(await memoryOf(text())).toBeLessThan(120);
  const [evidence] = await store.evidence.list("INC-1");
  expect(evidence).toMatchObject({ bytes: piece.length * times, lines: 500 * times });
  const middle = 250 * times;
  expect(await store.evidence.lines("INC-1", "E1", middle, middle + 1)).toHaveLength(2);
});

test("a line of 100 MB stays in bounded memory, and is read up to 1 MB", { timeout: 120_000 }, async () => {
  async function* text() {
    yield "before\n";
    for (let index = 0; index < 1_000; index++) yield "ä".repeat(50_000);
    yield "\nafter\n";
  }
  expect(await memoryOf(text())).toBeLessThan(120);
  expect(await store.evidence.list("INC-1")).toMatchObject([{ lines: 3, bytes: 100_000_014 }]);
  const [before, long, after] = await store.evidence.lines("INC-1", "E1", 1, 3);
  expect([before, after]).toEqual(["before", "after"]);
  expect(long).toBe("ä".repeat(512 * 1024));
  expect(await store.evidence.lines("INC-1", "E1", 2, 2)).toEqual([long]);
});
