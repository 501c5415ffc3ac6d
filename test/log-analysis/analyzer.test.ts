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

test("an exception whose message has several lines is named by the first of them", () => {
  const { excerpts } = analyzeLog(
    Buffer.from(`Traceback (most recent call last):
  File "release.py", line 12, in <module>
    pick(commit)
  File "release.py", line 7, in pick
    raise RuntimeError(output)
RuntimeError: git cherry-pick failed:
On branch release/4
hint: after resolving the conflicts, mark them with
hint: run "git cherry-pick --abort".
`),
  );
  expect(excerpts[0]?.focus).toBe(6);
});

test("a table of counts that are all zero is no failure", () => {
  const { excerpts } = analyzeLog(
    Buffer.from(`$ ./build.sh
compiling
cannot find the licence server at 10.0.0.7
Cache read errors                     0
Cache timeouts                        0
Cache write failures                  0
`),
  );
  expect(excerpts[0]?.focus).toBe(3);
});

test("the failed command and its end stand beside the cause", () => {
  const { excerpts } = analyzeLog(
    Buffer.from(`travis_time:start:0a1b\r\u001b[0K$ ./deploy.sh
${"copying a file\n".repeat(60)}deploy.sh: line 3: kubectl: command not found
${"cleaning up\n".repeat(60)}travis_time:end:0a1b:start=1,finish=2,duration=1\r\u001b[0K
The command "./deploy.sh" exited with 127.
`),
  );
  const told = excerpts.filter(({ role }) => role === "context").map(({ start, reason }) => [start, reason]);
  expect(told).toContainEqual([1, "the command that failed"]);
  expect(told).toContainEqual([124, "how it ended"]);
});
