import fc from "fast-check";
import { expect, test } from "vitest";
import { changesOf, type Point } from "../../src/metric-analysis/change-points.ts";
import { describeChanges, type WatchedSeries } from "../../src/metric-analysis/describe-changes.ts";
import { quantity } from "../../src/metric-analysis/quantity.ts";

const start = Date.parse("2026-03-14T09:30:00Z") / 1000;
const MiB = 1024 * 1024;

/** A sample every 15 s; minutes counted from 09:30. The noise is the same every time. */
function sampled(minutes: number, value: (minute: number) => number, noise = 0): Point[] {
  let seed = 7;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648 - 0.5;
  };
  return Array.from({ length: minutes * 4 }, (_, index) => ({
    at: start + index * 15,
    value: value(index / 4) + noise * 2 * next(),
  }));
}

const around = { at: Date.parse("2026-03-14T10:09:00Z") / 1000, step: 15 };

function memory(points: Point[], more: Partial<WatchedSeries> = {}): WatchedSeries {
  return { signal: "memory", name: "memory of checkout", unit: "bytes", points, ...more };
}

test("a leak up to the limit is told as one rise, with its times and units", () => {
  // 210 MiB until 10:02, up to 512 MiB by 10:09, and there it stays.
  const level = (minute: number) => Math.min(512, Math.max(210, 210 + ((minute - 32) / 7) * 302));
  const points = sampled(50, (minute) => level(minute) * MiB, 2 * MiB);
  const limit = { value: 512 * MiB, word: "limit" } as const;
  const [finding, ...more] = describeChanges(memory(points, { limit }), around);
  expect(finding?.sentence).toMatch(
    /^memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:0[23] and 10:0[89] UTC$/,
  );
  expect(finding).toMatchObject({ direction: "rose", unit: "bytes", reached: 512 * MiB, signal: "memory" });
  expect(more).toEqual([]);
});

test("a step is dated to the samples beside it", () => {
  const points = sampled(50, (minute) => (minute < 30 ? 0.2 : 1.4), 0.03);
  const [finding, ...more] = describeChanges(
    { ...memory(points), name: "cpu of checkout", unit: "cores" },
    around,
  );
  expect(finding?.sentence).toMatch(
    /^cpu of checkout rose from 0\.\d+ cores to 1\.\d+ cores between 09:59 and 10:00 UTC$/,
  );
  expect(more).toEqual([]);
});

test("a threshold that was passed is named", () => {
  const points = sampled(50, (minute) => (minute < 30 ? 0.01 : 0.2));
  const limit = { value: 0.05, word: "threshold" } as const;
  const [finding] = describeChanges(
    { signal: "alert", name: "what ErrorsHigh measures", unit: "ratio", points, limit },
    around,
  );
  expect(finding?.sentence).toBe(
    "what ErrorsHigh measures rose from 1 % to 20 %, past the threshold of 5 %, between 09:59 and 10:00 UTC",
  );
});

test.each([
  ["nothing", []],
  ["a flat line", sampled(50, () => 7)],
  ["noise alone", sampled(50, () => 100, 10)],
  ["a single outlier", sampled(50, (minute) => (minute === 20 ? 900 : 100), 1)],
  ["a change too small to matter", sampled(50, (minute) => (minute < 25 ? 100 : 104), 0.1)],
  ["four samples", sampled(1, (minute) => minute * 100)],
])("%s is no finding", (_, points) => {
  expect(describeChanges(memory(points), around)).toEqual([]);
});

test("up and down again is two changes, in their order", () => {
  const changes = changesOf(sampled(60, (minute) => (minute < 20 || minute > 40 ? 10 : 50), 1));
  expect(changes.map((change) => Math.sign(change.to - change.from))).toEqual([1, -1]);
  expect(changes[0]?.startedAt).toBeLessThan(changes[1]?.startedAt ?? 0);
});

test("bursts and cycles are the series' own way, unless they go up to a limit", () => {
  const bursts = sampled(60, (minute) => (minute % 9 < 0.5 ? 500 : 100) * MiB, MiB);
  const cycles = sampled(60, (minute) => (200 + (minute % 12) * 25) * MiB, MiB);
  expect(describeChanges(memory(bursts), around)).toEqual([]);
  const late = (points: Point[]) =>
    describeChanges(memory(points), around).filter((finding) => finding.startedAt > "2026-03-14T09:50");
  expect(late(cycles)).toEqual([]);
  const limit = { value: 480 * MiB, word: "limit" } as const;
  expect(describeChanges(memory(cycles, { limit }), around)[0]?.sentence).toContain(
    "to its limit of 480 MiB",
  );
});

test("two rises with a long rest between them are two", () => {
  const changes = changesOf(sampled(60, (minute) => (minute < 20 ? 10 : minute < 40 ? 50 : 90), 1));
  expect(changes).toHaveLength(2);
});

test("two samples at the new level are enough when it has only just changed", () => {
  const points = sampled(40, (minute) => (minute < 39.5 ? 100 : 900), 3);
  expect(changesOf(points)).toHaveLength(1);
});

test("what a long series costs stays small, and no series makes it fail", () => {
  const began = performance.now();
  for (let run = 0; run < 20; run++) changesOf(sampled(250, (minute) => Math.sin(minute * run) * 100, 20));
  expect(performance.now() - began).toBeLessThan(5_000);
  const values = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e300, -1e300, 0)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(values, (list) => {
      const points = list.map((value, index) => ({ at: start + index * 15, value }));
      for (const finding of describeChanges(memory(points), around))
        expect(finding.sentence).toContain("memory of");
    }),
  );
});

test.each([
  [0, "bytes", "0 B"],
  [1536, "bytes", "1.5 KiB"],
  [210.4 * MiB, "bytes", "210 MiB"],
  [0.2304, "seconds", "230 ms"],
  [12.34, "seconds", "12.3 s"],
  [0.125, "ratio", "12.5 %"],
  [41.26, "per_second", "41.3 /s"],
  [123_456, "", "123456"],
  [98_765_432, "", "9.88e7"],
])("%d %s is said as %s", (value, unit, said) => {
  expect(quantity(value, unit)).toBe(said);
});
