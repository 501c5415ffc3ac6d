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
];
