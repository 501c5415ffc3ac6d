import { after, below, number, type ResultGrammar } from "./result-grammar.ts";

/** unittest and its heirs, and doctest. */
export const PYTHON_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "unittest",
    when: ["fail: ", "error: "],
    pattern:
      /^(?:FAIL|ERROR): (?:Failure: )?([A-Za-z_]\S{0,300})(?: \(([^)]{1,300})\))?(?: \[.{0,200}?\])?(?: \(.{1,200}\))?$/,
    read([, name = "", type = ""], report) {
      if (!type) {
        if (name.includes(".")) report.failed(name);
      } else if (type.includes("_FailedTest") || !/^[\w.]+$/.test(type)) report.failed(name);
      else report.failed(type.endsWith(`.${name}`) ? type : `${type}.${name}`);
    },
  },
  {
    // nose's generators
    runner: "unittest",
    when: ["fail: ", "error: "],
    pattern: /^(?:FAIL|ERROR): (\w{1,80}(?:\.\w{1,120}){1,20})\(.{0,300}\s.{0,300}\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "unittest",
    when: ["ran 0"],
    pattern: /^Ran (\d+) tests? in (?!.{1,40} seconds, )/,
    read([, run], { count, line, view }) {
      let text = "";
      for (let next = line + 1; next <= line + 4; next++)
        text ||= /^(?:FAILED|OK)\b.{0,200}/.exec(view.words(next))?.[0] ?? "";
      count("unittest", {
        run: number(run),
        failed: after(text, "(?<!expected )failures"),
        errored: after(text, "errors"),
        skipped: after(text, "(?:skipped|SKIP)"),
      });
    },
  },
  {
    // Trial's summary; a test's name is the last line of what it says about it.
    runner: "trial",
    when: ["successes=0"],
    pattern: /^FAILED \(.{0,100}\bsuccesses=\d{1,7}\)$/,
    read(_, report) {
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        if (!/^[-=]{60,100}$/.test(report.view.words(line + 1))) continue;
        for (let at = line; /^\w{1,100}(?:\.\w{1,200}){2,20}$/.test(report.view.words(at)); at--)
          report.failed(report.view.words(at), { at });
      }
    },
  },
  {
    runner: "stestr",
    when: ["... failed"],
    pattern: /^\{\d{1,4}\} (\S.{0,300}?) \[[\d.]{1,12}s\] \.\.\. FAILED/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "stestr",
    when: ["ran: 0"],
    pattern: /^Ran: (\d{1,7}) tests? in [\d.]{1,12} sec\.$/,
    read(match, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^ - ${word}: (\\d{1,7})$`))?.[1]);
      report.count("stestr", {
        run: number(match[1]) - told("Skipped"),
        failed: told("Failed") + told("Unexpected Success"),
        skipped: told("Skipped"),
      });
    },
  },
  {
    runner: "doctest-python",
    when: ["failed example:"],
    pattern: /^Failed example:$/,
    read(_, report) {
      const told = /^File "([^"]{1,250})", line (\d{1,6}), in (\S{1,200})$/.exec(
        report.view.words(report.line - 1),
      );
      if (told) report.failed(told[3] ?? "", { file: told[1] ?? "", line: number(told[2]) });
    },
  },
];
