import { expect, test } from "vitest";
import { analyzeLog, createLogAnalyzer } from "../../src/log-analysis/index.ts";

test("a log longer than what is held is answered from the right lines, though the reader uses its buffer again", () => {
  const filler = `${"building module with nothing to tell, line after line of it, as builds do\n".repeat(14_000)}`;
  const failure = "src/app.ts(3,14): error TS2322: Type 'string' is not assignable to type 'number'.\n";
  const log = Buffer.from(filler.repeat(20) + failure + filler.repeat(30));
  const analyzer = createLogAnalyzer();
  const buffer = Buffer.alloc(1 << 18);
  for (let at = 0; at < log.length; at += buffer.length) {
    const size = log.copy(buffer, 0, at, at + buffer.length);
    analyzer.push(buffer.subarray(0, size));
  }
  const { excerpts, lines } = analyzer.finish();
  const line = 14_000 * 20 + 1;
  expect(lines).toBe(14_000 * 50 + 1);
  expect(excerpts[0]).toMatchObject({ role: "cause", focus: line });
  expect(analyzer.lines(line - 1, line + 1)).toEqual([
    filler.slice(0, filler.indexOf("\n")),
    failure.trimEnd(),
    filler.slice(0, filler.indexOf("\n")),
  ]);
});

test("colours inside a path and inside a tool's words hide neither", () => {
  const escape = "\u001b";
  const places = analyzeLog(Buffer.from(`src/a.js${escape}[39m:335:61: error: no\n`)).locations;
  expect(places).toMatchObject([{ path: "src/a.js", line: 335, column: 61 }]);
  const plain = analyzeLog(Buffer.from("ok\nnpm ERR! network request failed\n"));
  const coloured = analyzeLog(
    Buffer.from(
      `ok\n${escape}[31mnpm${escape}[0m ${escape}[31m${escape}[1mERR!${escape}[0m network request failed\n`,
    ),
  );
  expect(coloured.category).toBe(plain.category);
  expect(coloured.excerpts).toEqual(plain.excerpts);
});

test("a line is found wherever the bytes are cut into stretches, and however they come", () => {
  const failure =
    "\u001b[31msrc/app.ts(3,14)\u001b[0m: error \u001b[1mTS2322\u001b[0m: Type is not assignable.\n";
  const filler = Buffer.from(`${"nothing to tell\n".repeat(4095)}${"x".repeat(15)}\n`);
  for (let before = 0; before <= failure.length; before++) {
    const log = Buffer.concat([filler.subarray(before), Buffer.from(failure), filler]);
    const whole = analyzeLog(log);
    expect(whole.excerpts[0]).toMatchObject({ role: "cause", focus: 4097 - Math.floor(before / 16) });
    const analyzer = createLogAnalyzer();
    for (let at = 0; at < log.length; at += 7001) analyzer.push(log.subarray(at, at + 7001));
    expect(analyzer.finish()).toEqual(whole);
  }
});

test("lines that are no longer held are not told as the cause", () => {
  const step = (lines: string, code: number) =>
    `##[group]Run ./step\n##[endgroup]\n${lines}##[error]Process completed with exit code ${code}.\n`;
  const quiet = step("nothing that tells of anything, line after line\n".repeat(30_000), 1);
  const loud = step(
    "a.c:3:5: error: expected ';' before 'return' and much else that is long\n".repeat(80_000),
    2,
  );
  const analyzer = createLogAnalyzer();
  for (let times = 0; times < 9; times++) for (const part of [quiet, loud]) analyzer.push(Buffer.from(part));
  for (const { start, end } of analyzer.finish().excerpts)
    expect(analyzer.lines(start, end).join("")).not.toBe("");
});
