import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeLog, createLogAnalyzer } from "../../src/log-analysis/index.ts";

const read = (name: string): Buffer => readFileSync(new URL(`./fixtures/reports/${name}`, import.meta.url));
const analyze = (text: string) => analyzeLog(new TextEncoder().encode(text));

interface Told {
  file: string;
  failed: string[];
  tests: { run: number; failed: number; errored: number; skipped: number } | null;
  places: string[];
  summary: string;
  /** Stands in the cause lines. */
  cause: string;
}

// Every report was written by the tool itself.
const reports: Told[] = [
  {
    file: "node-test.xml",
    failed: ["adds prices up", "loads"],
    tests: { run: 2, failed: 2, errored: 0, skipped: 0 },
    places: ["/srv/shop/test/cart.test.js:4"],
    summary: '2 of 2 tests failed, first "adds prices up": Expected values to be strictly equal',
    cause: "2319 !== 2899",
  },
  {
    file: "pytest.xml",
    failed: ["test_cart.test_price", "test_cart.test_total[prices1-3]"],
    tests: { run: 4, failed: 2, errored: 0, skipped: 1 },
    places: ["test_cart.py:5", "test_cart.py:13"],
    summary: "2 of 4 tests failed, first test_cart.test_price: KeyError: 'price'.",
    cause: "KeyError: 'price'",
  },
  {
    file: "vitest.xml",
    failed: ["cart.test.ts > adds an item"],
    tests: { run: 2, failed: 1, errored: 0, skipped: 0 },
    places: [],
    summary:
      'Test "cart.test.ts > adds an item" failed: AssertionError: expected 2 to be 3 // Object.is equality.',
    cause: "expected 2 to be 3",
  },
  {
    file: "node-test.tap",
    failed: ["adds prices up", "loads"],
    tests: { run: 2, failed: 2, errored: 0, skipped: 0 },
    places: [],
    summary:
      '2 of 2 tests failed, first "adds prices up": Expected values to be strictly equal: 2319 !== 2899.',
    cause: "2319 !== 2899",
  },
  {
    file: "perl.tap",
    failed: ["adds an item"],
    tests: { run: 3, failed: 1, errored: 0, skipped: 0 },
    places: [],
    summary: 'Test "adds an item" failed.',
    cause: "not ok 2 - adds an item",
  },
  {
    file: "oxlint.sarif",
    failed: [],
    tests: null,
    places: ["lint.ts:1"],
    summary: "oxlint found 3 problems, first eslint(no-debugger) at lint.ts:1: ",
    cause: "`debugger` statement is not allowed",
  },
  {
    file: "biome.sarif",
    failed: [],
    tests: null,
    places: ["/srv/shop/lint.ts:1"],
    summary: "Biome found ",
    cause: "",
  },
  {
    file: "oxlint-checkstyle.xml",
    failed: [],
    tests: null,
    places: ["lint.ts:1"],
    summary: "Checkstyle found 3 problems, first eslint(no-debugger) at lint.ts:1: ",
    cause: "`debugger` statement is not allowed",
  },
];

test.each(reports)("reads $file", ({ file, failed, tests, places, summary, cause }) => {
  const bytes = read(file);
  const findings = analyzeLog(bytes);
  expect(findings.failedTests.map(({ name }) => name)).toEqual(failed);
  expect(findings.tests).toEqual(tests);
  expect(findings.locations.map(({ path, line }) => `${path}:${line}`)).toEqual(
    expect.arrayContaining(places),
  );
  expect(findings.summary).toContain(summary);
  expect(findings.category).toBe(tests ? "test_failure" : "lint");
  const [first] = findings.excerpts;
  const lines = bytes.toString("utf8").split("\n");
  expect(lines.slice((first?.start ?? 1) - 1, first?.end).join("\n")).toContain(cause);
});

test("a check run's annotations are findings", () => {
  const findings = analyze(
    JSON.stringify(
      [
        {
          path: "src/cart.ts",
          start_line: 4,
          end_line: 4,
          annotation_level: "failure",
          title: "TS2322",
          message: "Type 'string' is not assignable to type 'number'.",
        },
      ],
      null,
      2,
    ),
  );
  expect(findings.locations).toMatchObject([{ path: "src/cart.ts", line: 4, severity: "error" }]);
  expect(findings.summary).toContain("TS2322 at src/cart.ts:4: Type 'string' is not assignable");
});

test("a report in which nothing failed tells of no failure", () => {
  const findings = analyze('<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>');
  expect(findings).toMatchObject({ category: "unknown", failedTests: [], excerpts: [] });
  expect(findings.tests).toEqual({ run: 1, failed: 0, errored: 0, skipped: 0 });
});

test("entities of the document itself are never expanded", () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<testsuite><testcase classname="t" name="n"><failure message="&b;&c;&lt;&#65;"/></testcase></testsuite>`;
  expect(analyze(bomb).summary).toBe("Test t.n failed: &b;&c;<A.");
});

test("answers on reports that are cut off or damaged", () => {
  for (const { file } of reports) {
    const bytes = read(file);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), fc.nat(255), (end, at, byte) => {
        const damaged = Buffer.from(bytes.subarray(0, end));
        if (at < damaged.length) damaged[at] = byte;
        const { lines, excerpts } = analyzeLog(damaged);
        for (const { start, end: last, focus } of excerpts) {
          expect(start).toBeGreaterThanOrEqual(1);
          expect(last).toBeLessThanOrEqual(Math.max(1, lines));
          expect(focus).toBeGreaterThanOrEqual(start);
          expect(focus).toBeLessThanOrEqual(last);
        }
      }),
      { numRuns: 15 },
    );
  }
});

test("answers the same however the report is cut", () => {
  const bytes = read("pytest.xml");
  const analyzer = createLogAnalyzer();
  for (const byte of bytes) analyzer.push(Uint8Array.of(byte));
  expect(analyzer.finish()).toEqual(analyzeLog(bytes));
});

test("a long hostile report is read in time", () => {
  const began = performance.now();
  for (const text of [
    "<testsuite><",
    "<testsuite ".concat("a='".repeat(300_000)),
    `<testsuite>${"<a ".repeat(300_000)}`,
  ])
    analyze(text);
  expect(performance.now() - began).toBeLessThan(5000);
});

test("a report that is one long line takes no longer than one with lines", () => {
  const one =
    '<testcase name="adds" classname="Cart"><failure message="no">a.b(C.java:3)</failure></testcase>';
  const report = new TextEncoder().encode(`<testsuite>${one.repeat(30_000)}</testsuite>`);
  const started = performance.now();
  expect(analyzeLog(report)).toMatchObject({ tests: { run: 30_000, failed: 30_000 } });
  expect(analyzeLog(new TextEncoder().encode(`<testsuite>${"<a>".repeat(500_000)}`)).category).toBe(
    "unknown",
  );
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("findings are counted though not all are told", () => {
  const result = {
    ruleId: "r",
    level: "error",
    message: { text: "m" },
    locations: [{ physicalLocation: { artifactLocation: { uri: "a.c" }, region: { startLine: 3 } } }],
  };
  const sarif = {
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "lint" } }, results: Array.from({ length: 2500 }, () => result) }],
  };
  expect(analyzeLog(new TextEncoder().encode(JSON.stringify(sarif))).summary).toContain(
    "lint found 2500 problems",
  );
});
