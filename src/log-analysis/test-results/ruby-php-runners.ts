import { after, before, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of Ruby and PHP. */
export const RUBY_PHP_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "phpunit",
    when: ["tests: "],
    pattern: /^Tests: (\d+), Assertions: \d+(.{0,200})/,
    read: ([, run, rest = ""], report) =>
      report.count("phpunit", {
        run: number(run),
        failed: after(rest, "Failures"),
        errored: after(rest, "Errors"),
        skipped: after(rest, "Skipped"),
      }),
  },
  {
    runner: "phpunit",
    when: ["0) "],
    pattern: /^\d{1,4}\) ([\w\\]+::\w+.{0,200})$/,
    read: ([, name = ""], report) => report.failed(name),
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
        report.failed((title[2] ?? "").replace(/ \((?:FAILED|ERROR) - \d+\)$/, ""), { at: line });
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
    // Pest, and Laravel's own printer
    runner: "pest",
    when: ["tests: "],
    pattern: /^\s{0,4}Tests: {1,8}((?:\d+ \w+, ){0,6}\d+ \w+) \(\d+ assertions?\)/,
    read: ([, text = ""], report) =>
      report.count("pest", {
        run: before(text, "passed") + before(text, "failed"),
        failed: before(text, "failed"),
        skipped: before(text, "skipped") + before(text, "todo"),
      }),
  },
  {
    runner: "pest",
    when: ["failed "],
    pattern: /^\s{1,6}FAILED {2}([\w\\]{1,200}) > (\S.{0,300}?)(?:\s{2,60}\S{1,60})?$/,
    read: ([, type, name], report) => report.failed(`${type} > ${name}`),
  },
];
