import type { Excerpt, FailedTest, Location } from "../domain/failure.ts";
import { categoryOf } from "./category.ts";
import type { Candidate } from "./extents/candidates.ts";
import { focusOf } from "./extents/focus.ts";
import { type LogMap, STRONG } from "./extents/log-map.ts";
import { saidAt } from "./failure-message.ts";
import { maskRun } from "./mask-run.ts";
import type { Ranked } from "./rank/rank.ts";
import { summaryOf } from "./summary.ts";

/** Of other parts that failed so many are told. */
const MOST = 4;

/**
 * What made the other parts of a log fail (steps that went on after a failure, jobs of one archive), each with its own
 * category and sentence. Parts that fail with the same words, and parts where no tool says what failed, are left out.
 */
export function otherCauses(
  map: LogMap,
  best: Ranked,
  bestWithin: (start: number, end: number) => Ranked | undefined,
  { failedTests, locations }: { failedTests: readonly FailedTest[]; locations: readonly Location[] },
): Excerpt[] {
  const told = new Set([wordsOf(map, best.candidate)]);
  const others: Excerpt[] = [];
  for (const { start, end, failed } of map.regions) {
    if (!failed || others.length >= MOST) continue;
    if (best.candidate.start <= end && best.candidate.end >= start) continue;
    const own = bestWithin(start, end);
    if (!own?.candidate.hit || !STRONG.has(own.candidate.hit.kind)) continue;
    const words = wordsOf(map, own.candidate);
    if (told.has(words)) continue;
    told.add(words);
    const tests = failedTests.filter(({ at }) => at !== undefined && at >= start && at <= end);
    const category = categoryOf(map, own, tests.length);
    others.push({
      role: "cause",
      start: own.candidate.start,
      end: own.candidate.end,
      focus: focusOf(map, own.candidate),
      score: Math.round(1000 / (1 + Math.exp(best.score - own.score - 2))) / 1000,
      reason: "another part of the log that failed",
      category,
      summary: summaryOf(map, own, category, tests, null, locations),
    });
  }
  return others;
}

/** The causes first, then the context that none of them holds. */
export function withOthers(excerpts: readonly Excerpt[], others: readonly Excerpt[]): Excerpt[] {
  const apart = excerpts.filter(
    ({ role, start, end }) =>
      role === "cause" || !others.some((other) => start <= other.end && end >= other.start),
  );
  const first = apart.filter(({ role }) => role === "cause");
  return [...first, ...others, ...apart.slice(first.length)];
}

function wordsOf(map: LogMap, candidate: Candidate): string {
  return maskRun(saidAt(map, focusOf(map, candidate), candidate.end));
}
