import { before, below, number, type ResultGrammar } from "./result-grammar.ts";

/** TAP, and runners of Perl, the shell, Lua and Nim. */
export const SCRIPT_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "tap",
    when: ["not ok"],
    pattern: /^(\s{0,20})not ok(?: \d+)?(?:\s{1,8}-)?\s{1,4}(?!.{0,300}# (?:TODO|todo|SKIP))(.{1,300})$/,
    read([, margin, name = ""], report) {
      // PostgreSQL's pg_regress adds the time, Testem the browser and the time.
      report.failed(name.replace(/\s{2,80}\d{1,9} ms$/, "").replace(/^\S.{0,60}? - \[\d{1,9} ms\] - /, ""));
      if (margin === "") report.count("tap-failed", { failed: 1 });
    },
  },
  {
    // The plan of TAP's outermost level: how many tests there are.
    runner: "tap",
    when: ["0..0"],
    pattern: /^1\.\.([1-9]\d{0,6})$/,
    read: ([, run], report) => report.count("tap", { run: number(run) }),
  },
  {
    runner: "prove",
    when: ["files=0"],
    pattern: /^Files=\d+, Tests=(\d+),/,
    read: ([, run], report) => report.count("prove", { run: number(run) }),
  },
  {
    runner: "bats",
    when: ["in test file "],
    pattern: /^\s{1,6}\(?\s?in test file /,
    read(_, report) {
      for (let line = report.line - 1; line >= report.line - 4; line--) {
        const name = /^\s{0,4}✗ (\S.{0,300}?)(?: \[\d{1,9}\])?$/.exec(report.view.words(line))?.[1];
        if (!name) continue;
        report.failed(name);
        return;
      }
    },
  },
  {
    runner: "prove",
    when: [" failed"],
    pattern: /\(Wstat: \d{1,6}.{0,40} Tests: \d{1,7} Failed: (\d{1,7})\)/,
    read: ([, failed], report) => report.count("prove", { failed: number(failed) }),
  },
  {
    runner: "test-more",
    when: ["failed "],
    pattern: /^\s{0,20}#\s{1,8}Failed test '(.{1,300})'$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "busted",
    when: ["failure"],
    pattern: /^(\d{1,7}) success(?:es)? \/ (\d{1,7}) failures? \/ (\d{1,7}) errors? \/ (\d{1,7}) pending/,
    read: ([, passed, failed, errored, pending], report) =>
      report.count("busted", {
        run: number(passed) + number(failed) + number(errored),
        failed: number(failed),
        errored: number(errored),
        skipped: number(pending),
      }),
  },
  {
    runner: "busted",
    when: ["failure →", "error →"],
    pattern: /^(?:Failure|Error) → (\S{1,250}) @ (\d{1,6})$/,
    read([, file = "", line], report) {
      report.failed(report.view.words(report.line + 1), { file, line: number(line) });
    },
  },
  {
    runner: "luaunit",
    when: ["0) "],
    pattern: /^\d{1,5}\) ([A-Za-z_]\w{0,100}\.[Tt]est\w{0,200})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "luaunit",
    when: [" seconds, 0"],
    pattern: /^Ran (\d{1,7}) tests? in [\d.]{1,12} seconds, (\d{1,7} success.{0,120})$/,
    read: ([, run, text = ""], report) =>
      report.count("luaunit", {
        run: number(run),
        failed: before(text, "failure"),
        errored: before(text, "error"),
        skipped: before(text, "skipped"),
      }),
  },
  {
    runner: "nim",
    when: ["[failed] "],
    pattern: /^\s{0,8}\[FAILED\] (\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "shunit2",
    when: ["assert:"],
    pattern: /^ASSERT:./,
    read(_, { view, line, failed }) {
      for (let above = line - 1; above > Math.max(0, line - 200); above--) {
        const name = /^test\w{1,200}$/.exec(view.words(above))?.[0];
        if (!name) continue;
        failed(name);
        return;
      }
    },
  },
  {
    runner: "shunit2",
    when: ["ran 0"],
    pattern: /^Ran (\d{1,7}) tests?\.$/,
    read(match, report) {
      const told = below(
        report,
        /^(?:FAILED|OK)(?: \((?:failures=(\d{1,7}))?,?(?:skipped=(\d{1,7}))?\))?$/,
        3,
      );
      report.count("shunit2", {
        run: number(match[1]),
        failed: number(told?.[1]),
        skipped: number(told?.[2]),
      });
    },
  },
  {
    runner: "yath",
    when: ["[  fail  ]"],
    pattern: /^\[ {2}FAIL {2}\] {2}job {1,4}\d{1,6} {1,8}\+ (\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
];
