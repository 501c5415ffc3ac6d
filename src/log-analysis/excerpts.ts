import type { Excerpt } from "../domain/failure.ts";
import type { NewBlock } from "./baseline-diff.ts";
import type { Candidate } from "./extents/candidates.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import type { Ranked } from "./rank/rank.ts";

/** Context is at most this share of a log, or this many lines of a short one. */
const CONTEXT_SHARE = 0.04;
const CONTEXT_LEAST = 24;
const CONTEXT_MOST = 400;
const LONGEST_CONTEXT = 60;
const MOST_EXCERPTS = 14;

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
  const taken = new Set<number>();
  const mark = (start: number, end: number): void => {
    for (let line = start; line <= end; line++) taken.add(line);
  };
  mark(best.candidate.start, best.candidate.end);
  let budget = Math.min(CONTEXT_MOST, Math.max(CONTEXT_LEAST, Math.round(map.view.lines * CONTEXT_SHARE)));
  const add = ({ candidate, score }: Ranked): void => {
    let { start } = candidate;
    let end = Math.min(candidate.end, start + LONGEST_CONTEXT - 1);
    while (start <= end && taken.has(start)) start++;
    while (end >= start && taken.has(end)) end--;
    if (start > end || end - start + 1 > budget || excerpts.length >= MOST_EXCERPTS) return;
    excerpts.push(toExcerpt("context", { ...candidate, start, end }, scale(score)));
    mark(start, end);
    budget -= end - start + 1;
  };
  for (const each of ranked.slice(1)) {
    if (budget <= 0) break;
    add(each);
  }
  return excerpts;
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
