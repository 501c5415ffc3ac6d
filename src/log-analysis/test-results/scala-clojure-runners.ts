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
  {
    // specs2's list: a mark and what should have been
    runner: "specs2",
    when: ["   x ", "   ! "],
    pattern: /^\[error\] {2,20}[x!] (\S.{0,300}?)(?: \(.{1,40}\))?$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "utest",
    when: [", passed: 0"],
    pattern: /^Tests: (\d{1,7}), Passed: (\d{1,7}), Failed: (\d{1,7})$/,
    read([, run, , failed], report) {
      report.count("utest", { run: number(run), failed: number(failed) });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^X ([\w.]{1,300}) \d{1,9}ms\s{0,4}$/.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
  {
    runner: "kaocha",
    when: ["fail in "],
    pattern: /^(?:FAIL|ERROR) in ([\w.*+!?<>=-]{1,200}\/[\w.*+!?<>=-]{1,200}) \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "kaocha",
    when: ["assertions, 0"],
    pattern: /^(\d{1,7}) tests?, \d{1,9} assertions?, (?:(\d{1,7}) errors?, )?(\d{1,7}) failures?\.$/,
    read: ([, run, errored, failed], report) =>
      report.count("kaocha", { run: number(run), failed: number(failed), errored: number(errored) }),
  },
  {
    runner: "zio-test",
    when: [" tests failed. 0"],
    pattern:
      /^(?:\[\w{4,5}\] )?(\d{1,7}) tests? passed\. (\d{1,7}) tests? failed\. (\d{1,7}) tests? ignored\.$/,
    read([, passed, failed, ignored], report) {
      report.count("zio-test", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(ignored),
      });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^(?:\[\w{4,5}\] )?\s{1,40}- (\S.{0,300})$/.exec(report.view.words(line))?.[1];
        if (name && /^(?:\[\w{4,5}\] )?\s{3,60}✗ /.test(report.view.words(line + 1)))
          report.failed(name, { at: line });
      }
    },
  },
];
