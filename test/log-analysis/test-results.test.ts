import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { analyzeLog } from "../../src/log-analysis/index.ts";
import { RESULT_GRAMMARS } from "../../src/log-analysis/test-results/result-grammars.ts";

const BLOCKS = readFileSync(new URL("fixtures/test-results.txt", import.meta.url), "utf8")
  .split(/^#### /m)
  .slice(1);

for (const block of BLOCKS) {
  const [runner = "", ...lines] = block.trimEnd().split("\n");
  const [counts = "", names = ""] = lines.pop()?.replace(">>> ", "").split(" |") ?? [];
  test(`results of ${runner}`, () => {
    const { tests, failedTests } = analyzeLog(new TextEncoder().encode(`${lines.join("\n")}\n`));
    expect(failedTests.map(({ name }) => name)).toEqual(names.trim() ? names.trim().split(" ; ") : []);
    expect(tests && `${tests.run} ${tests.failed} ${tests.errored} ${tests.skipped}`).toBe(
      counts === "-" ? null : counts,
    );
  });
}

/** What only looks like the forms above. */
const NONE = [
  "PASS: 3 tests completed the survey",
  "error in (server) (main)",
  "  3 passed the gate (yesterday)",
  "DONE 12 files copied",
  "Failures: the list is empty",
  "Test plan FAILED",
];

test("sentences that only begin alike count and name nothing", () => {
  for (const line of NONE) {
    const { tests, failedTests } = analyzeLog(new TextEncoder().encode(`${line}\n`));
    expect([line, tests, failedTests]).toEqual([line, null, []]);
  }
});

test("a line has one reader, whatever the order of the runners", () => {
  const shared = new Set<string>();
  for (const line of BLOCKS.join("\n").split("\n")) {
    const folded = line.toLowerCase().replaceAll(/\d/g, "0");
    const readers = RESULT_GRAMMARS.filter(
      ({ when, pattern }) => when.some((word) => folded.includes(word)) && pattern.test(line),
    );
    if (readers.length > 1) shared.add(`${line}: ${readers.map(({ runner }) => runner).join(", ")}`);
  }
  expect([...shared]).toEqual(["Failures:: maven-list, numbered"]);
});
