import { number, type ResultGrammar } from "./result-grammar.ts";

/** What failed, without what RSpec, cucumber-js and EUnit write around it. */
function titleOf(text: string): string {
  return text
    .replace(/ \((?:FAILED|ERROR) - \d{1,5}\)$/, "")
    .replace(/ # [^\s:]{1,250}:\d{1,6}$/, "")
    .replace(/: module '\w{1,200}'$/, "")
    .replace(/^Scenario(?: Outline)?: /, "");
}

/** Runners of Ruby. */
export const RUBY_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "rspec",
    when: ["rspec ./"],
    pattern: /^rspec (\.\/[^:\s]{1,300}):(\d+) # (.{1,400})$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "rspec",
    when: [" examples,", " example,"],
    pattern: /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/,
    read: ([, run, failed, pending], report) =>
      report.count("rspec", { run: number(run), failed: number(failed), skipped: number(pending) }),
  },
  {
    runner: "minitest",
    when: ["failure"],
    pattern: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors(?:, (\d+) skips)?/,
    read: ([, run, failed, errored, skipped], report) =>
      report.count("minitest", {
        run: number(run),
        failed: number(failed),
        errored: number(errored),
        skipped: number(skipped),
      }),
  },
  {
    // RSpec, Jasmine and Hspec number what failed below this header.
    runner: "numbered",
    when: ["failures:"],
    pattern: /^Failures:\s{0,4}$/,
    read(_, report) {
      let expected = 1;
      for (let line = report.line + 1; line <= Math.min(report.view.lines, report.line + 5000); line++) {
        const text = report.view.words(line);
        if (text.startsWith("Finished in ") || text.startsWith("Failed examples:")) return;
        const title = /^\s{0,4}(\d{1,5})\) (\S.{0,400})$/.exec(text);
        if (!title || Number(title[1]) !== expected) continue;
        expected++;
        report.failed(titleOf(title[2] ?? ""), { at: line });
      }
    },
  },
  {
    runner: "rspec",
    when: ["rspec './"],
    pattern: /^rspec '(\.\/[^'[]{1,300})\[[\d:]{1,40}\]' # (.{1,400})$/,
    read: ([, file = "", name = ""], report) => report.failed(name, { file }),
  },
  {
    runner: "minitest",
    when: ["failure:", "error:"],
    pattern: /^\s{0,4}(?:\d{1,5}\) )?(?:Failure|Error):$/,
    read(_, report) {
      const next = report.view.words(report.line + 1);
      const own = /^\s{0,4}([A-Z][\w:]{0,200}#\S.{0,300}?)(?: \[[^\]]{1,400}\])?:$/.exec(next)?.[1];
      const old = own
        ? null
        : /^\s{0,4}(test\S{0,200})\(([A-Z][\w:]{0,200})\)(?: \[.{1,300}\])?:?$/.exec(next);
      if (own) report.failed(own);
      else if (old) report.failed(`${old[2]}#${old[1]}`);
    },
  },
  {
    runner: "test-unit",
    when: ["failure: test", "error: test"],
    pattern: /^(?:Failure|Error): (test\S{0,200}.{0,200}?)\(([A-Z][\w:]{0,200})\)(?::.{0,300})?$/,
    read: ([, name, type], report) => report.failed(`${type}#${name}`),
  },
  {
    // minitest-reporters
    runner: "minitest",
    when: [" fail (", " error ("],
    pattern: /^\s{1,4}(test_\S.{0,300}?)\s{2,120}(?:FAIL|ERROR) \([\d.]{1,10}s\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
];
