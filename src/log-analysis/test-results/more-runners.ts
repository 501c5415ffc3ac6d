import { after, before, number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** The first of the next lines that a pattern fits. */
function below({ view, line }: TestReport, pattern: RegExp, lines = 6): RegExpExecArray | null {
  for (let next = line + 1; next <= line + lines; next++) {
    const match = pattern.exec(view.words(next));
    if (match) return match;
  }
  return null;
}

/** Asked after the grammars of `result-grammars.ts`, which are more particular or more common. */
export const MORE_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "jasmine",
    when: ["failure"],
    pattern: /^(\d+) specs?, (\d+) failures?(?:, (\d+) pending specs?)?/,
    read: ([, run, failed, pending], report) =>
      report.count("jasmine", { run: number(run), failed: number(failed), skipped: number(pending) }),
  },
  {
    runner: "karma",
    when: [" failed"],
    pattern: /^[A-Z][A-Za-z ]{2,40} [\d.]{1,20} \([^)]{1,60}\):? (\S.{0,400}) FAILED$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "playwright",
    when: ["0) ["],
    pattern:
      /^\s{2,4}\d{1,5}\) (?:\[[^\]]{1,60}\] › )?([^›:]{1,250}):(\d{1,6}):\d{1,5} › (.{1,400}?)(?: ─{1,200})?$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "playwright",
    when: [" passed", " failed"],
    pattern: /^ {2}(\d{1,6}) (passed|failed)(?: \([\d.]{1,8}[mshx]{1,2}\))?$/,
    read([, text, what], report) {
      const count = number(text);
      if (what === "failed") {
        report.count("playwright", { run: count, failed: count });
        return;
      }
      let skipped = 0;
      let flaky = 0;
      for (let line = report.line - 1; line >= report.line - 3; line--) {
        const told = /^ {2}(\d{1,6}) (skipped|did not run)$/.exec(report.view.words(line))?.[1];
        skipped += number(told);
        flaky += number(/^ {2}(\d{1,6}) flaky$/.exec(report.view.words(line))?.[1]);
      }
      report.count("playwright", { run: count + flaky, skipped });
    },
  },
  {
    runner: "ava",
    when: [" passed", " failed"],
    pattern: /^ {2}(\d{1,6}) tests? (passed|failed)$/,
    read: ([, count, what], report) =>
      report.count("ava", { run: number(count), failed: what === "failed" ? number(count) : 0 }),
  },
  {
    // Mocha's first versions
    runner: "mocha-old",
    when: [" tests complete (", " test complete ("],
    pattern: /^\s{0,4}[✔✓] (\d{1,6}) tests? complete \(/,
    read: ([, run], report) => report.count("mocha-old", { run: number(run) }),
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
  {
    runner: "nextest",
    when: ["fail "],
    pattern:
      /^\s{1,12}(?:TRY \d{1,3} )?FAIL \[\s{0,6}[\d.]{1,10}s\] (?:\(\s{0,6}\d{1,6}\/\d{1,6}\) )?\S{1,120} (\S{1,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "nextest",
    when: ["tests run:"],
    pattern: /^\s{1,8}Summary \[.{1,16}\]\s{1,6}(\d{1,6})(?:\/\d{1,6})? tests? run: (.{1,200})$/,
    read: ([, run, text = ""], report) =>
      report.count("nextest", {
        run: number(run),
        failed: before(text, "failed"),
        errored: before(text, "timed out") + before(text, "exec failed"),
        skipped: before(text, "skipped"),
      }),
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
  {
    // Catch2 and doctest
    runner: "test-cases",
    when: ["test cases: "],
    pattern: /^(?:\[doctest\] )?test cases: {1,8}(\d{1,7}) \| (.{1,120})$/,
    read([, run, text = ""], report) {
      const cells = text.replaceAll(/ {1,8}/g, " ");
      report.count("test-cases", {
        run: number(run),
        failed: before(cells, "failed"),
        skipped: before(cells, "skipped"),
      });
    },
  },
  {
    runner: "boost",
    when: ['error: in "'],
    pattern: /\berror: in "([\w/<>, :]{1,300})": /,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "vstest",
    when: [" failed", "  x "],
    pattern: /^ {2}(?:Failed|X) ([A-Za-z_].{0,300}?) \[(?:< )?\d{1,6} ?m?s\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "nunit",
    when: ["0) "],
    pattern: /^\d{1,5}\) (?:Failed|Error) : (\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "nunit",
    when: ["test count: "],
    pattern: /^\s{0,4}Test Count: (\d{1,7}), Passed: \d{1,7}, Failed: (\d{1,7}).{0,80}Skipped: (\d{1,7})/,
    read: ([, run, failed, skipped], report) =>
      report.count("nunit", { run: number(run), failed: number(failed), skipped: number(skipped) }),
  },
  {
    runner: "junit-console",
    when: [" tests started"],
    pattern: /^\[\s{1,12}(\d{1,7}) tests started/,
    read(match, report) {
      report.count("junit-console", {
        run: number(match[1]),
        failed: number(below(report, /^\[\s{1,12}(\d{1,7}) tests failed/)?.[1]),
      });
    },
  },
  {
    runner: "junit-text",
    when: ["tests run:"],
    pattern: /^Tests run: (\d{1,7}), {1,2}Failures: (\d{1,7})$/,
    read: ([, run, failed], report) =>
      report.count("junit-text", { run: number(run), failed: number(failed) }),
  },
  {
    runner: "junit-text",
    when: ["0) "],
    pattern: /^\d{1,5}\) ([\w$[\] ,]{1,200})\(([\w$]{1,60}\.[\w.$]{1,240})\)$/,
    read: ([, method, type], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "testng",
    when: ["total tests run: "],
    pattern: /^Total tests run: (\d{1,7})(?:, Passes: \d{1,7})?, Failures: (\d{1,7}), Skips: (\d{1,7})/,
    read: ([, run, failed, skipped], report) =>
      report.count("testng", { run: number(run), failed: number(failed), skipped: number(skipped) }),
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
    runner: "xctest",
    when: ["test case '"],
    pattern: /^Test Case '(?:-\[)?([\w.]{1,200})[. ](\w{1,200})\]?' failed \(/,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "swift-testing",
    when: [" failed"],
    pattern: /^\S{1,2} Test (?!run with|case )"?(\S.{0,300}?)"? failed after [\d.]{1,12} seconds/,
    read([, name = ""], report) {
      report.failed(name);
      report.count("swift-testing", { failed: 1 });
    },
  },
  {
    runner: "swift-testing",
    when: [" failed", " passed"],
    pattern: /^\S{1,2} Test run with (\d{1,7}) tests? (?:in \d{1,6} suites? )?(?:failed|passed) after/,
    read: ([, run], report) => report.count("swift-testing", { run: number(run) }),
  },
  {
    runner: "bats",
    when: ["in test file "],
    pattern: /^\s{1,6}\(?\s?in test file /,
    read(_, report) {
      for (let line = report.line - 1; line >= report.line - 4; line--) {
        const name = /^\s{0,4}✗ (\S.{0,300}?)(?: \[\d{1,9}\])?$/.exec(report.view.words(line))?.[1];
        if (!name) continue;
        report.failed(name);
        return;
      }
    },
  },
  {
    runner: "prove",
    when: [" failed"],
    pattern: /\(Wstat: \d{1,6}.{0,40} Tests: \d{1,7} Failed: (\d{1,7})\)/,
    read: ([, failed], report) => report.count("prove", { failed: number(failed) }),
  },
  {
    runner: "test-more",
    when: ["failed "],
    pattern: /^\s{0,20}#\s{1,8}Failed test '(.{1,300})'$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "busted",
    when: ["failure"],
    pattern: /^(\d{1,7}) success(?:es)? \/ (\d{1,7}) failures? \/ (\d{1,7}) errors? \/ (\d{1,7}) pending/,
    read: ([, passed, failed, errored, pending], report) =>
      report.count("busted", {
        run: number(passed) + number(failed) + number(errored),
        failed: number(failed),
        errored: number(errored),
        skipped: number(pending),
      }),
  },
  {
    // Every suite says so, and at last the whole.
    runner: "robot",
    when: [" tests, 0", " test, 0"],
    pattern: /^(\d{1,7}) tests?, (\d{1,7}) passed, (\d{1,7}) failed(?:, (\d{1,7}) skipped)?$/,
    read: ([, run, , failed, skipped], report) =>
      report.total("robot", {
        run: number(run) - number(skipped),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
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
    runner: "dart",
    when: [" [e]"],
    pattern: /^[\d:]{5,9} \+\d{1,6}(?: ~\d{1,6})? -\d{1,6}: (?:\S{1,250}\.dart: )?(.{1,300}) \[E\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "dart",
    when: [" failed", " passed"],
    pattern:
      /^[\d:]{5,9} \+(\d{1,6})(?: ~(\d{1,6}))?(?: -(\d{1,6}))?: (?:Some tests failed|All tests passed)/,
    read: ([, passed, skipped, failed], report) =>
      report.count("dart", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
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
    runner: "zig",
    when: ["... fail ("],
    pattern: /^\d{1,6}\/\d{1,6} (\S.{0,300}?)\.\.\.\s?FAIL \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "zig",
    when: [" passed"],
    pattern: /^(\d{1,7}) passed; (\d{1,7}) skipped; (\d{1,7}) failed\.$/,
    read: ([, passed, skipped, failed], report) =>
      report.count("zig", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "tasty",
    when: [" failed", " passed"],
    pattern: /^(?:(\d{1,7}) out of|All) (\d{1,7}) tests (?:failed|passed) \(/,
    read: ([, failed, run], report) => report.count("tasty", { run: number(run), failed: number(failed) }),
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
    runner: "eunit",
    when: ["...*"],
    pattern: /^\s{0,20}(?:\w{1,80}:(?:\d{1,6}: )?\s?)?([\w -]{1,120}?)\.\.\.\*failed\*$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "eunit",
    when: [" failed"],
    pattern: /^\s{0,4}Failed: (\d{1,7})\. {1,2}Skipped: (\d{1,7})\. {1,2}Passed: (\d{1,7})\./,
    read: ([, failed, skipped, passed], report) =>
      report.count("eunit", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "common-test",
    when: ["==> "],
    pattern: /^%%% (\w{1,120}) ==> (?:\w{1,60}\.)?([\w.-]{1,120}): FAILED$/,
    read: ([, suite, name], report) => report.failed(`${suite}:${name}`),
  },
  {
    runner: "automake",
    when: ["total: 0"],
    pattern: /^# TOTAL:\s{1,4}(\d{1,7})$/,
    read(match, report) {
      const told = Array.from({ length: 6 }, (_, next) => report.view.words(report.line + 1 + next)).join(
        "\n",
      );
      const count = (word: string): number => after(told.replaceAll(/: {1,4}/g, ": "), `# ${word}`);
      report.count("automake", {
        run: number(match[1]) - count("SKIP"),
        failed: count("FAIL") + count("XPASS"),
        errored: count("ERROR"),
        skipped: count("SKIP"),
      });
    },
  },
];
