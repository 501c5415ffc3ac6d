import { before, number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** Runners of JavaScript and TypeScript outside of a browser. */
export const JAVASCRIPT_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "vitest",
    when: ["fail "],
    pattern: /^ ?FAIL\s{1,4}(\S{1,200}) > (.{1,300})$/,
    read: ([, file = "", name], report) => report.failed(`${file} > ${name}`, { file }),
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
    runner: "jasmine",
    when: ["failure"],
    pattern: /^(\d+) specs?, (\d+) failures?(?:, (\d+) pending specs?)?/,
    read: ([, run, failed, pending], report) =>
      report.count("jasmine", { run: number(run), failed: number(failed), skipped: number(pending) }),
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
];

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
