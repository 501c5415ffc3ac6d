import type { FailedTest, TestCounts } from "../../domain/failure.ts";
import type { LogView } from "../scan/log-view.ts";
import type { ResultGrammar, TestReport } from "./result-grammar.ts";
import { RESULT_GRAMMARS } from "./result-grammars.ts";

const FIRST = 3000;
const LAST = 5000;
const MOST_NAMES = 5000;
/** Lines that readers look at around their own, in all: closing words repeated without end would ask for more. */
const MOST_LOOKED_AT = 3_000_000;

interface Anchor {
  line: number;
  text: string;
  grammar: ResultGrammar;
}

/** Collects lines of test reports while the log streams by, and reads them when the log is complete. */
export function createResultStore() {
  const first: Anchor[] = [];
  const last: Anchor[] = [];
  let at = 0;

  return {
    /** @param candidates places in `RESULT_GRAMMARS`, rising, of those for which a word stands in the line */
    line(text: string, line: number, candidates: readonly number[]): void {
      for (const index of candidates) {
        const grammar = RESULT_GRAMMARS[index];
        if (!grammar?.pattern.test(text)) continue;
        const anchor = { line, text: text.slice(0, 600), grammar };
        if (first.length < FIRST) first.push(anchor);
        else last[at++ % LAST] = anchor;
      }
    },

    finish(view: LogView): { failedTests: FailedTest[]; tests: TestCounts | null } {
      const names = new Map<string, FailedTest>();
      const counts = new Map<string, TestCounts>();
      const anchors = [...first, ...last.toSorted((a, b) => a.line - b.line)];
      const types = new Set<string>();
      const section = { name: "" };
      const suites = new Map<string, number>();
      let lastText = "";
      let left = MOST_LOOKED_AT;
      const bounded: LogView = {
        ...view,
        get lines() {
          return left > 0 ? view.lines : 0;
        },
        words: (line) => (left-- > 0 ? view.words(line) : ""),
      };
      for (const { grammar, line, text } of anchors) {
        const match = grammar.pattern.exec(text);
        if (!match) continue;
        const repeated = text === lastText;
        lastText = text;
        const report: TestReport = {
          line,
          view: bounded,
          repeats: () => repeated,
          types,
          section,
          suite(type) {
            if (suites.size < MOST_NAMES && !suites.has(type)) suites.set(type, line);
          },
          failed(name, place) {
            const clean = name.trim().slice(0, 400);
            if (!clean || names.size >= MOST_NAMES) return;
            const known = names.get(clean);
            if (!known) names.set(clean, { name: clean, ...place, at: place?.at ?? line });
            else if (known.file === undefined && place?.file !== undefined)
              Object.assign(known, { ...place, at: known.at });
          },
          count(runner, given) {
            const sum = counts.get(runner) ?? { run: 0, failed: 0, errored: 0, skipped: 0 };
            counts.set(runner, {
              run: sum.run + (given.run ?? 0),
              failed: sum.failed + (given.failed ?? 0),
              errored: sum.errored + (given.errored ?? 0),
              skipped: sum.skipped + (given.skipped ?? 0),
            });
          },
          total(runner, given) {
            counts.set(runner, { run: 0, failed: 0, errored: 0, skipped: 0, ...given });
          },
        };
        grammar.read(match, report);
      }
      for (const [type, line] of suites) if (!isNamed(type, names)) names.set(type, { name: type, at: line });
      return { failedTests: dropShorter([...names.values()]), tests: total(counts) };
    },
  };
}

/** True when a test of this class is among the failed. */
function isNamed(type: string, names: ReadonlyMap<string, FailedTest>): boolean {
  const simple = type.split(".").at(-1) ?? type;
  for (const name of names.keys())
    if (name.startsWith(`${type}.`) || name.split(/[.$[()]/).includes(simple)) return true;
  return false;
}

/** A runner that counts by class and in total counts twice: the total wins. */
function total(counts: Map<string, TestCounts>): TestCounts | null {
  if (counts.has("surefire")) counts.delete("surefire-class");
  const levels = ["xctest", "xctest-bundle", "xctest-class"].filter((level) => counts.has(level));
  for (const level of levels.slice(1)) counts.delete(level);
  // TAP counts by its plan, and only where the runner has no closing words of its own.
  const plan = counts.get("tap");
  if (plan && counts.size <= 2) plan.failed = counts.get("tap-failed")?.failed ?? 0;
  else counts.delete("tap");
  counts.delete("tap-failed");
  // What a framework says inside a build that counts for itself is told twice (or is a test about tests).
  if (["gradle", "surefire", "surefire-class", "sbt"].some((runner) => counts.has(runner)))
    for (const inner of [
      "junit",
      "junit-text",
      "junit-console",
      "testng",
      "scalatest",
      "specs2",
      "utest",
      "cucumber",
      "karate",
    ])
      counts.delete(inner);
  let sum: TestCounts | null = null;
  for (const each of counts.values())
    sum = sum
      ? {
          run: sum.run + each.run,
          failed: sum.failed + each.failed,
          errored: sum.errored + each.errored,
          skipped: sum.skipped + each.skipped,
        }
      : each;
  return sum;
}

/**
 * The same test named twice (`Class.method` in the list, `method(Class)` in the report; pytest's `Class.test` above
 * the report, `file.py::Class::test` in the summary) is one test.
 */
function dropShorter(tests: FailedTest[]): FailedTest[] {
  const keys = new Set<string>();
  const inFile = new Set(tests.filter((test) => test.file !== undefined).map((test) => keyOf(test.name)));
  return tests.filter((test) => {
    const key = keyOf(test.name);
    if (test.file === undefined && inFile.has(key)) return false;
    const own = `${test.file ?? ""}|${key}`;
    if (keys.has(own)) return false;
    keys.add(own);
    return true;
  });
}

function keyOf(name: string): string {
  const java = /^([\w$]+)\(([\w.$]+)\)$/.exec(name);
  if (java) return `${(java[2] ?? "").split(".").at(-1)}.${java[1]}`;
  if (name.includes("::")) return name.split("::").slice(1).join(".");
  return /^[\w.$]+$/.test(name) ? name.split(".").slice(-2).join(".") : name;
}
