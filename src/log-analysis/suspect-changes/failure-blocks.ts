import type { FailedTest } from "../../domain/index.ts";
import type { TestClue } from "./failed-tests.ts";

/** Lines of the log that speak of the failure; bounded. */
const MOST_LINES = 2000;
export const LONGEST_LINE = 600;
const LINES_AFTER = 120;
const TROUBLE =
  /(?:error|exception)\b|\b(?:fail(?:ed|ure|ures)?|panic(?:ked)?|assert\w{0,20}|fatal|undefined|not found|cannot)\b/i;

/** Stretches of lines about the failure: at each failed test's mentions, or at lines of trouble where there is none. */
export function failureBlocks(
  text: string,
  failed: readonly FailedTest[],
  tests: readonly TestClue[],
): string[][] {
  const blocks: string[][] = [];
  const taken = new Set<number>();
  let budget = MOST_LINES;
  const take = (offset: number) => {
    const start = text.lastIndexOf("\n", offset) + 1;
    if (taken.has(start) || budget <= 0) return;
    const lines: string[] = [];
    let at = start;
    while (at < text.length && lines.length < LINES_AFTER && budget > 0) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(at, Math.min(end, at + LONGEST_LINE)).trimEnd();
      if (lines.length > 0 && (taken.has(at) || endsBlock(line))) break;
      taken.add(at);
      lines.push(line);
      budget -= 1;
      at = end + 1;
    }
    blocks.push(lines);
  };
  failed.forEach((test, i) => {
    const leaf =
      test.name
        .split(/\s{1,4}[›>]\s{1,4}|::|#|\.(?=[^.]{0,200}$)/)
        .at(-1)
        ?.trim() ?? "";
    const owner = tests[i]?.owner ?? "";
    if (leaf.length < 3) return;
    let found = 0;
    let at = text.indexOf(leaf);
    while (at >= 0 && found < 8) {
      const start = text.lastIndexOf("\n", at) + 1;
      const newline = text.indexOf("\n", at);
      const line = text.slice(start, Math.min(newline < 0 ? text.length : newline, start + LONGEST_LINE));
      if (leaf.length > 12 || line.includes(owner)) {
        take(at);
        found += 1;
      }
      at = newline < 0 ? -1 : text.indexOf(leaf, newline);
    }
  });
  if (blocks.length > 0) return blocks;
  // The last lines of trouble and the end of the log.
  const end = text.slice(-256 * 1024);
  const base = text.length - end.length;
  const offsets: number[] = [];
  let at = 0;
  for (const line of end.split("\n")) {
    if (TROUBLE.test(line.slice(0, LONGEST_LINE))) offsets.push(base + at);
    at += line.length + 1;
  }
  for (const offset of offsets.slice(-80)) take(offset);
  return blocks;
}

function endsBlock(line: string): boolean {
  return line.trim() === "" || /^(?:Running |Tests run:|=== |--- (?:PASS|FAIL)|ok \d|not ok \d)/.test(line);
}
