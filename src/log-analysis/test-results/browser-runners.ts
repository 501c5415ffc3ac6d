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
];
