import { after, before, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of PHP. */
export const PHP_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "phpunit",
    when: ["tests: "],
    pattern: /^Tests: (\d+), Assertions: \d+(.{0,200})/,
    read([, run, rest = ""], report) {
      report.section.name = "";
      report.count("phpunit", {
        run: number(run),
        failed: after(rest, "Failures"),
        errored: after(rest, "Errors"),
        skipped: after(rest, "Skipped"),
      });
    },
  },
  {
    // It numbers what it skipped, and what is risky or deprecated, like what failed, below another header.
    runner: "phpunit",
    when: ["there was 0", "there were 0", " triggered 0"],
    pattern: /^(?:There (?:was|were) )?\d{1,6} (\w.{0,80}):$/,
    read([, name = ""], report) {
      report.section.name = name;
    },
  },
  {
    runner: "phpunit",
    when: ["0) "],
    pattern: /^\d{1,4}\) ([\w\\]+::\w+.{0,200})$/,
    read([, name = ""], report) {
      if (!/skipped|incomplete|risky|warning|deprecation|notice/i.test(report.section.name))
        report.failed(name);
    },
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
  {
    runner: "codeception",
    when: ["0) "],
    pattern: /^\d{1,4}\) (\w{1,120}: \S.{0,300})$/,
    read([, name = ""], report) {
      const file = /^ Test {1,4}(\S{1,250}\.(?:php|feature)):/.exec(report.view.words(report.line + 1))?.[1];
      if (file) report.failed(name, { file });
    },
  },
  {
    runner: "phpspec",
    when: ["  ✘ ", "  ! "],
    pattern: /^\s{0,4}\d{1,6} {2}[✘!] (\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "phpspec",
    when: [" examples (", " example ("],
    pattern: /^(\d{1,7}) examples? \(((?:\d{1,7} \w{1,20}, ){0,6}\d{1,7} \w{1,20})\)$/,
    read([, run, text = ""], report) {
      const skipped = before(text, "skipped") + before(text, "pending");
      report.count("phpspec", {
        run: number(run) - skipped,
        failed: before(text, "failed"),
        errored: before(text, "broken"),
        skipped,
      });
    },
  },
];
