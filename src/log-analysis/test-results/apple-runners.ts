import { number, type ResultGrammar } from "./result-grammar.ts";

/** XCTest, Swift Testing, Dart and Flutter. */
export const APPLE_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "xctest",
    when: ["executed 0"],
    pattern: /Executed (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/,
    read([, run, failed], report) {
      if (report.repeats()) return;
      // A class counts, then its bundle, then all of them.
      const suite = /^Test Suite '(.{1,200})' (?:passed|failed) at /.exec(
        report.view.words(report.line - 1),
      )?.[1];
      const whole = suite === undefined || /^(?:All|Selected) tests$/.test(suite);
      const level = whole ? "xctest" : suite.endsWith(".xctest") ? "xctest-bundle" : "xctest-class";
      report.count(level, { run: number(run), failed: number(failed) });
    },
  },
  {
    runner: "xctest",
    when: ["error: -["],
    pattern: /error: -\[([\w.]+) (\w+)\] : /,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "xctest",
    when: ["test case '"],
    pattern: /^Test Case '(?:-\[)?([\w.]{1,200})[. ](\w{1,200})\]?' failed \(/,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "swift-testing",
    when: [" failed"],
    pattern: /^\S{1,2} Test (?!run with|case )"?(\S.{0,300}?)"? failed after [\d.]{1,12} seconds/,
    read([, name = ""], report) {
      report.failed(name);
      report.count("swift-testing", { failed: 1 });
    },
  },
  {
    runner: "swift-testing",
    when: [" failed", " passed"],
    pattern: /^\S{1,2} Test run with (\d{1,7}) tests? (?:in \d{1,6} suites? )?(?:failed|passed) after/,
    read: ([, run], report) => report.count("swift-testing", { run: number(run) }),
  },
  {
    runner: "dart",
    when: [" [e]"],
    pattern: /^[\d:]{5,9} \+\d{1,6}(?: ~\d{1,6})? -\d{1,6}: (?:\S{1,250}\.dart: )?(.{1,300}) \[E\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "dart",
    when: [" failed", " passed"],
    pattern:
      /^[\d:]{5,9} \+(\d{1,6})(?: ~(\d{1,6}))?(?: -(\d{1,6}))?: (?:Some tests failed|All tests passed)/,
    read: ([, passed, skipped, failed], report) =>
      report.count("dart", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    // xcpretty and xcbeautify
    runner: "xctest",
    when: ["✖ test", "✗ test"],
    pattern: /^\s{2,8}[✖✗] (test\w{1,200})(?: on '.{1,60}')?, \S/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    // Dart's and Flutter's reporter for GitHub
    runner: "dart",
    when: ["(failed)"],
    pattern: /^❌ (?:\S{1,250}\.dart: )?(\S.{0,300}?) \(failed\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "dart",
    when: [" tests passed", " test passed"],
    pattern: /^(?:::error::|🎉 )(\d{1,7}) tests? passed(?:, (\d{1,7}) failed)?(?:, (\d{1,7}) skipped)?\.$/,
    read: ([, passed, failed, skipped], report) =>
      report.count("dart", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
];
