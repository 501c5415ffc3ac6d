import { before, below, listed, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners that belong to a build tool or to a compiler's own suite. */
export const BUILD_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "meson",
    when: [" fail  ", " timeout  ", " error  "],
    pattern:
      /^\s{0,8}\d{1,6}\/\d{1,6} (?:\S{1,100} {1,60}\/ )?(\S.{0,200}?)\s{1,120}(?:FAIL|TIMEOUT|ERROR)\s{1,20}[\d.]{1,12} ?s\b/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "meson",
    when: ["ok:   "],
    pattern: /^Ok:\s{2,30}(\d{1,7})\s{0,8}$/,
    read(match, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^${word}:\\s{1,30}(\\d{1,7})\\s{0,8}$`), 7)?.[1]);
      const failed = told("Fail") + told("Unexpected Pass");
      const errored = told("Timeout");
      report.count("meson", {
        run: number(match[1]) + told("Expected Fail") + failed + errored,
        failed,
        errored,
        skipped: told("Skipped"),
      });
    },
  },
  {
    runner: "dejagnu",
    when: ["# of expected passes"],
    pattern: /^# of expected passes\s{1,8}(\d{1,7})$/,
    read(match, report) {
      const told = (words: string): number =>
        number(below(report, new RegExp(`^# of ${words}\\s{1,8}(\\d{1,7})$`), 8)?.[1]);
      const failed = told("unexpected failures") + told("unexpected successes");
      report.count("dejagnu", {
        run: number(match[1]) + failed + told("expected failures"),
        failed,
        errored: told("unresolved testcases"),
        skipped: told("unsupported tests") + told("untested testcases"),
      });
    },
  },
  {
    runner: "bazel",
    when: [" failed in ", " timeout in "],
    pattern: /^(\/\/\S{1,300})\s{1,300}(?:FAILED|TIMEOUT) in .{1,100}$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "bazel",
    when: [" out of "],
    pattern: /^Executed \d{1,7} out of (\d{1,7}) tests?: (.{1,300})\.$/,
    read([, of, text = ""], report) {
      const skipped = before(text, "(?:was|were) skipped");
      report.count("bazel", {
        run: number(of) - skipped,
        failed: before(text, "fails? (?:locally|remotely)"),
        errored: before(text, "fails? to build"),
        skipped,
      });
    },
  },
  {
    runner: "lit",
    when: ["failed tests ("],
    pattern: /^(?:Failed|Timed Out) Tests \(\d{1,7}\):$/,
    read(_, report) {
      listed(report, (text, line) => {
        const name = /^ {2}(\S.{0,300})$/.exec(text)?.[1];
        if (name) report.failed(name, { at: line });
      });
    },
  },
  {
    runner: "lit",
    when: ["testing time: "],
    pattern: /^Testing Time: [\d.]{1,12}s$/,
    read(_, report) {
      const told = (words: string): number =>
        number(below(report, new RegExp(`^ {2}${words}\\s{0,40}: {1,8}(\\d{1,7})\\b`), 14)?.[1]);
      const failed = told("Failed") + told("Unexpectedly Passed");
      report.count("lit", {
        run: told("Passed") + told("Expectedly Failed") + failed + told("Timed Out"),
        failed,
        errored: told("Timed Out"),
        skipped: told("Skipped") + told("Unsupported"),
      });
    },
  },
  {
    runner: "buck2",
    when: ["fail: "],
    pattern: /^\S{1,2} Fail: \S{1,250} - (\S.{0,300}?) \([\d.]{1,10}m?s\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "buck2",
    when: ["tests finished: "],
    pattern:
      /^Tests finished: Pass (\d{1,7})\. Fail (\d{1,7})\. (?:Timeout \d{1,7}\. )?Fatal (\d{1,7})\. Skip (\d{1,7})\./,
    read: ([, passed, failed, errored, skipped], report) =>
      report.count("buck2", {
        run: number(passed) + number(failed) + number(errored),
        failed: number(failed),
        errored: number(errored),
        skipped: number(skipped),
      }),
  },
];
