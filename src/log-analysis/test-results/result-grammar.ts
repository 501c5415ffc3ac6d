import type { FailedTest, TestCounts } from "../../domain/failure.ts";
import type { LogView } from "../scan/log-view.ts";

/** Where a result grammar writes what it read. */
export interface TestReport {
  readonly line: number;
  readonly view: LogView;
  failed(name: string, place?: Omit<FailedTest, "name">): void;
  /** Simple names of the classes whose failed tests the runner itself has reported one by one. */
  readonly types: Set<string>;
  /** What the runner's last heading announced, for those that list what did not fail in the same way. */
  readonly section: { name: string };
  /** A test class that failed as a whole: named when none of its tests is. */
  suite(type: string): void;
  /** True when the very same line was counted just before. */
  repeats(): boolean;
  /** Adds to what this runner has counted so far. */
  count(runner: string, counts: Partial<TestCounts>): void;
  /** What this runner has counted in all, by its latest word: says it again as often as it likes. */
  total(runner: string, counts: Partial<TestCounts>): void;
}

/** One line of a runner's report that names a failed test or counts tests. */
export interface ResultGrammar {
  readonly runner: string;
  readonly when: readonly string[];
  readonly pattern: RegExp;
  read(match: RegExpExecArray, report: TestReport): void;
}

export const number = (text: string | undefined): number => (text ? Number(text.replaceAll(",", "")) : 0);
/** `3 failed, 20 passed` → the number before a word. */
export const before = (text: string, word: string): number =>
  number(new RegExp(`(?<![\\w])([\\d,]{1,12}) ${word}`).exec(text)?.[1]);
export const after = (text: string, word: string): number =>
  number(new RegExp(`${word}[:=] ?(\\d{1,9})`).exec(text)?.[1]);

/** Lines of a list that follows a header, to the first blank line. */
export function listed(report: TestReport, read: (text: string, line: number) => void): void {
  for (let line = report.line + 1; line <= report.line + 500 && line <= report.view.lines; line++) {
    const text = report.view.words(line).replace(/^\[(?:ERROR|error|INFO|WARNING)\] ?/, "");
    if (!text.trim()) {
      if (line === report.line + 1) continue;
      return;
    }
    read(text, line);
  }
}

/** The first of the next lines that a pattern fits. */
export function below({ view, line }: TestReport, pattern: RegExp, lines = 6): RegExpExecArray | null {
  for (let next = line + 1; next <= line + lines; next++) {
    const match = pattern.exec(view.words(next));
    if (match) return match;
  }
  return null;
}
