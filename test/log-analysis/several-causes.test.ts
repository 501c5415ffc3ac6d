import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

/** A step of GitHub Actions that failed. */
const step = (command: string, output: string[], code = 1): string =>
  [
    `##[group]Run ${command}`,
    command,
    "##[endgroup]",
    ...output,
    `##[error]Process completed with exit code ${code}.`,
    "",
  ].join("\n");

const COMPILE = step("make", ["gcc -c cart.c", "cart.c:3:5: error: expected ';' before 'return'"], 2);
const INSTALL = step("npm ci", [
  "npm ERR! code ECONNREFUSED",
  "npm ERR! network request to https://registry.example.org/cart failed, reason: connect ECONNREFUSED 10.0.0.3:443",
]);

const read = (log: string) => analyzeLog(new TextEncoder().encode(log));
const causesOf = (log: string) => read(log).excerpts.filter(({ role }) => role === "cause");

test("two steps that failed for different reasons are two causes, each with its sentence", () => {
  const causes = causesOf(COMPILE + INSTALL);
  expect(causes.map(({ start, end }) => [start, end]).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual([
    [5, 5],
    [10, 11],
  ]);
  const [first, second] = causes;
  expect(first?.summary).toBeUndefined();
  expect(new Set([read(COMPILE + INSTALL).category, second?.category])).toEqual(
    new Set(["compile_error", "network"]),
  );
  expect(second?.summary).toMatch(
    /^(?:The code does not compile: cart\.c|A network call failed: network request)/,
  );
});

test("steps that failed with the same words are one cause, and so are steps that do not say why", () => {
  expect(causesOf(COMPILE + COMPILE.replace("cart.c:3:5", "cart.c:9:1"))).toHaveLength(1);
  expect(causesOf(COMPILE + step("./check.sh", ["checking", "done"]))).toHaveLength(1);
});

test("no line is told twice", () => {
  const taken = new Set<number>();
  for (const { start, end } of read(COMPILE + INSTALL).excerpts)
    for (let line = start; line <= end; line++) {
      expect(taken.has(line)).toBe(false);
      taken.add(line);
    }
});
