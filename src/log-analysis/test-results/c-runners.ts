import { below, number, type ResultGrammar } from "./result-grammar.ts";

/** Check, cmocka, CUnit, Criterion and Unity, of C. */
export const C_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "check",
    when: [":f:", ":e:"],
    pattern: /^([^\s:]{1,250}):(\d{1,7}):[FE]:[^:]{0,200}:([^:]{1,200}):\d{1,7}: /,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "check",
    when: ["checks: 0"],
    pattern: /^\d{1,3}%: Checks: (\d{1,7}), Failures: (\d{1,7}), Errors: (\d{1,7})$/,
    read: ([, run, failed, errored], report) =>
      report.count("check", { run: number(run), failed: number(failed), errored: number(errored) }),
  },
  {
    runner: "cmocka",
    when: ["[  failed  ]"],
    pattern: /^\[ {2}FAILED {2}\] (?:\w{1,100}: )?([A-Za-z_]\w{0,200})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cmocka",
    when: [" test(s) run."],
    pattern: /^\[={10}\] (?:\w{1,100}: )?(\d{1,7}) test\(s\) run\.$/,
    read(match, report) {
      const failed = below(report, /^\[ {2}FAILED {2}\] (?:\w{1,100}: )?(\d{1,7}) test\(s\)/, 4);
      report.count("cmocka", { run: number(match[1]), failed: number(failed?.[1]) });
    },
  },
  {
    runner: "cunit",
    when: ["...failed"],
    pattern: /^\s{1,4}Test: (\S.{0,300}?) ?\.\.\. ?FAILED$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cunit",
    when: ["run summary:"],
    pattern: /^\s{0,4}(?:--)?Run Summary:\s{1,12}Type\s{1,12}Total\s{1,12}Ran\b/,
    read(_, report) {
      const row = below(
        report,
        /^\s{1,30}tests\s{1,12}\d{1,7}\s{1,12}(\d{1,7})\s{1,12}\d{1,7}\s{1,12}(\d{1,7})\b/,
        4,
      );
      report.count("cunit", { run: number(row?.[1]), failed: number(row?.[2]) });
    },
  },
  {
    runner: "criterion",
    when: ["[fail] "],
    pattern: /^\[FAIL\] (\w{1,200}::\w{1,200}): \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "criterion",
    when: ["synthesis: "],
    pattern:
      /\bSynthesis: Tested: (\d{1,7}) \| Passing: \d{1,7} \| Failing: (\d{1,7}) \| Crashing: (\d{1,7})/,
    read: ([, run, failed, errored], report) =>
      report.count("criterion", { run: number(run), failed: number(failed), errored: number(errored) }),
  },
  {
    runner: "unity",
    when: [":fail"],
    pattern: /^([^\s:]{1,250}):(\d{1,6}):(\w{1,200}):FAIL\b/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "unity",
    when: [" failures 0"],
    pattern: /^(\d{1,7}) Tests (\d{1,7}) Failures (\d{1,7}) Ignored\s{0,4}$/,
    read: ([, run, failed, skipped], report) =>
      report.count("unity", {
        run: number(run) - number(skipped),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
];
