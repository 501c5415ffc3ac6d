import { after, below, number, type ResultGrammar } from "./result-grammar.ts";

/** Tests of policies, infrastructure, contracts and circuits. */
export const INFRASTRUCTURE_RUNNERS: readonly ResultGrammar[] = [
  {
    runner: "opa",
    when: [": fail ("],
    pattern: /^([\w.]{1,300}): FAIL \([\d.]{1,20}[mµn]?s\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    // The lines that count nothing are left out.
    runner: "opa",
    when: ["pass: 0", "fail: 0"],
    pattern: /^(PASS|FAIL): (\d{1,7})\/(\d{1,7})$/,
    read([, what, count, of], report) {
      const told = (word: string): number =>
        what === word ? number(count) : number(below(report, new RegExp(`^${word}: (\\d{1,7})/`), 3)?.[1]);
      // A line above this one counted for both.
      if (/^PASS: \d{1,7}\//.test(report.view.words(report.line - 1))) return;
      report.count("opa", {
        run: number(of) - told("SKIPPED"),
        failed: told("FAIL"),
        errored: told("ERROR"),
        skipped: told("SKIPPED"),
      });
    },
  },
  {
    runner: "terraform",
    when: ['"... fail'],
    pattern: /^\s{0,8}run "([^"]{1,200})"\.\.\. fail$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "terraform",
    when: ["! 0"],
    pattern: /^(?:Failure|Success)! (\d{1,7}) passed, (\d{1,7}) failed(?:, (\d{1,7}) skipped)?\./,
    read: ([, passed, failed, skipped], report) =>
      report.count("terraform", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "forge",
    when: ["[fail"],
    pattern: /^\[FAIL[.:] .{0,400}\] (\w{1,200})\([^)]{0,200}\) \(/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "forge",
    when: [" total tests)"],
    pattern: /: (\d{1,7}) tests passed, (\d{1,7}) failed, (\d{1,7}) skipped \(\d{1,7} total tests\)$/,
    read: ([, passed, failed, skipped], report) =>
      report.count("forge", {
        run: number(passed) + number(failed),
        failed: number(failed),
        skipped: number(skipped),
      }),
  },
  {
    runner: "cocotb",
    when: ["  fail  "],
    pattern: /^\s{0,100}(?:[\d.]{1,14}ns .{1,80})?\*\* (\S{1,300})\s{1,120}FAIL\s{2,20}[\d.]{1,14}\s/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "cocotb",
    when: ["tests=0"],
    pattern: /\*\* (TESTS=\d{1,7} PASS=\d{1,7} FAIL=\d{1,7} SKIP=\d{1,7})\s/,
    read: ([, text = ""], report) =>
      report.count("cocotb", {
        run: after(text, "PASS") + after(text, "FAIL"),
        failed: after(text, "FAIL"),
        skipped: after(text, "SKIP"),
      }),
  },
  {
    runner: "helm-unittest",
    when: ["- asserts["],
    pattern: /^\s{1,20}- asserts\[\d{1,5}\] .{1,120} fail$/,
    read(_, report) {
      for (let line = report.line - 1; line > report.line - 200; line--) {
        const name = /^\s{1,12}- (?!asserts\[)(\S.{0,300})$/.exec(report.view.words(line))?.[1];
        if (!name) continue;
        report.failed(name, { at: line });
        return;
      }
    },
  },
  {
    runner: "vunit",
    when: [" seconds)"],
    pattern: /^fail (\S{1,300})\s{1,200}\([\d.]{1,10} seconds\)$/,
    read: ([, name = ""], report) => report.failed(name),
  },
  {
    runner: "vunit",
    when: ["==== summary ="],
    pattern: /^==== Summary =+$/,
    read(_, report) {
      const told = (word: string): number =>
        number(below(report, new RegExp(`^${word} (\\d{1,7}) of \\d{1,7}$`), 2000)?.[1]);
      report.count("vunit", {
        run: told("pass") + told("fail"),
        failed: told("fail"),
        skipped: told("skip"),
      });
    },
  },
];
