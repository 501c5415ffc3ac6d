import { below, number, type ResultGrammar } from "./result-grammar.ts";

/** VSTest, xUnit.net, NUnit and Pester. */
export const DOTNET_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "xunit",
    when: ["[fail]"],
    pattern: /^\s{0,6}(?:\[xUnit\.net [\d:.]+\]\s+)?([\w.+<>]+(?:\(.{0,200}\))?) \[FAIL\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "vstest",
    when: [" failed", "total: 0"],
    pattern:
      /(?:Failed|Passed)!\s{1,4}- Failed:\s{1,8}(\d+), Passed:\s{1,8}(\d+), Skipped:\s{1,8}(\d+), Total:/,
    read: ([, failed, passed, skipped], report) =>
      report.count("vstest", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "vstest",
    when: ["total tests: 0"],
    pattern: /^Total tests: (\d+)(?:\. Passed: \d+\. Failed: (\d+)\. Skipped: (\d+))?/,
    read([, run, failed, skipped], { count, line, view }) {
      const told = Array.from({ length: 4 }, (_, next) => view.words(line + 1 + next).trim()).join("\n");
      const own = failed === undefined ? /^Failed: (\d{1,7})$/m.exec(told)?.[1] : failed;
      const left = failed === undefined ? /^Skipped: (\d{1,7})$/m.exec(told)?.[1] : skipped;
      count("vstest", { run: number(run), failed: number(own), skipped: number(left) });
    },
  },
  {
    runner: "xunit",
    when: ["total: 0"],
    pattern: /Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+)/,
    read: ([, run, errored, failed, skipped], report) =>
      report.count("xunit", {
        run: number(run),
        errored: number(errored),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "pester",
    when: ["tests passed: 0"],
    pattern: /^Tests Passed: (\d+),? Failed: (\d+),? Skipped: (\d+)/i,
    read: ([, passed, failed, skipped], report) =>
      report.count("pester", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "pester",
    when: ["[-] "],
    pattern: /^\s{0,20}\[-\] (.{1,300}?)(?: [\d.]+m?s.{0,40})?$/,
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
    // MSBuild's terminal logger
    runner: "vstest",
    when: ["test summary: total"],
    pattern: /^Test summary: total: (\d{1,7}), failed: (\d{1,7}), succeeded: (\d{1,7}), skipped: (\d{1,7})/,
    read: ([, , failed, succeeded, skipped], report) =>
      report.count("vstest", {
        run: number(succeeded) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "vstest",
    when: ["testerror:"],
    pattern: /\berror TESTERROR:\s{0,4}(.{0,600})$/,
    read([, rest = ""], report) {
      const text = rest || report.view.words(report.line + 1);
      const name = /^\s{0,12}(\S.{0,300}?) \([\d.]{1,8} ?m?s(?: \d{1,5}ms)?\): /.exec(text)?.[1];
      if (name) report.failed(name);
    },
  },
  {
    // Microsoft.Testing.Platform
    runner: "testing-platform",
    when: ["failed "],
    pattern: /^failed ([A-Za-z_][\w.+<>]{0,300}(?:\(.{0,200}\))?) \([\d.]{1,8}m?s(?: \d{1,5}ms)?\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "testing-platform",
    when: ["test run summary:"],
    pattern: /^Test run summary: \w{1,20}!/,
    read(_, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^\\s{1,4}${word}: (\\d{1,7})$`), 8)?.[1]);
      const failed = told("failed");
      report.count("testing-platform", {
        run: told("succeeded") + failed,
        failed,
        skipped: told("skipped"),
      });
    },
  },
];
