import type { Excerpt } from "../domain/failure.ts";
import type { NewBlock } from "./baseline-diff.ts";
import type { Candidate } from "./extents/candidates.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import type { Ranked } from "./rank/rank.ts";

/** Context is at most this share of a log, or this many lines of a short one. */
const CONTEXT_SHARE = 0.02;
const CONTEXT_LEAST = 30;
const CONTEXT_MOST = 300;
const LONGEST_CONTEXT = 60;
/** Of so many failed parts the command and its end are told. */
const MOST_FRAMES = 3;
const MOST_EXCERPTS = 18;
/** Context ends when this share of what may be the answer is told. */
const ENOUGH = 0.97;
/** What one more excerpt costs a reader, in lines. */
const COST_OF_EXCERPT = 4;

/** The cause lines, then what a reader needs beside them, best first and without overlaps. */
export function excerptsOf(map: LogMap, ranked: readonly Ranked[], news: readonly NewBlock[]): Excerpt[] {
  const best = ranked[0];
  if (!best) return [];
  if (news.length)
    return news.map((block, at) => ({
      role: "cause",
      ...block,
      score: Math.round(1000 / (at + 1)) / 1000,
      reason: "not in the passing log of the same job",
    }));
  const scale = (score: number): number => Math.round(1000 / (1 + Math.exp(best.score - score - 3))) / 1000;
  const excerpts: Excerpt[] = [
    toExcerpt("cause", { ...best.candidate, focus: focusOf(map, best.candidate) }, scale(best.score)),
  ];
  const worth = worthOfLines(ranked);
  const total = sumOf(worth.values());
  let told = 0;
  const taken = new Set<number>();
  const mark = (start: number, end: number): void => {
    for (let line = start; line <= end; line++) {
      if (!taken.has(line)) told += worth.get(line) ?? 0;
      taken.add(line);
    }
  };
  mark(best.candidate.start, best.candidate.end);
  for (const frame of framesOf(map)) {
    if (taken.has(frame.line)) continue;
    excerpts.push({
      role: "context",
      start: frame.line,
      end: frame.line,
      focus: frame.line,
      score: scale(best.score - 3),
      reason: frame.reason,
    });
    mark(frame.line, frame.line);
  }
  let budget = Math.min(CONTEXT_MOST, Math.max(CONTEXT_LEAST, Math.round(map.view.lines * CONTEXT_SHARE)));
  while (excerpts.length < MOST_EXCERPTS && told < ENOUGH * total) {
    const next = mostPerLine(ranked, worth, taken, budget);
    if (!next) break;
    excerpts.push(toExcerpt("context", next.candidate, scale(next.score)));
    mark(next.candidate.start, next.candidate.end);
    budget -= next.candidate.end - next.candidate.start + 1;
  }
  return excerpts;
}

/** The commands of the first failed parts, and what the CI system said when they ended. */
function framesOf(map: LogMap): { line: number; reason: string }[] {
  return map.regions
    .filter((region) => region.failed)
    .slice(0, MOST_FRAMES)
    .flatMap(({ start, end }) => {
      const said = [end + 1, end + 2, end + 3].find((line) => map.at.get(line)?.kind === "cascade");
      return [
        ...(/[\p{L}\d]/u.test(map.view.words(start - 1))
          ? [{ line: start - 1, reason: "the command that failed" }]
          : []),
        ...(said === undefined ? [] : [{ line: said, reason: "how it ended" }]),
      ];
    });
}

/**
 * For each line how much of the answer it is expected to hold, on a scale of its own. Scores count in full here; halved,
 * as for the vote, unlikely ranges filled half of the context.
 */
function worthOfLines(ranked: readonly Ranked[]): Map<number, number> {
  const worth = new Map<number, number>();
  const top = Math.max(...ranked.map(({ score }) => score));
  for (const { candidate, score } of ranked) {
    const each = Math.exp(score - top) / (candidate.end - candidate.start + 1);
    for (let line = candidate.start; line <= candidate.end; line++)
      worth.set(line, (worth.get(line) ?? 0) + each);
  }
  return worth;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The range whose untold lines are worth most for what they cost, cut to those lines at both ends. */
function mostPerLine(
  ranked: readonly Ranked[],
  worth: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
  budget: number,
): Ranked | undefined {
  let found: Ranked | undefined;
  let most = 0;
  for (const each of ranked) {
    let { start, end } = each.candidate;
    if (end - start >= LONGEST_CONTEXT) continue;
    while (start <= end && taken.has(start)) start++;
    while (end >= start && taken.has(end)) end--;
    const length = end - start + 1;
    if (length < 1 || length > budget) continue;
    let gain = 0;
    for (let line = start; line <= end; line++) if (!taken.has(line)) gain += worth.get(line) ?? 0;
    gain /= length + COST_OF_EXCERPT;
    if (gain <= most) continue;
    most = gain;
    found = { ...each, candidate: { ...each.candidate, start, end } };
  }
  return found;
}

function toExcerpt(role: "cause" | "context", candidate: Candidate, score: number): Excerpt {
  const { start, end, focus } = candidate;
  return {
    role,
    start,
    end,
    focus: Math.min(end, Math.max(start, focus)),
    score,
    reason: reasonOf(candidate),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  test: "a failed test's report",
  diagnostic: "a compiler's or linter's finding",
  exception: "an uncaught exception",
  error: "the tool's own error",
  shell: "the shell's error",
  infra: "the platform stopped the job",
  list: "a list of failures",
  mark: "a line that marks a failure",
  mention: "words that tell of a failure",
  cascade: "a consequence; nothing better was found",
};

function reasonOf({ hit, region, extent }: Candidate): string {
  const what =
    extent === "tail" || extent === "section"
      ? "the last output of what failed"
      : hit
        ? `${WORDS[hit.kind] ?? hit.kind} (${hit.grammar.tool})`
        : "lines near the failure";
  return region?.failed ? `${what}, in the command that failed` : what;
}
