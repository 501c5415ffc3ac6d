import { createHash } from "node:crypto";
import type { Category, FailedTest } from "../domain/failure.ts";
import { focusOf } from "./extents/focus.ts";
import { type LogMap, STRONG } from "./extents/log-map.ts";
import { failureMessage, saidAt } from "./failure-message.ts";
import { maskRun } from "./mask-run.ts";
import type { Ranked } from "./rank/rank.ts";

/** Of failed tests and of lines, at most so many take part, the first in sorted order. */
const MOST_TESTS = 200;
const MOST_MESSAGES = 20;
const MOST_LINES = 40;

/**
 * A stable id of a failure: 16 hex digits of SHA-256 over its category and, in sorted order, what failed: the failed
 * tests with what each said, or the distinct findings of a compiler, or the lines that name the cause. What changes
 * from run to run is masked first, so that numbers, ids, the checkout's path, durations and the order of parallel
 * output do not matter.
 */
export function signatureOf(
  map: LogMap,
  best: Ranked | undefined,
  category: Category,
  failedTests: readonly FailedTest[],
): string {
  const hash = createHash("sha256").update(category);
  const parts = failedTests.length > 0 ? partsOfTests(map, best, failedTests) : partsOfRange(map, best);
  for (const part of new Set(parts.toSorted())) hash.update("\n").update(part);
  return hash.digest("hex").slice(0, 16);
}

function partsOfTests(map: LogMap, best: Ranked | undefined, tests: readonly FailedTest[]): string[] {
  const named = tests
    .map((test) => ({ name: maskRun(test.name, { numbers: false }), at: test.at }))
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
    .slice(0, MOST_TESTS);
  const begins = tests.flatMap((test) => test.at ?? []).toSorted((a, b) => a - b);
  const messages = named.slice(0, MOST_MESSAGES).flatMap(({ at }) => {
    if (at === undefined) return [];
    const next = begins.find((line) => line > at) ?? map.view.lines + 1;
    return failureMessage(map, at, Math.min(next - 1, at + 60)) || [];
  });
  const said = messages.length > 0 || tests.length > 1 || !best ? messages : messageOfRange(map, best);
  return [...named.map(({ name }) => name), ...said.map((text) => maskRun(text))];
}

function messageOfRange(map: LogMap, { candidate }: Ranked): string[] {
  const said = failureMessage(map, candidate.start, candidate.end);
  return said ? [said] : [];
}

/** The lines that name the cause; of a compiler's findings all, for which of them comes first is chance. */
function partsOfRange(map: LogMap, best: Ranked | undefined): string[] {
  if (!best) return [];
  const { candidate } = best;
  const focus = focusOf(map, candidate);
  const region = map.regions.find(({ start, end }) => focus >= start && focus <= end);
  const findings = candidate.hit?.kind === "diagnostic" && region !== undefined;
  const [start, end] = findings ? [region.start, region.end] : [candidate.start, candidate.end];
  const told = new Set([maskRun(saidAt(map, focus, candidate.end))]);
  for (const { line, kind, text } of map.hits) {
    if (line < start || line > end) continue;
    if (findings ? kind === "diagnostic" : STRONG.has(kind) && !FRAME.test(text)) told.add(maskRun(text));
  }
  return [...told].toSorted().slice(0, MOST_LINES);
}

/** A line of a stack: where an exception passed, not what it was. */
const FRAME = /^\s{0,20}(?:at |from |File ")/;
