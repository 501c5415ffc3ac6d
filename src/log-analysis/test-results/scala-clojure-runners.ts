import { below, number, type ResultGrammar } from "./result-grammar.ts";

/** sbt, its frameworks, and clojure.test. */
export const SCALA_CLOJURE_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "sbt",
    when: [" failed"],
    pattern:
      /(?:Passed|Failed|Error): Total (\d+), Failed (\d+), Errors (\d+), Passed \d+(?:, Ignored (\d+))?/,
    read: ([, run, failed, errored, skipped], report) =>
      report.count("sbt", {
        run: number(run),
        failed: number(failed),
        errored: number(errored),
        skipped: number(skipped),
      }),
  },
  {
    runner: "sbt-junit",
    when: [" failed: "],
    pattern: /\bTest ([\w.$]{1,200}?)[.#]([\w$]{1,120})(?:\(\))? failed: /,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "scalatest",
    when: ["tests: "],
    pattern:
      /^(?:\[\w{4,5}\] )?Tests: succeeded (\d{1,7}), failed (\d{1,7}), canceled (\d{1,7}), ignored (\d{1,7})/,
    read: ([, succeeded, failed, canceled, ignored], report) =>
      report.count("scalatest", {
        run: number(succeeded) + number(failed),
        failed: number(failed),
        skipped: number(canceled) + number(ignored),
      }),
  },
  {
    runner: "scalatest",
    when: [" failed"],
    pattern: /^(?:\[\w{4,5}\] )?\s{0,20}- (\S.{0,300}?) \*\*\* FAILED \*\*\*/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "munit",
    when: ["==> "],
    pattern: /^(?:\[\w{4,5}\] )?==> X ([\w.$]{1,200}\..{1,200}?) {1,2}[\d.]{1,10}s /,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "specs2",
    when: [" examples, ", " example, "],
    pattern:
      /^\[\w{4,5}\] (\d{1,7}) examples?, (?:\d{1,7} expectations?, )?(\d{1,7}) failures?, (\d{1,7}) errors?/,
    read: ([, run, failed, errored], report) =>
      report.count("specs2", { run: number(run), failed: number(failed), errored: number(errored) }),
  },
  {
    runner: "clojure",
    when: ["fail in (", "error in ("],
    pattern: /^(?:FAIL|ERROR) in \(([^()\s]{1,200})\) \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "clojure",
    when: [" tests containing ", " test containing "],
    pattern: /^Ran (\d{1,7}) tests? containing \d{1,7} assertions?\./,
    read(match, report) {
      const told = below(report, /^(\d{1,7}) failures?, (\d{1,7}) errors?\./, 2);
      report.count("clojure", {
        run: number(match[1]),
        failed: number(told?.[1]),
        errored: number(told?.[2]),
      });
    },
  },
];
