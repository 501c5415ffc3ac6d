import { below, number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** Ant's plain formatter names the class once, above its tests. */
function ofSuite(name: string, { view, line }: TestReport): string {
  if (/[.(]/.test(name)) return name;
  for (let above = line - 1; above > line - 3000 && above > 0; above--) {
    const type = /^(?:\[junit\] )?Testsuite: ([\w.$]{1,300})$/.exec(view.words(above))?.[1];
    if (type) return `${type}.${name}`;
  }
  return name;
}

/** Gradle, Ant, and what JUnit and TestNG print by themselves. */
export const JAVA_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "ant-junit",
    when: [" failed"],
    pattern:
      /^(?:\[junit\] )?T(?:est|EST) ([\w$]{1,80}(?:\.[\w$]{1,120}){1,20}) FAILED(?: \((?:crashed|timeout)\))?$/,
    read: ([, type = ""], report) => report.suite(type),
  },
  {
    runner: "gradle",
    when: [" failed"],
    pattern: /^(\S.{0,300}?) > (.{1,300}) FAILED$/,
    read: ([, type, method], report) => report.failed(`${type}.${(method ?? "").replace(/\(\)$/, "")}`),
  },
  {
    runner: "gradle",
    when: ["tests completed", "test completed"],
    pattern: /^(\d+) tests? completed, (\d+) failed(?:, (\d+) skipped)?/,
    read: ([, run, failed, skipped], report) =>
      report.count("gradle", { run: number(run), failed: number(failed), skipped: number(skipped) }),
  },
  {
    runner: "ant-junit",
    when: ["failed", "caused an error"],
    pattern: /^\s{0,8}(?:FAILED|Caused an ERROR)\s*$/,
    read(_, report) {
      const name = /^\s{0,8}Testcase: (\S{1,300})/.exec(report.view.words(report.line - 1))?.[1];
      if (name) report.failed(ofSuite(name.replace(/:$/, ""), report));
    },
  },
  {
    runner: "ant-junit",
    when: ["testcase: "],
    pattern: /^\s{0,8}Testcase: (\S{1,300}).{0,100}(?:FAILED|Caused an ERROR)/,
    read: ([, name = ""], report) => report.failed(ofSuite(name.replace(/:$/, ""), report)),
  },
  {
    runner: "junit",
    when: ["ok (0"],
    pattern: /^OK \((\d+) tests?(?:, \d+ assertions)?\)$/,
    read: ([, run], report) => report.count("junit", { run: number(run) }),
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
    // TestNG's own listener, which shows the stack below.
    runner: "testng",
    when: ["failed: "],
    pattern: /^FAILED: ([A-Za-z_$][\w.$]{0,300})(?:\(.{0,200}\))?$/,
    read([, name = ""], report) {
      if (/^[\w.$]{1,200}(?:Error|Exception|Throwable|Failure)\b/.test(report.view.words(report.line + 1)))
        report.failed(name);
    },
  },
];
