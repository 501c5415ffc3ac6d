import { number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** Lines above a failure in which its test case is named. */
const FARTHEST = 300;

/** Catch2 names a test case between two lines of dashes, its sections indented below it. */
function catchCase({ view, line }: TestReport): string | undefined {
  let closed = false;
  for (let at = line - 1; at > Math.max(0, line - FARTHEST); at--) {
    if (!/^-{60,100}$/.test(view.words(at))) continue;
    if (closed) return view.words(at + 1).trim();
    closed = true;
  }
  return undefined;
}

/** Test frameworks of C++. */
export const CPP_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "catch2",
    when: [": failed:"],
    pattern: /^\S{1,250}[:(]\d{1,7}\)?: FAILED:$/,
    read(_, report) {
      const name = catchCase(report);
      if (name) report.failed(name);
    },
  },
  {
    runner: "catch2",
    when: ["all tests passed ("],
    pattern: /^All tests passed \(\d{1,9} assertions? in (\d{1,7}) test cases?\)$/,
    read: ([, run], report) => report.count("test-cases", { run: number(run) }),
  },
  {
    runner: "doctest",
    when: ["test case:  "],
    pattern: /^TEST CASE: {2}(\S.{0,300})$/,
    read([, name = ""], report) {
      // With -s the cases that passed are named too.
      for (let next = report.line + 1; next < report.line + FARTHEST; next++) {
        const text = report.view.words(next);
        if (/^={60,100}$/.test(text)) return;
        if (/: (?:FATAL )?ERROR: /.test(text)) {
          report.failed(name);
          return;
        }
      }
    },
  },
  {
    // Boost.Test counts assertions at its end, so what failed is counted by name.
    runner: "boost",
    when: [" test cases...", " test case..."],
    pattern: /^Running (\d{1,7}) test cases?\.\.\.$/,
    read([, run], { view, line, count }) {
      const failed = new Set<string>();
      for (let next = line + 1; next <= Math.min(view.lines, line + 20_000); next++) {
        const text = view.words(next);
        if (text.startsWith("*** ") || / test cases?\.\.\.$/.test(text)) break;
        const name = /: (?:fatal )?error: in "([^"]{1,300})": /.exec(text)?.[1];
        if (name) failed.add(name);
      }
      count("boost", { run: number(run), failed: failed.size });
    },
  },
  {
    runner: "cpputest",
    when: ["failure in test(", "failure in ignore_test("],
    pattern: /\berror: Failure in (?:IGNORE_)?TEST\((\w{1,200}), (\w{1,200})\)/,
    read: ([, group, name], report) => report.failed(`${group}.${name}`),
  },
  {
    runner: "cpputest",
    when: [" ran, 0"],
    pattern:
      /^(?:Errors \((?:(\d{1,7}) failures?, |ran nothing, )|OK \()\d{1,7} tests?, (\d{1,7}) ran, \d{1,9} checks?, (\d{1,7}) ignored,/,
    read: ([, failed, run, ignored], report) =>
      report.count("cpputest", { run: number(run), failed: number(failed), skipped: number(ignored) }),
  },
  {
    runner: "qt",
    when: ["fail!  : ", "xpass  : "],
    pattern: /^(?:FAIL!|XPASS) {2}: (\w[\w:<>]{1,200})\((.{0,200}?)\)(?:\s.{0,400})?$/,
    read: ([, name, data], report) => report.failed(data ? `${name}(${data})` : (name ?? "")),
  },
  {
    runner: "qt",
    when: ["totals: 0"],
    pattern: /^Totals: (\d{1,7}) passed, (\d{1,7}) failed, (\d{1,7}) skipped/,
    read: ([, passed, failed, skipped], report) =>
      report.count("qt", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "cxxtest",
    when: [" and skipped "],
    pattern: /^Failed (\d{1,7}) and Skipped (\d{1,7}) of (\d{1,7}) tests?$/,
    read([, failed, skipped, run], report) {
      report.count("cxxtest", {
        run: number(run) - number(skipped),
        failed: number(failed),
        skipped: number(skipped),
      });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^In (\w{1,200}::test\w{1,200}):$/i.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
];
