import { expect, test } from "vitest";
import type { Evidence } from "../../../src/domain/index.ts";
import { checkCitation } from "../../../src/nodes/verify/check-citation.ts";

const lines = [
  "2026-03-01T10:00:00.1234567Z > build",
  "2026-03-01T10:00:00.2234567Z \u001b[31merror\u001b[0m: cannot find `price`",
  "2026-03-01T10:00:00.3234567Z     at src/cart.ts:12:9",
  "",
  ...Array.from({ length: 300 }, (_, index) => `filler ${index}`),
  "the same line stands twice",
  "the same line stands twice",
];

const store = {
  lines: (_incident: string, _evidence: string, start: number, end: number) =>
    Promise.resolve(lines.slice(Math.max(0, start - 1), end)),
};

const evidence: Evidence[] = [
  {
    id: "E1",
    kind: "failed_log",
    title: "Log",
    collector: "test",
    bytes: 1,
    lines: lines.length,
    sha256: "",
    truncated: false,
    redactions: {},
    round: 1,
    collectedAt: "2026-03-01T10:00:00Z",
  },
];

function check(start: number, quote: string, changes = {}) {
  return checkCitation(store, "INC-1", evidence, {
    evidence: "E1",
    start,
    end: start + quote.split("\n").length - 1,
    quote,
    ...changes,
  });
}

const proven = {
  evidence: "E1",
  start: 2,
  end: 3,
  quote: "error: cannot find `price`\n    at src/cart.ts:12:9",
};

test("a quote is compared after colours and timestamps are gone, and comes back as the stored lines", async () => {
  expect(await check(2, "error: cannot find `price`\n    at src/cart.ts:12:9")).toEqual(proven);
  expect(await check(2, "error: cannot find `price`\nat src/cart.ts:12:9\n")).toEqual(proven);
});

test("line numbers copied from the question are no part of the quote", async () => {
  expect(await check(2, "E1 2 | error: cannot find `price`\nE1 3 |     at src/cart.ts:12:9")).toEqual(proven);
});

test("a quote that stands nearby is moved to the nearest place", async () => {
  expect(await check(9, "error: cannot find `price`\n    at src/cart.ts:12:9")).toEqual(proven);
  expect(await check(310, "the same line stands twice")).toMatchObject({ start: 306, end: 306 });
});

test("part of one line is enough when it is long enough to mean that line", async () => {
  expect(await check(2, "cannot find `price`")).toMatchObject({
    start: 2,
    quote: "error: cannot find `price`",
  });
  expect(await check(2, "error")).toBeUndefined();
});

test.each([
  ["words that stand nowhere", 2, "error: cannot find `prize`"],
  ["other spaces within the line", 2, "error:  cannot find `price`"],
  ["lines in another order", 2, "    at src/cart.ts:12:9\nerror: cannot find `price`"],
  ["the right text far away", 250, "error: cannot find `price`"],
  ["nothing", 2, " \n "],
  ["a line before the first", 0, "> build and more of it"],
  ["a line that is no number", Number.NaN, "error: cannot find `price`"],
  ["a line beyond the end", 1e12, "error: cannot find `price`"],
])("%s is no proof", async (_what, start, quote) => {
  expect(await check(start, quote)).toBeUndefined();
});

test("evidence that does not exist proves nothing", async () => {
  expect(await check(2, "error: cannot find `price`", { evidence: "E9" })).toBeUndefined();
});
