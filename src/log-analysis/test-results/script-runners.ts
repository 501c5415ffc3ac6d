import { number, type ResultGrammar } from "./result-grammar.ts";

/** TAP, and runners of Perl, the shell, Lua and R. */
export const SCRIPT_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "tap",
    when: ["not ok"],
    pattern: /^(\s{0,20})not ok(?: \d+)?(?: -)? (?!.{0,300}# (?:TODO|todo|SKIP))(.{1,300})$/,
    read([, margin, name = ""], report) {
      report.failed(name);
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
    runner: "testthat",
    when: ["fail "],
    pattern: /^\[ FAIL (\d{1,7}) \| WARN \d{1,7} \| SKIP (\d{1,7}) \| PASS (\d{1,7}) \]/,
    read: ([, failed, skipped, passed], report) =>
      report.total("testthat", {
        run: number(failed) + number(passed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
];
