import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const signatureOf = (log: string): string => analyzeLog(new TextEncoder().encode(log)).signature;

const run = ({
  folder = "/home/runner/work/shop/shop",
  took = "11ms",
  id = "3fa81c2",
  test = "adds an item",
} = {}): string =>
  [
    `Checked out ${id} in ${folder}`,
    "TAP version 13",
    `not ok 1 - ${test}`,
    "  ---",
    `  duration_ms: ${took}`,
    `  location: '${folder}/cart.test.js:4:1'`,
    "  error: 'Expected values to be strictly equal'",
    "  ...",
    "# tests 1",
    "# fail 1",
    "",
  ].join("\n");

test("the same failure in another run has the same signature", () => {
  expect(signatureOf(run({ folder: "/builds/7/shop", took: "204ms", id: "99d01ab" }))).toBe(
    signatureOf(run()),
  );
});

test("another failed test has another signature", () => {
  expect(signatureOf(run({ test: "removes an item" }))).not.toBe(signatureOf(run()));
});

test("the order in which parallel output came does not matter", () => {
  const lines = ["src/a.c:3:5: error: expected ';'", "src/b.c:9:1: error: unknown type name 'cart'"];
  const log = (order: string[]): string => `make -j2\n${order.join("\n")}\nmake: *** [all] Error 1\n`;
  expect(signatureOf(log(lines.toReversed()))).toBe(signatureOf(log(lines)));
});
