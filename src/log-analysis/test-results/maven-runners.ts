import { listed, number, type ResultGrammar } from "./result-grammar.ts";

/** Surefire and Failsafe, class by class and in Maven's closing list. */
export const MAVEN_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "surefire",
    when: ["tests run:"],
    pattern: /Tests run: ?(\d+), +Failures: ?(\d+), +Errors: ?(\d+)(?:, +Skipped: ?(\d+))?(.{0,200})/,
    read([, run, failed, errored, skipped, rest], report) {
      const runner = /Time elapsed/.test(rest ?? "") ? "surefire-class" : "surefire";
      // Ant's two formatters may both print a class.
      if (runner === "surefire-class" && report.repeats()) return;
      report.count(runner, {
        run: number(run),
        failed: number(failed),
        errored: number(errored),
        skipped: number(skipped),
      });
      // Where only the class is named: by the line itself, or by the `Running` line before it.
      if (!/<<< (?:FAILURE|ERROR)!/.test(rest ?? "")) return;
      const type =
        /<<< (?:FAILURE|ERROR)! -{1,2} in ([\w.$]{1,300})/.exec(rest ?? "")?.[1] ??
        /^(?:\[\w+\] )?Running ([\w.$]{1,300})$/.exec(report.view.words(report.line - 1))?.[1];
      if (type) report.suite(type);
    },
  },
  {
    runner: "surefire",
    when: ["<<< "],
    pattern:
      /^(?:\[ERROR\] )?(?!Tests run)(\S.{0,300}?)\(([\w$[\]]{1,80}(?:\.[\w$[\]]{1,120}){0,20})\)(?: {1,2}(?:Time elapsed|<<<).{0,100}|\s{0,4})<<< (?:FAILURE|ERROR)!/,
    read([, method, type = ""], report) {
      report.types.add(type.split(".").at(-1) ?? type);
      report.failed(`${type}.${(method ?? "").trim()}`);
    },
  },
  {
    runner: "surefire",
    when: ["<<< "],
    pattern:
      /^(?:\[ERROR\] )?([\w$]{1,80}(?:\.[\w$]{1,120}){0,20})\.([\w$]{1,200})((?:\{.{0,200}?\}|\(.{0,200}?\))?(?:\[.{0,200}?\])?)\s{1,4}(?:--\s{1,4})?Time elapsed.{0,60}<<< (?:FAILURE|ERROR)!/,
    read([, type = "", method = "", parameters = ""], report) {
      // A class that failed as a whole is written like a method of its package.
      report.types.add(/^[A-Z]/.test(method) ? method : (type.split(".").at(-1) ?? type));
      report.failed(`${type}.${method}${parameters.replace(/^\(\)/, "")}`);
    },
  },
  {
    // Without a class, as Surefire 2.22 writes tests of JUnit 5: the class stands in the line that counts its tests.
    runner: "surefire",
    when: ["<<< "],
    pattern:
      /^\[ERROR\] ([^.\s(][^.({]{0,200}?)((?:\{[^}]{0,200}\})?(?:\[[^\]]{0,200}\])?) {2}Time elapsed.{0,60}<<< (?:FAILURE|ERROR)!/,
    read([, method = "", parameters = ""], report) {
      for (let line = report.line - 1; line > report.line - 3000 && line > 0; line--) {
        const type = /Tests run:.{0,200}<<< (?:FAILURE|ERROR)! -{1,2} in ([\w.$]{1,300})/.exec(
          report.view.words(line),
        )?.[1];
        if (!type) continue;
        report.types.add(type.split(".").at(-1) ?? type);
        report.failed(`${type}.${method}${parameters}`);
        return;
      }
    },
  },
  {
    runner: "maven-list",
    when: ["failed tests:", "tests in error:", "failures:", "errors:"],
    pattern: /^(?:\[ERROR\] )?(?:Failed tests|Tests in error|Failures|Errors):\s{0,2}(.{0,600})/,
    read([, first = ""], report) {
      const read = (text: string): void => {
        const testng = /^\s{0,8}(\w+) on instance \1\(([\w.$]+)\)/.exec(text);
        if (testng) {
          report.failed(`${testng[2]}.${testng[1]}`);
          return;
        }
        const old = /^\s{0,8}([\w$]+)\(([\w.$]+)\)/.exec(text);
        const short =
          /^\s{0,8}(?:Run \d+: )?([A-Z][\w$]*)(?:>[\w$]+)?\.([\w$]+)(?:->.{0,200}|\[.{0,60}\])?:?(?:\d+|\s|»|$)/.exec(
            text,
          );
        if (old) report.failed(`${old[2]}.${old[1]}`);
        else if (short && !report.types.has(short[1] ?? "")) report.failed(`${short[1]}.${short[2]}`);
      };
      read(first);
      listed(report, read);
    },
  },
];
