import { before, below, number, type ResultGrammar } from "./result-grammar.ts";

/** Runners made for Node.js: its own, AVA, tap and uvu. */
export const NODE_RUNNERS: readonly ResultGrammar[] = [
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
    runner: "ava",
    when: [" passed", " failed"],
    pattern: /^ {2}(\d{1,6}) tests? (passed|failed)$/,
    read: ([, count, what], report) =>
      report.count("ava", { run: number(count), failed: what === "failed" ? number(count) : 0 }),
  },
  {
    runner: "ava",
    when: ["[fail]: "],
    pattern: /^\s{1,4}[✘✖×] \[fail\]: (\S.{0,300}?)(?: (?:Rejected promise|Error thrown).{0,60})?$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    // tap from version 14 on
    runner: "node-tap",
    when: ["asserts:  "],
    pattern: /^Asserts: {1,4}((?:\d{1,7} \w{4,8},? {1,2}){1,4})of \d{1,7}$/,
    read([, text = ""], report) {
      const failed = before(text, "failed");
      report.count("node-tap", {
        run: before(text, "passed") + failed,
        failed,
        skipped: before(text, "skip") + before(text, "todo"),
      });
    },
  },
  {
    runner: "node-tap",
    when: [" failed of 0"],
    pattern: /^ ?FAIL {1,4}\S{1,250} \d{1,7} failed of \d{1,7}\b/,
    read(_, report) {
      for (let line = report.line + 1; line <= Math.min(report.view.lines, report.line + 2000); line++) {
        const text = report.view.words(line);
        if (/^(?:Asserts: | ?(?:FAIL|PASS) )/.test(text)) return;
        const name = /^ {1,4}✗ (\S.{0,300})$/.exec(text)?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
  {
    runner: "uvu",
    when: ["fail  "],
    pattern: /^\s{1,4}FAIL {2}\S.{0,100}? {2}"(.{1,300})"$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "uvu",
    when: ["total:   "],
    pattern: /^ {2}Total: {2,8}(\d{1,7})$/,
    read(match, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^ {2}${word}: {1,8}(\\d{1,7})$`), 3)?.[1]);
      const run = number(match[1]) - told("Skipped");
      report.count("uvu", { run, failed: run - told("Passed"), skipped: told("Skipped") });
    },
  },
  {
    // tap-spec and its kin, which dress what tape prints
    runner: "tap-spec",
    when: ["total:   "],
    pattern: /^ {2}total: {2,8}(\d{1,7})$/,
    read(match, report) {
      const failed = number(below(report, /^ {2}failing: {1,8}(\d{1,7})$/, 3)?.[1]);
      report.count("tap-spec", { run: number(match[1]), failed });
      for (let line = report.line - 1; line > Math.max(0, report.line - 5000); line--) {
        const name = /^ {4}✖ (\S.{0,300})$/.exec(report.view.words(line))?.[1];
        if (name) report.failed(name, { at: line });
      }
    },
  },
];
