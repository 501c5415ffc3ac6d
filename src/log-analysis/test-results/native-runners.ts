import { after, before, listed, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of C, C++, Rust and Zig, and of their build tools. */
export const NATIVE_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "cargo",
    when: ["... failed"],
    pattern: /^test (\S.{0,300}?)(?: - should panic)? \.\.\. FAILED$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cargo",
    when: ["test result: "],
    pattern: /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/,
    read: ([, passed, failed, ignored], report) =>
      report.count("cargo", {
        run: number(passed) + number(failed) + number(ignored),
        failed: number(failed),
        skipped: number(ignored),
      }),
  },
  {
    runner: "gtest",
    when: ["[  failed  ]"],
    pattern: /^\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "gtest",
    when: ["[==="],
    pattern: /^\[={10}\] (\d+) tests? from .{1,60} ran\./,
    read([, run], { count, line, view }) {
      let failed = 0;
      for (let next = line + 1; next <= line + 4; next++)
        failed ||= number(/^\[ {2}FAILED {2}\] (\d+) tests?,/.exec(view.words(next))?.[1]);
      count("gtest", { run: number(run), failed });
    },
  },
  {
    runner: "ctest",
    when: [" passed"],
    pattern: /^\d+% tests passed, (\d+) tests? failed out of (\d+)/,
    read: ([, failed, run], report) => report.count("ctest", { run: number(run), failed: number(failed) }),
  },
  {
    runner: "ctest",
    when: [" failed"],
    pattern: /^The following tests FAILED:$/,
    read(_, report) {
      listed(report, (text) => {
        const name = /^\s{1,8}\d+ - (\S{1,200}) \([A-Za-z]/.exec(text)?.[1];
        if (name) report.failed(name);
      });
    },
  },
  {
    runner: "nextest",
    when: ["fail "],
    pattern:
      /^\s{1,12}(?:TRY \d{1,3} )?FAIL \[\s{0,6}[\d.]{1,10}s\] (?:\(\s{0,6}\d{1,6}\/\d{1,6}\) )?\S{1,120} (\S{1,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "nextest",
    when: ["tests run:"],
    pattern: /^\s{1,8}Summary \[.{1,16}\]\s{1,6}(\d{1,6})(?:\/\d{1,6})? tests? run: (.{1,200})$/,
    read: ([, run, text = ""], report) =>
      report.count("nextest", {
        run: number(run),
        failed: before(text, "failed"),
        errored: before(text, "timed out") + before(text, "exec failed"),
        skipped: before(text, "skipped"),
      }),
  },
  {
    // Catch2 and doctest
    runner: "test-cases",
    when: ["test cases: "],
    pattern: /^(?:\[doctest\] )?test cases: {1,8}(\d{1,7}) \| (.{1,120})$/,
    read([, run, text = ""], report) {
      const cells = text.replaceAll(/ {1,8}/g, " ");
      report.count("test-cases", {
        run: number(run),
        failed: before(cells, "failed"),
        skipped: before(cells, "skipped"),
      });
    },
  },
  {
    runner: "boost",
    when: ['error: in "'],
    pattern: /\berror: in "([\w/<>, :]{1,300})": /,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "zig",
    when: ["... fail ("],
    pattern: /^\d{1,6}\/\d{1,6} (\S.{0,300}?)\.\.\.\s?FAIL \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "zig",
    when: [" passed"],
    pattern: /^(\d{1,7}) passed; (\d{1,7}) skipped; (\d{1,7}) failed\.$/,
    read: ([, passed, skipped, failed], report) =>
      report.count("zig", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "automake",
    when: ["total: 0"],
    pattern: /^# TOTAL:\s{1,4}(\d{1,7})$/,
    read(match, report) {
      const told = Array.from({ length: 6 }, (_, next) => report.view.words(report.line + 1 + next)).join(
        "\n",
      );
      const count = (word: string): number => after(told.replaceAll(/: {1,4}/g, ": "), `# ${word}`);
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^(?:FAIL|XPASS|ERROR): (\S{1,300})$/.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
      report.count("automake", {
        run: number(match[1]) - count("SKIP"),
        failed: count("FAIL") + count("XPASS"),
        errored: count("ERROR"),
        skipped: count("SKIP"),
      });
    },
  },
  {
    runner: "zig",
    when: ["' failed: "],
    pattern: /^error: '(\S.{0,300}?)' failed: /,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "zig",
    when: [" tests passed"],
    pattern: /^Build Summary: .{1,200}?(\d{1,7})\/(\d{1,7}) tests passed(.{0,80})$/,
    read([, passed, of, text = ""], report) {
      const skipped = before(text, "skipped");
      const run = number(of) - skipped;
      report.count("zig", { run, failed: run - number(passed), skipped });
    },
  },
];
