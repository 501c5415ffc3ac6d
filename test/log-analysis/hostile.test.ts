import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLine, unwrap } from "../../src/log-analysis/clean/clean-line.ts";
import { maskVolatile } from "../../src/log-analysis/clean/mask-volatile.ts";
import { GRAMMARS } from "../../src/log-analysis/grammars/index.ts";
import { analyzeLog, createBaseline, createLogAnalyzer } from "../../src/log-analysis/index.ts";
import { LOCATION_GRAMMARS } from "../../src/log-analysis/locations/location-grammars.ts";
import { RESULT_GRAMMARS } from "../../src/log-analysis/test-results/result-grammars.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Lines that drive patterns with open stretches into trying everything. */
const SEEDS = [
  " ",
  "a",
  "/",
  "a.",
  "a/",
  ".",
  ":1",
  "(1",
  "1,",
  "a:1:",
  "[",
  "_",
  "=",
  "\\",
  "error ",
  "fail: ",
  " > ",
  "at a",
  '"',
  "'",
  "<",
  "(a",
  "a b ",
  "\t",
  "E ",
  "::",
  "- ",
  "0 ",
  "a=b ",
  "fail  ",
  "│ ",
  "✗ ",
  "passed, 0 ",
  "a:1,",
  "at line 1 ",
  "é",
];

test("no pattern takes long on a hostile line", () => {
  const slow: string[] = [];
  const patterns = [...GRAMMARS, ...LOCATION_GRAMMARS, ...RESULT_GRAMMARS].map(({ pattern }) => pattern);
  for (const seed of SEEDS) {
    const line = cleanLine(seed.repeat(Math.ceil(5000 / seed.length)) + "!");
    for (const pattern of patterns) {
      const started = performance.now();
      pattern.test(line);
      const took = performance.now() - started;
      // Twice: the first run may be the engine's own compilation, or somebody else's turn on the machine.
      if (took > 20) {
        const again = performance.now();
        pattern.test(line);
        if (performance.now() - again > 20)
          slow.push(`${JSON.stringify(seed)} ${pattern.source.slice(0, 80)}`);
      }
    }
  }
  expect(slow).toEqual([]);
});

test("a megabyte of each hostile line is answered", () => {
  for (const seed of SEEDS) {
    const line = `${seed.repeat(Math.ceil(2000 / seed.length))} error: failed\n`;
    const findings = analyzeLog(encode(line.repeat(Math.ceil(1e5 / line.length))));
    expect(findings.lines).toBeGreaterThan(40);
  }
});

test("closing words of a runner, repeated without end, are answered", () => {
  const started = performance.now();
  const log = Array.from({ length: 20_000 }, (_, at) => `  2 failing\nline ${at % 7}`).join("\n");
  expect(analyzeLog(encode(log)).lines).toBe(40_000);
  // Many times what it takes on an idle machine; without a bound it takes fifteen seconds there.
  expect(performance.now() - started).toBeLessThan(10_000);
}, 60_000);

test("a line of ten megabytes, whole or in pieces, counts as one and hides nothing", () => {
  const long = new Uint8Array(10 << 20).fill(97);
  const analyzer = createLogAnalyzer();
  analyzer.push(encode("$ make\n"));
  for (let at = 0; at < long.length; at += 1 << 16) analyzer.push(long.subarray(at, at + (1 << 16)));
  analyzer.push(encode("\na.c:3:5: error: expected ';'\nmake: *** [a.o] Error 1\n"));
  const findings = analyzer.finish();
  expect(findings.lines).toBe(4);
  expect(findings.excerpts[0]).toMatchObject({ role: "cause", focus: 3 });
});

test("progress bars, lone carriage returns and colours do not shift a line number", () => {
  const log = `\u001b[32m$ make\u001b[0m\r\n${"\r 10%\r 50%\r100%"}\n\u001b[1mcart.c:3:5: \u001b[31merr\u001b[0mor: \u001b[0mexpected ';'\r\r\n`;
  const findings = analyzeLog(encode(log));
  expect(findings.excerpts[0]?.focus).toBe(3);
  expect(findings.locations[0]).toMatchObject({
    path: "cart.c",
    line: 3,
    column: 5,
    at: 3,
    severity: "error",
  });
});

test("invalid UTF-8, binary and cut-off input are answered", () => {
  const bytes = Buffer.concat([
    Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0a, 0x00, 0x1b, 0x5b]),
    Buffer.from("\nError: broken\n\xe2\x97", "latin1"),
  ]);
  expect(analyzeLog(bytes).lines).toBe(4);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 300 }), (noise, cut) => {
      const log = Buffer.concat([
        noise,
        encode("\nE   assert 2 == 3\nFAILED test_a.py::test_b - assert 2 == 3\n"),
        noise,
      ]);
      analyzeLog(log.subarray(0, log.length - Math.min(cut, log.length)));
    }),
    { numRuns: 100 },
  );
});

test("lines of jobs that run side by side are still found", () => {
  const one = ["web-1  | ready", "web-1  | Error: connect ECONNREFUSED 10.0.0.3:5432", "web-1  | bye"];
  const two = ["db-1   | starting", "db-1   | waiting", "db-1   | stopped"];
  const mixed = one.flatMap((line, at) => [line, two[at] ?? ""]);
  const findings = analyzeLog(encode(`${mixed.join("\n")}\n`));
  const cause = findings.excerpts.find((excerpt) => excerpt.role === "cause");
  expect(mixed.slice((cause?.start ?? 1) - 1, cause?.end).join("\n")).toContain("ECONNREFUSED");
});

test("cleaning and masking take any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      const clean = cleanLine(text);
      expect(clean).not.toMatch(/\r$/);
      maskVolatile(unwrap(clean));
    }),
    { numRuns: 300 },
  );
});

test("a passing log of any shape is a baseline", () => {
  const baseline = createBaseline();
  baseline.push(encode("a\n".repeat(10)));
  baseline.push(new Uint8Array([0xff, 0x00]));
  const passing = baseline.finish();
  expect(analyzeLog(encode("a\nError: new\n"), { baseline: passing }).excerpts[0]).toMatchObject({
    start: 2,
    end: 2,
  });
  expect(analyzeLog(encode("a\na\n"), { baseline: passing }).lines).toBe(2);
});
