import { number, type ResultGrammar } from "./result-grammar.ts";

/** Runners that drive a browser. */
export const BROWSER_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "karma",
    when: [" failed"],
    pattern: /^[A-Z][A-Za-z ]{2,40} [\d.]{1,20} \([^)]{1,60}\):? (\S.{0,400}) FAILED$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "playwright",
    when: ["0) ["],
    pattern:
      /^\s{2,4}\d{1,5}\) (?:\[[^\]]{1,60}\] › )?([^›:]{1,250}):(\d{1,6}):\d{1,5} › (.{1,400}?)(?: ─{1,200})?$/,
    read: ([, file = "", line, name = ""], report) => report.failed(name, { file, line: number(line) }),
  },
  {
    runner: "playwright",
    when: [" passed", " failed"],
    pattern: /^ {2}(\d{1,6}) (passed|failed)(?: \([\d.]{1,8}[mshx]{1,2}\))?$/,
    read([, text, what], report) {
      const count = number(text);
      if (what === "failed") {
        report.count("playwright", { run: count, failed: count });
        return;
      }
      let skipped = 0;
      let flaky = 0;
      for (let line = report.line - 1; line >= report.line - 3; line--) {
        const told = /^ {2}(\d{1,6}) (skipped|did not run)$/.exec(report.view.words(line))?.[1];
        skipped += number(told);
        flaky += number(/^ {2}(\d{1,6}) flaky$/.exec(report.view.words(line))?.[1]);
      }
      report.count("playwright", { run: count + flaky, skipped });
    },
  },
  {
    // WebdriverIO names its worker before every line.
    runner: "webdriverio",
    when: [" passing", " failing"],
    pattern: /^\[.{1,100} #\d{1,4}-\d{1,4}\] (\d{1,7}) (passing|failing)\b/,
    read: ([, count, what], report) =>
      report.count("webdriverio", { run: number(count), failed: what === "failing" ? number(count) : 0 }),
  },
  {
    runner: "webdriverio",
    when: ["0) "],
    pattern: /^\[.{1,100} #\d{1,4}-\d{1,4}\] \d{1,5}\) (\S.{0,300})$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "testcafe",
    when: [" failed (", " passed ("],
    pattern: /^ (?:(\d{1,7})\/)?(\d{1,7}) (failed|passed) \((?:\d{1,4}[hms] ?){1,3}\)$/,
    read([, failed, run], report) {
      report.count("testcafe", { run: number(run), failed: number(failed) });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^ ✖ (\S.{0,300}?)(?: \(unstable.{0,60}\))?$/.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
  {
    runner: "nightwatch",
    when: ["test failure ("],
    pattern: /\bTEST FAILURE \([\d.hms ]{1,12}\):$/,
    read(_, report) {
      for (let line = report.line + 1; line <= Math.min(report.view.lines, report.line + 500); line++) {
        const name = /^\s{1,6}– (\S.{0,300}?) \([\d.]{1,8}m?s\)$/.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
];
