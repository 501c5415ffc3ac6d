import { before, number, type ResultGrammar } from "./result-grammar.ts";

/** go test and its dressings. */
export const GO_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "go",
    when: ["--- fail"],
    pattern: /^\s{0,12}--- FAIL: (\S{1,300})/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "gotestsum",
    when: ["fail: "],
    pattern: /^=== FAIL: \S{1,250} (\S{1,300}) \(\d/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "gotestsum",
    when: ["done 0"],
    pattern: /^DONE (?:\d{1,4} runs, )?(\d{1,6}) tests?(?:, (\d{1,6}) skipped)?(?:, (\d{1,6}) failures?)?/,
    read: ([, run, skipped, failed], report) =>
      report.count("gotestsum", { run: number(run), failed: number(failed), skipped: number(skipped) }),
  },
  {
    runner: "ginkgo",
    when: ["[fail]"],
    pattern: /^\s{0,4}\[FAIL\] (?!\w{1,200}::\w{1,200}: \()(\S.{0,400})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "ginkgo",
    when: [" passed"],
    pattern:
      /^(?:FAIL|SUCCESS)! -- (\d{1,6}) Passed \| (\d{1,6}) Failed \| (\d{1,6}) Pending \| (\d{1,6}) Skipped/,
    read: ([, passed, failed, pending, skipped], report) =>
      report.count("ginkgo", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(pending) + number(skipped),
      }),
  },
  {
    // check.v1
    runner: "gocheck",
    when: ["fail: ", "panic: "],
    pattern: /^(?:FAIL|PANIC): ([^\s:]{1,250}\.go):(\d{1,6}): (\S{1,300})$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "gocheck",
    when: ["oops: 0"],
    pattern: /^OOPS: (\d{1,7} passed.{0,120})$/,
    read([, text = ""], report) {
      const failed = before(text, "FAILED");
      const errored = before(text, "PANICKED");
      report.count("gocheck", {
        run: before(text, "passed") + failed + errored,
        failed,
        errored,
        skipped: before(text, "skipped"),
      });
    },
  },
  {
    runner: "go",
    when: ['"action":"fail"'],
    pattern: /^\{.{0,200}"Action":"fail".{0,400}"Test":"([^"\\]{1,300})"/,
    read: ([, name = ""], report) => report.failed(name),
  },
];
