import { after, before, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners of scenarios written for people: Cucumber and its kin, Gauge, Karate, Robot Framework. */
export const SCENARIO_RUNNERS: readonly ResultGrammar[] = [
  {
    // The list at the end, as Ruby's and the JVM's write it.
    runner: "cucumber",
    when: [".feature:0"],
    pattern:
      /^(?:cucumber (?:-p \S{1,60} )?)?(?:file:\/\/|classpath:)?([^\s:]{1,250}\.feature):(\d{1,6})\s{1,80}# (?:Scenario(?: Outline)?: )?(\S.{0,300})$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "cucumber",
    when: [" scenarios (", " scenario ("],
    pattern: /^(\d{1,7}) [Ss]cenarios? \(((?:\d{1,7} \w{1,20}, ){0,6}\d{1,7} \w{1,20})\)$/,
    read([, run, text = ""], report) {
      const skipped = before(text, "skipped");
      report.count("cucumber", {
        run: number(run) - skipped,
        failed: before(text, "failed") + before(text, "ambiguous"),
        skipped,
      });
    },
  },
  {
    runner: "behave",
    when: [".feature:0"],
    pattern: /^ {2}([^\s:]{1,250}\.feature):(\d{1,6}) {2}(\S.{0,300})$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "behave",
    when: [" scenarios passed", " scenario passed"],
    pattern: /^(\d{1,7}) scenarios? passed, (\d{1,7} failed.{0,120})$/,
    read([, passed, text = ""], report) {
      const failed = before(text, "failed");
      const errored = before(text, "error");
      report.count("behave", {
        run: number(passed) + failed + errored,
        failed,
        errored,
        skipped: before(text, "skipped"),
      });
    },
  },
  {
    runner: "gauge",
    when: ["scenarios:\t", "scenarios: "],
    pattern:
      /^Scenarios:\s{1,8}(\d{1,7}) executed\s{1,8}\d{1,7} passed\s{1,8}(\d{1,7}) failed\s{1,8}(\d{1,7}) skipped/,
    read: ([, run, failed, skipped], report) =>
      report.count("gauge", { run: number(run), failed: number(failed), skipped: number(skipped) }),
  },
  {
    // Every feature says so, and at last the whole.
    runner: "karate",
    when: ["scenarios: "],
    pattern: /^scenarios:\s{1,8}(\d{1,7}) \| (passed:\s{1,8}\d{1,7} \| failed:\s{1,8}\d{1,7}) \|/,
    read: ([, run, text = ""], report) =>
      report.total("karate", {
        run: number(run),
        failed: after(text.replaceAll(/: {1,8}/g, ": "), "failed"),
      }),
  },
  {
    // A suite is written like a test, with its counts below.
    runner: "robot",
    when: ["| fail |"],
    pattern: /^(\S.{0,300}?)\s{1,80}\| FAIL \|$/,
    read([, name = ""], report) {
      for (let next = report.line + 1; next < report.line + 40; next++) {
        const text = report.view.words(next);
        if (/^\d{1,7} tests?, \d{1,7} passed/.test(text)) return;
        if (/^[-=]{60,100}$/.test(text)) break;
      }
      report.failed(name.split(" :: ")[0] ?? name);
    },
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
];
