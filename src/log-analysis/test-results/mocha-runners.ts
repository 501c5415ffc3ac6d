import { number, type ResultGrammar, type TestReport } from "./result-grammar.ts";

/** Mocha, which Cypress and many others print with. */
export const MOCHA_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "mocha-reporter",
    when: ["tests completed", "test completed"],
    pattern: /^\s{0,4}[✔✓] (\d+) tests? completed/,
    read: ([, run], report) => report.count("mocha-reporter", { run: number(run) }),
  },
  {
    // Mocha's first versions
    runner: "mocha-old",
    when: [" tests complete (", " test complete ("],
    pattern: /^\s{0,4}[✔✓] (\d{1,6}) tests? complete \(/,
    read: ([, run], report) => report.count("mocha-old", { run: number(run) }),
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
