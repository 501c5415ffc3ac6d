import { MORE_RUNNERS } from "./more-runners.ts";
import { after, before, number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** Lines of a list that follows a header, to the first blank line. */
function listed(report: TestReport, read: (text: string, line: number) => void): void {
  for (let line = report.line + 1; line <= report.line + 500 && line <= report.view.lines; line++) {
    const text = report.view.words(line).replace(/^\[(?:ERROR|error|INFO|WARNING)\] ?/, "");
    if (!text.trim()) {
      if (line === report.line + 1) continue;
      return;
    }
    read(text, line);
  }
}

/** Ant's plain formatter names the class once, above its tests. */
function ofSuite(name: string, { view, line }: TestReport): string {
  if (/[.(]/.test(name)) return name;
  for (let above = line - 1; above > line - 3000 && above > 0; above--) {
    const type = /^(?:\[junit\] )?Testsuite: ([\w.$]{1,300})$/.exec(view.words(above))?.[1];
    if (type) return `${type}.${name}`;
  }
  return name;
}

const FIRST_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "pytest",
    when: [
      "passed, 0",
      "passed in ",
      "failed, 0",
      "failed in ",
      "error, 0",
      "error in ",
      "errors, 0",
      "errors in ",
    ],
    pattern: /^(?:=+ )?((?:\d+ [\w-]+, ){0,8}\d+ [\w-]+) in [\d.:]{1,12} ?s?(?:ec\w*)?\b.{0,100}$/,
    read([, text = ""], report) {
      if (!/passed|failed|error/.test(text)) return;
      const failed = before(text, "failed");
      const errored = before(text, "error");
      report.count("pytest", {
        // What ran: skipped tests did not, those expected to fail did.
        run: failed + errored + before(text, "passed") + before(text, "xfailed") + before(text, "xpassed"),
        failed,
        errored,
        skipped: before(text, "skipped"),
      });
    },
  },
  {
    runner: "pytest",
    when: ["failed ", "error ", ".py::"],
    pattern: /^(?:FAILED|ERROR|SUBFAILED[[(].{0,200}) ([\w./\\-]+\.py)::(\S[^\n]{0,300}?)(?: - .{0,2000})?$/,
    read: ([, file = "", name], report) => report.failed(`${file}::${name}`, { file }),
  },
  {
    // With -v, and where pytest-xdist says which worker it was.
    runner: "pytest",
    when: [".py::"],
    pattern:
      /^(?:\[gw\d{1,3}\] \[ {0,2}\d{1,3}%\] (?:FAILED|ERROR) ([\w./\\-]+\.py)::(\S.{0,300}?)\s{0,4}|([\w./\\-]+\.py)::(\S.{0,300}?) (?:FAILED|ERROR)(?:\s{1,200}\[ {0,2}\d{1,3}%\])?)$/,
    read([, worker, name, file = worker ?? "", own = name], report) {
      report.failed(`${file}::${own}`, { file });
    },
  },
  {
    // A file that could not be collected, in the summary.
    runner: "pytest",
    when: [".py - ", "error "],
    pattern: /^ERROR ([\w./\\-]{1,240}\.py)(?: - .{0,2000})?$/,
    read: ([, file = ""], report) => report.failed(file.replace(/\.py$/, "").replaceAll("/", "."), { file }),
  },
  {
    runner: "pytest",
    when: ["____", "_ test", "_ [doctest]"],
    pattern:
      /^_{1,80} (?:ERROR at (?:setup|teardown) of |\[doctest\] )?([\w.]{1,240}(?:\[.{0,240}\])?) _{1,80}$/,
    read([, name = ""], report) {
      // tox draws the same line around its environments and its summary.
      if (/test|\.|\[/i.test(name)) report.failed(name);
    },
  },
  {
    // Titles as wide as the screen, around which pytest before 3.7 leaves no line.
    runner: "pytest",
    when: ["failures =", "errors ="],
    pattern: /^=+ (?:FAILURES|ERRORS) =+$/,
    read(_, report) {
      for (let line = report.line + 1; line <= Math.min(report.view.lines, report.line + 20_000); line++) {
        const text = report.view.words(line);
        if (text.startsWith("====")) return;
        const name =
          /^ (?:ERROR at (?:setup|teardown) of )?([A-Za-z_][\w.]{0,240}(?:\[.{0,240}\])?)(?: _?)?$/.exec(
            text,
          )?.[1];
        if (name && /\[|\.test/.test(name)) report.failed(name, { at: line });
      }
    },
  },
  {
    runner: "pytest",
    when: ["error collecting"],
    pattern: /^_{3,80} ERROR collecting (\S{1,240}) _{3,80}$/,
    read: ([, file = ""], report) => report.failed(file.replace(/\.py$/, "").replaceAll("/", "."), { file }),
  },
  {
    runner: "unittest",
    when: ["fail: ", "error: "],
    pattern:
      /^(?:FAIL|ERROR): (?:Failure: )?(\S{1,300})(?: \(([^)]{1,300})\))?(?: \[.{0,200}?\])?(?: \(.{1,200}\))?$/,
    read([, name = "", type = ""], report) {
      if (!type) {
        if (name.includes(".")) report.failed(name);
      } else if (type.includes("_FailedTest") || !/^[\w.]+$/.test(type)) report.failed(name);
      else report.failed(type.endsWith(`.${name}`) ? type : `${type}.${name}`);
    },
  },
  {
    // nose's generators
    runner: "unittest",
    when: ["fail: ", "error: "],
    pattern: /^(?:FAIL|ERROR): (\w{1,80}(?:\.\w{1,120}){1,20})\(.{0,300}\s.{0,300}\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "unittest",
    when: ["ran 0"],
    pattern: /^Ran (\d+) tests? in /,
    read([, run], { count, line, view }) {
      let text = "";
      for (let next = line + 1; next <= line + 4; next++)
        text ||= /^(?:FAILED|OK)\b.{0,200}/.exec(view.words(next))?.[0] ?? "";
      count("unittest", {
        run: number(run),
        failed: after(text, "(?<!expected )failures"),
        errored: after(text, "errors"),
        skipped: after(text, "(?:skipped|SKIP)"),
      });
    },
  },
  {
    runner: "mocha",
    when: [" passing"],
    pattern: /^\s{0,6}([\d,]+) passing\b/,
    read([, passed], { count, line, view }) {
      let failed = 0;
      let pending = 0;
      for (let next = line + 1; next <= line + 3; next++) {
        failed ||= number(/^\s{0,6}(\d+) failing$/.exec(view.words(next))?.[1]);
        pending ||= number(/^\s{0,6}(\d+) pending$/.exec(view.words(next))?.[1]);
      }
      count("mocha", { run: number(passed) + failed, failed, skipped: pending });
    },
  },
  {
    // Mocha's first versions
    runner: "mocha",
    when: [" failed"],
    pattern: /^\s{0,6}[✖×] (\d{1,6}) of (\d{1,6}) tests? failed:?$/,
    read([, failed, run], report) {
      report.count("mocha", { run: number(run), failed: number(failed) });
      readNumbered(report, number(failed));
    },
  },
  {
    runner: "mocha",
    when: [" failing"],
    pattern: /^\s{0,6}(\d+) failing$/,
    read: ([, failed], report) => readNumbered(report, number(failed)),
  },
  {
    runner: "jest",
    when: ["tests: "],
    pattern: /^Tests: {1,12}((?:\d+ \w+, ){0,6}\d+ total)/,
    read: ([, text = ""], report) =>
      report.count("jest", {
        run: before(text, "passed") + before(text, "failed"),
        failed: before(text, "failed"),
        skipped: before(text, "skipped") + before(text, "todo") + before(text, "pending"),
      }),
  },
  {
    runner: "jest",
    when: ["●"],
    pattern: /^\s{0,4}● (?!Console|Test suite failed)(.{1,400})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "go",
    when: ["--- fail"],
    pattern: /^\s{0,12}--- FAIL: (\S{1,300})/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cargo",
    when: ["... failed"],
    pattern: /^test (\S.{0,300}?)(?: - should panic)? \.\.\. FAILED$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cargo",
    when: ["test result: "],
    pattern: /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/,
    read: ([, passed, failed, ignored], report) =>
      report.count("cargo", {
        run: number(passed) + number(failed) + number(ignored),
        failed: number(failed),
        skipped: number(ignored),
      }),
  },
  {
    runner: "rspec",
    when: ["rspec ./"],
    pattern: /^rspec (\.\/[^:\s]{1,300}):(\d+) # (.{1,400})$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "rspec",
    when: [" examples,", " example,"],
    pattern: /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/,
    read: ([, run, failed, pending], report) =>
      report.count("rspec", { run: number(run), failed: number(failed), skipped: number(pending) }),
  },
  {
    runner: "minitest",
    when: ["failure"],
    pattern: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors(?:, (\d+) skips)?/,
    read: ([, run, failed, errored, skipped], report) =>
      report.count("minitest", {
        run: number(run),
        failed: number(failed),
        errored: number(errored),
        skipped: number(skipped),
      }),
  },
  {
    runner: "phpunit",
    when: ["tests: "],
    pattern: /^Tests: (\d+), Assertions: \d+(.{0,200})/,
    read: ([, run, rest = ""], report) =>
      report.count("phpunit", {
        run: number(run),
        failed: after(rest, "Failures"),
        errored: after(rest, "Errors"),
        skipped: after(rest, "Skipped"),
      }),
  },
  {
    runner: "phpunit",
    when: ["0) "],
    pattern: /^\d{1,4}\) ([\w\\]+::\w+.{0,200})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "exunit",
    when: ["0) "],
    pattern: /^\s{1,4}\d{1,4}\) ((?:test|doctest|property) .{1,300}) \(([\w.]+)\)$/,
    read: ([, name, module], report) => report.failed(`${module}: ${name}`),
  },
  {
    runner: "tap",
    when: ["not ok"],
    pattern: /^(\s{0,20})not ok(?: \d+)?(?: -)? (?!.{0,300}# (?:TODO|todo|SKIP))(.{1,300})$/,
    read([, margin, name = ""], report) {
      report.failed(name);
      if (margin === "") report.count("tap-failed", { failed: 1 });
    },
  },
  {
    // The plan of TAP's outermost level: how many tests there are.
    runner: "tap",
    when: ["0..0"],
    pattern: /^1\.\.([1-9]\d{0,6})$/,
    read: ([, run], report) => report.count("tap", { run: number(run) }),
  },
  {
    runner: "gtest",
    when: ["[  failed  ]"],
    pattern: /^\[ {2}FAILED {2}\] ([\w/]+\.[\w/]+)/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "xunit",
    when: ["[fail]"],
    pattern: /^\s{0,6}(?:\[xUnit\.net [\d:.]+\]\s+)?([\w.+<>]+(?:\(.{0,200}\))?) \[FAIL\]$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "vitest",
    when: ["fail "],
    pattern: /^ ?FAIL\s{1,4}(\S{1,200}) > (.{1,300})$/,
    read: ([, file = "", name], report) => report.failed(`${file} > ${name}`, { file }),
  },
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
  {
    runner: "junit",
    when: ["ok (0"],
    pattern: /^OK \((\d+) tests?(?:, \d+ assertions)?\)$/,
    read: ([, run], report) => report.count("junit", { run: number(run) }),
  },
  {
    runner: "sbt-junit",
    when: [" failed: "],
    pattern: /\bTest ([\w.$]{1,200}?)[.#]([\w$]{1,120})(?:\(\))? failed: /,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
  },
  {
    runner: "mocha-reporter",
    when: ["tests completed", "test completed"],
    pattern: /^\s{0,4}[✔✓] (\d+) tests? completed/,
    read: ([, run], report) => report.count("mocha-reporter", { run: number(run) }),
  },
  {
    runner: "vitest",
    when: ["tests  "],
    pattern: /^\s{1,8}Tests {2}((?:\d+ \w+ \| ){0,5}\d+ \w+) \((\d+)\)/,
    read: ([, text = ""], report) =>
      report.count("vitest", {
        run: before(text, "passed") + before(text, "failed"),
        failed: before(text, "failed"),
        skipped: before(text, "skipped") + before(text, "todo"),
      }),
  },
  {
    runner: "node-test",
    when: ["tests 0"],
    pattern: /^[#ℹ] tests {1,4}(\d+)$/,
    read([, run], { count, line, view }) {
      let failed = 0;
      let skipped = 0;
      for (let next = line + 1; next <= line + 7; next++) {
        const text = view.words(next);
        failed ||= number(/^[#ℹ] fail {1,4}(\d+)$/.exec(text)?.[1]);
        skipped ||= number(/^[#ℹ] skip(?:ped)? {1,4}(\d+)$/.exec(text)?.[1]);
      }
      count("node-test", { run: number(run), failed, skipped });
    },
  },
  {
    runner: "node-test",
    when: ["✖"],
    pattern: /^✖ (.{1,300}?) \([\d.]+ms\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "karma",
    when: ["executed 0"],
    pattern: /Executed (\d+) of (\d+)(?: \((\d+) FAILED\))?(?: \(skipped (\d+)\))?.{0,20}\(/,
    read([, run, of, failed, skipped], report) {
      if (number(run) + number(skipped) === number(of))
        report.count("karma", { run: number(run), failed: number(failed), skipped: number(skipped) });
    },
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
    runner: "gtest",
    when: ["[==="],
    pattern: /^\[={10}\] (\d+) tests? from .{1,60} ran\./,
    read([, run], { count, line, view }) {
      let failed = 0;
      for (let next = line + 1; next <= line + 4; next++)
        failed ||= number(/^\[ {2}FAILED {2}\] (\d+) tests?,/.exec(view.words(next))?.[1]);
      count("gtest", { run: number(run), failed });
    },
  },
  {
    runner: "ctest",
    when: [" passed"],
    pattern: /^\d+% tests passed, (\d+) tests? failed out of (\d+)/,
    read: ([, failed, run], report) => report.count("ctest", { run: number(run), failed: number(failed) }),
  },
  {
    runner: "ctest",
    when: [" failed"],
    pattern: /^The following tests FAILED:$/,
    read(_, report) {
      listed(report, (text) => {
        const name = /^\s{1,8}\d+ - (\S{1,200}) \([A-Za-z]/.exec(text)?.[1];
        if (name) report.failed(name);
      });
    },
  },
  {
    runner: "prove",
    when: ["files=0"],
    pattern: /^Files=\d+, Tests=(\d+),/,
    read: ([, run], report) => report.count("prove", { run: number(run) }),
  },
  {
    runner: "xctest",
    when: ["executed 0"],
    pattern: /Executed (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/,
    read([, run, failed], report) {
      if (!report.repeats()) report.count("xctest", { run: number(run), failed: number(failed) });
    },
  },
  {
    runner: "xctest",
    when: ["error: -["],
    pattern: /error: -\[([\w.]+) (\w+)\] : /,
    read: ([, type, method], report) => report.failed(`${type}.${method}`),
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
];

export const RESULT_GRAMMARS: readonly ResultGrammar[] = [...FIRST_RUNNERS, ...MORE_RUNNERS];

const NUMBERED = /^\s{1,6}(\d{1,5})\) ?(.{0,400})$/;

/** Mocha's numbered titles: `  1) suite`, then deeper lines, the last of which ends in a colon. */
function readNumbered(report: TestReport, count: number): void {
  const { view } = report;
  let expected = 1;
  for (
    let line = report.line + 1;
    line <= Math.min(view.lines, report.line + 20_000) && expected <= count;
    line++
  ) {
    const open = NUMBERED.exec(view.words(line));
    if (!open || Number(open[1]) !== expected) continue;
    const parts = [open[2] ?? ""];
    for (let next = line + 1; next <= line + 12 && !parts.at(-1)?.endsWith(":"); next++) {
      const text = view.words(next).trim();
      if (text) parts.push(text);
      else if (parts.join("")) break;
    }
    report.failed(parts.filter(Boolean).join(" ").replace(/:$/, ""), { at: line });
    expected++;
  }
}
