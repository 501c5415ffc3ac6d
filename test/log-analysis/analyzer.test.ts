import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeLog, createLogAnalyzer } from "../../src/log-analysis/index.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test("names the failed assertion of a mocha run", () => {
  const findings = analyzeLog(
    encode(
      [
        "> shop@1.0.0 test",
        "> mocha",
        "",
        "  cart",
        "    ✓ starts empty",
        "    1) adds an item",
        "",
        "",
        "  1 passing (8ms)",
        "  1 failing",
        "",
        "  1) cart",
        "       adds an item:",
        "",
        "      AssertionError [ERR_ASSERTION]: 2 == 3",
        "      at Context.<anonymous> (test/cart.test.js:9:12)",
        "",
        "npm ERR! Test failed.  See above for more details.",
        "",
      ].join("\n"),
    ),
  );
  expect(findings.category).toBe("test_failure");
  expect(findings.failedTests.map((failed) => failed.name)).toEqual(["cart adds an item"]);
  expect(findings.tests).toEqual({ run: 2, failed: 1, errored: 0, skipped: 0 });
  const cause = findings.excerpts.find((excerpt) => excerpt.role === "cause");
  expect(cause?.start).toBeLessThanOrEqual(15);
  expect(cause?.end).toBeGreaterThanOrEqual(15);
  expect(findings.lines).toBe(18);
});

test("answers the same however the bytes are cut", () => {
  const bytes = encode(
    "$ make\ngcc -c a.c\na.c:3:5: error: expected ';'\r\nmake: *** [a.o] Error 1\n".repeat(50),
  );
  const whole = analyzeLog(bytes);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 8 }), (cuts) => {
      const analyzer = createLogAnalyzer();
      let from = 0;
      for (const cut of cuts.toSorted((a, b) => a - b)) {
        analyzer.push(bytes.subarray(from, cut));
        from = cut;
      }
      analyzer.push(bytes.subarray(from));
      expect(analyzer.finish()).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test("answers on any bytes, with ranges that lie in the log", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
      const findings = analyzeLog(bytes);
      for (const { start, end, focus } of findings.excerpts) {
        expect(start).toBeGreaterThanOrEqual(1);
        expect(end).toBeLessThanOrEqual(findings.lines);
        expect(focus).toBeGreaterThanOrEqual(start);
        expect(focus).toBeLessThanOrEqual(end);
      }
    }),
    { numRuns: 200 },
  );
});

test("answers on an empty log", () => {
  expect(analyzeLog(new Uint8Array())).toMatchObject({
    bytes: 0,
    lines: 0,
    excerpts: [],
    category: "unknown",
  });
});

test("says of binary data that it is none, instead of quoting noise, and still reads other encodings", () => {
  const random = Uint8Array.from({ length: 20_000 }, (_, at) => (Math.imul(at, 2_654_435_761) >>> 13) & 255);
  for (const noise of [random, new Uint8Array(5_000)]) {
    expect(analyzeLog(noise)).toMatchObject({
      category: "unknown",
      excerpts: [],
      summary: expect.stringContaining("This is not text"),
    });
  }
  const latin1 = Buffer.from(
    "Erzeuge Paket\nDas Paket wurde wegen eines Übertragungsfehlers nicht geöffnet\n",
    "latin1",
  );
  expect(analyzeLog(latin1).excerpts).not.toEqual([]);
});
