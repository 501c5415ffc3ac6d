import { number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of R and Julia. */
export const SCIENCE_RUNNERS: readonly ResultGrammar[] = [
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
  {
    runner: "testthat",
    when: ["failure (", "error ("],
    pattern:
      /^(?:── )?(?:Failure|Error) \('?([^\s:']{1,250}\.[rR])'?:(\d{1,6})(?::\d{1,5})?\): (\S.{0,300}?)(?: ─{1,200})?$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "julia",
    when: [": test failed at ", ": error during test at "],
    pattern: /^(\S.{0,200}): (?:Test Failed|Error During Test) at (\S{1,250}):(\d{1,6})$/,
    read: ([, name = "", file = "", line], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    // A table whose columns are only those that count something: a number stands under its word's end.
    runner: "julia",
    when: ["test summary: "],
    pattern: /^Test Summary:\s{1,200}\|.{1,200}$/,
    read([header = ""], report) {
      const row = report.view.words(report.line + 1);
      const told = (word: string): number => {
        const end = new RegExp(`\\b${word}\\b`).exec(header);
        const upTo = end ? row.slice(0, end.index + word.length) : "";
        return number(/(?:^|\s)(\d{1,7})$/.exec(upTo)?.[1]);
      };
      report.count("julia", {
        run: told("Pass") + told("Fail") + told("Error"),
        failed: told("Fail"),
        errored: told("Error"),
        skipped: told("Broken"),
      });
    },
  },
];
