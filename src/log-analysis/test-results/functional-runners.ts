import { number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of Elixir, Erlang and Haskell. */
export const FUNCTIONAL_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "exunit",
    when: ["0) "],
    pattern: /^\s{1,4}\d{1,4}\) ((?:test|doctest|property) .{1,300}) \(([\w.]+)\)$/,
    read: ([, name, module], report) => report.failed(`${module}: ${name}`),
  },
  {
    runner: "exunit",
    when: [" test, 0", " tests, 0", "failure"],
    pattern: /^(?:(\d+) doctests?, )?(\d+) tests?, (\d+) failures?(?:.{0,40}?(\d+) (?:skipped|excluded))?/,
    read: ([, doctests, run, failed, skipped], report) =>
      report.count("exunit", {
        run: number(doctests) + number(run),
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
    runner: "common-test",
    when: ["tests. passed", "tests. skipped", " tests passed."],
    pattern:
      /^(?:Failed (\d{1,7}) tests\. (?:Skipped (\d{1,7}) \(.{1,20}\) tests\. )?Passed (\d{1,7}) tests\.|All (\d{1,7}) tests passed\.)$/,
    read: ([, failed, skipped, passed, all], report) =>
      report.count("common-test", {
        run: number(failed) + number(passed) + number(all),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    // Tasty's tree: what failed stands at its end, with the reason indented below.
    runner: "tasty",
    when: ["  fail", ": fail"],
    pattern: /^(\s{2,30})(\S.{0,300}?):\s{1,120}FAIL(?: \([\d.]{1,10}s\))?$/,
    read([, margin = "", name = ""], report) {
      if (report.view.words(report.line + 1).startsWith(`${margin} `)) report.failed(name);
    },
  },
  {
    // Alcotest's, once in the list and once in a box
    runner: "alcotest",
    when: ["[fail]  "],
    pattern:
      /^(?:[>│] ?|\s{1,4})?\[FAIL\]\s{2,20}(\S.{0,200}?)\s{2,60}\d{1,6}\s{2,12}(\S.{0,300}?)\.?\s{0,200}│?$/,
    read: ([, suite, name], report) => report.failed(`${suite} › ${name}`),
  },
  {
    runner: "alcotest",
    when: [" tests run.", " test run."],
    pattern: /^(?:(\d{1,7}) failures?!|Test Successful) in [\d.]{1,12}s\. (\d{1,7}) tests? run\.$/,
    read: ([, failed, run], report) => report.count("alcotest", { run: number(run), failed: number(failed) }),
  },
  {
    // OUnit, HUnit and doctest of Haskell
    runner: "hunit",
    when: ["cases: 0", "examples: 0"],
    pattern:
      /\b(?:Cases|Examples): \d{1,7} {1,2}Tried: (\d{1,7}) {1,2}Errors: (\d{1,7}) {1,2}Failures: (\d{1,7})(?: {1,2}Skip: {1,2}(\d{1,7}))?/,
    read: ([, run, errored, failed, skipped], report) =>
      report.count("hunit", {
        run: number(run) - number(skipped),
        errored: number(errored),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "hunit",
    when: ["### failure in: ", "### error in: "],
    pattern: /^### (?:Failure|Error) in: (?:\d{1,5}:){0,20}(\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "ounit",
    when: ["error: ", "failure: "],
    pattern: /^(?:Error|Failure): ([^:]{1,200}(?::\d{1,5})?:.{1,300})\.$/,
    read([, name = ""], report) {
      if (/^={60,100}$/.test(report.view.words(report.line - 1))) report.failed(name);
    },
  },
  {
    // OUnit's, where all is well: it says more of what failed
    runner: "ounit",
    when: ["ran: 0"],
    pattern: /^Ran: (\d{1,7}) tests? in: [\d.]{1,12} seconds\.$/,
    read(match, report) {
      if (report.view.words(report.line + 1).trim() === "OK")
        report.count("hunit", { run: number(match[1]) });
    },
  },
];
