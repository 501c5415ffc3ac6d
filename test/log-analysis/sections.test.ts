import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";

const causeOf = (lines: string[]): string[] => {
  const { excerpts } = analyzeLog(new TextEncoder().encode(`${lines.join("\n")}\n`));
  const cause = excerpts.find((excerpt) => excerpt.role === "cause");
  return cause ? lines.slice(cause.start - 1, cause.end) : [];
};

test("on GitHub Actions the failed step is read, not the one that merely complained", () => {
  const stamp = "2026-01-05T10:00:00.1234567Z ";
  const cause = causeOf(
    [
      "##[group]Run ./warm-cache",
      "./warm-cache",
      "##[endgroup]",
      "Error: cache entry 12 could not be restored",
      "##[group]Run npm run build",
      "npm run build",
      "##[endgroup]",
      "src/cart.ts(3,5): error TS2304: Cannot find name 'total'.",
      "##[error]Process completed with exit code 2.",
      "##[group]Post job cleanup",
      "Error: nothing to clean",
    ].map((line) => stamp + line),
  );
  expect(cause.join("\n")).toContain("TS2304");
  expect(cause.join("\n")).not.toContain("cache entry");
});

test("on Travis the command that exited with an error is read, also where its output opens folds", () => {
  const cause = causeOf([
    "travis_time:start:01\r\u001b[0K$ ./prepare",
    "fatal: this one is expected",
    'travis_time:end:01:start=1,finish=2,duration=1\r\u001b[0K\u001b[32;1mThe command "./prepare" exited with 0.\u001b[0m',
    "travis_time:start:02\r\u001b[0K$ make test",
    "travis_fold:start:unit",
    "cart.c:7:3: error: 'total' undeclared",
    "travis_fold:end:unit",
    'travis_time:end:02:start=1,finish=2,duration=1\r\u001b[0K\u001b[31;1mThe command "make test" exited with 2.\u001b[0m',
    "Done. Your build exited with 1.",
  ]);
  expect(cause).toEqual(["cart.c:7:3: error: 'total' undeclared"]);
});
