import { number, type ResultGrammar } from "./result-grammar.ts";

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
    pattern: /^\s{0,4}\[FAIL\] (.{1,400})$/,
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
];
