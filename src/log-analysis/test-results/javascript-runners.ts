import { before, below, number, type ResultGrammar } from "./result-grammar.ts";

/** Jest, Vitest, Deno, Bun and elm-test. */
export const JAVASCRIPT_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "jest",
    when: ["tests: "],
    pattern:
      /^(?:\[?[@\w][\w@/.-]{0,60}\]?(?: [\w:-]{1,40})?(?::[\w:-]{1,40})?: )?Tests: {1,12}((?:\d+ \w+, ){0,6}\d+ total)/,
    read: ([, text = ""], report) =>
      report.count("jest", {
        run: before(text, "passed") + before(text, "failed"),
        failed: before(text, "failed"),
        skipped: before(text, "skipped") + before(text, "todo") + before(text, "pending"),
      }),
  },
  {
    runner: "jest",
    when: ["●"],
    pattern:
      /^(?:\[?[@\w][\w@/.-]{0,60}\]?(?: [\w:-]{1,40})?(?::[\w:-]{1,40})?: )?\s{0,4}● (?!Console|Test suite failed)(.{1,400})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "vitest",
    when: ["fail "],
    pattern: /^ ?FAIL\s{1,4}(?:\|[^|]{1,60}\| | ?\S{1,40} {2})?(\S{1,200}) > (.{1,300})$/,
    read: ([, file = "", name], report) => report.failed(`${file} > ${name}`, { file }),
  },
  {
    runner: "vitest",
    when: ["tests  "],
    pattern: /^\s{1,8}Tests {2}((?:\d+ \w+ \| ){0,5}\d+ \w+) \((\d+)\)/,
    read: ([, text = ""], report) =>
      report.count("vitest", {
        run: before(text, "passed") + before(text, "failed"),
        failed: before(text, "failed"),
        skipped: before(text, "skipped") + before(text, "todo"),
      }),
  },
  {
    runner: "jasmine",
    when: ["failure"],
    pattern: /^(\d+) specs?, (\d+) failures?(?:, (\d+) pending specs?)?/,
    read: ([, run, failed, pending], report) =>
      report.count("jasmine", { run: number(run), failed: number(failed), skipped: number(pending) }),
  },
  {
    runner: "deno",
    when: ["... failed"],
    pattern: /^(\S.{0,300}?) \.\.\. FAILED \([\d.hms]{1,12}\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "deno",
    when: [" passed"],
    pattern: /^(?:ok|FAILED) \| (\d{1,7}) passed.{0,40}? \| (\d{1,7}) failed(?: \| (\d{1,7}) ignored)?/,
    read: ([, passed, failed, ignored], report) =>
      report.count("deno", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(ignored),
      }),
  },
  {
    runner: "bun",
    when: ["(fail)"],
    pattern: /^\(fail\) (\S.{0,300}?)(?: \[[\d.]{1,12}m?s\])?$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "bun",
    when: [" tests across ", " test across "],
    pattern: /^Ran (\d{1,7}) tests? across \d{1,6} files?\./,
    read([, run], report) {
      let failed = 0;
      let skipped = 0;
      for (let line = report.line - 1; line >= report.line - 6; line--) {
        const text = report.view.words(line);
        failed ||= number(/^ {1,3}(\d{1,7}) fail$/.exec(text)?.[1]);
        skipped ||= number(/^ {1,3}(\d{1,7}) skip$/.exec(text)?.[1]);
      }
      report.count("bun", { run: number(run), failed, skipped });
    },
  },
  {
    runner: "elm-test",
    when: ["test run "],
    pattern: /^TEST RUN (?:FAILED|PASSED|INCOMPLETE\b.{0,200})$/,
    read(_, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^${word}:\\s{1,8}(\\d{1,7})$`), 8)?.[1]);
      const failed = told("Failed");
      report.count("elm-test", {
        run: told("Passed") + failed,
        failed,
        skipped: told("Skipped") + told("Todo"),
      });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^✗ (\S.{0,300})$/.exec(report.view.words(line))?.[1];
        if (name && report.view.words(line - 1).startsWith("↓ ")) report.failed(name, { at: line });
      }
    },
  },
  {
    // Bun at a terminal
    runner: "bun",
    when: ["✗ "],
    pattern: /^✗ (\S.{0,300}?) \[[\d.]{1,12}m?s\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    // Newman's list and table of what a collection of Postman's asserts
    runner: "newman",
    when: ["assertionerror  "],
    pattern: /^\s{0,4}\d{1,4}\.\s{1,2}AssertionError\s{2,4}(\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "newman",
    when: ["assertions │"],
    pattern: /^│\s{1,40}assertions │\s{1,40}(\d{1,7}) │\s{1,40}(\d{1,7}) │$/,
    read: ([, run, failed], report) => report.count("newman", { run: number(run), failed: number(failed) }),
  },
];
