import type { Candidate } from "../extents/candidates.ts";
import type { Features } from "./feature.ts";
import { WEIGHTS } from "./weights.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Scored<R extends Range> {
  readonly candidate: R;
  /** The sum of the weighted features: how likely these very lines are the answer, on a logarithmic scale. */
  readonly score: number;
}

interface Vote<R extends Range> extends Scored<R> {
  /** How likely this range is the answer; those that vote together 1. */
  readonly share: number;
  /** The line F1 that it would have if the answer were drawn by those shares. */
  readonly expected: number;
}

export type Ranked = Vote<Candidate>;

/** How many of the highest scores vote; this and `CERTAINTY` were chosen by projects left out, where neighbours do as well. */
const VOTERS = 40;
/** How many are given back, the voters among them. */
const CONSIDERED = 80;
/** Scores are multiplied by this before they become shares: they are surer of themselves than they are right. */
const CERTAINTY = 0.5;

function scoreOf(features: Features): number {
  let sum = 0;
  for (const name in features) sum += (features[name] ?? 0) * (WEIGHTS[name] ?? 0);
  return sum;
}

/**
 * Best first. The best is not the range with the highest score but the one that overlaps most with all that may be
 * right, each counted by how likely it is (the choice of least expected loss): ranges that differ by a header or a
 * line support each other, and where it is unclear how far the answer reaches the middle is taken.
 */
export function rank(
  candidates: readonly Candidate[],
  features: (candidate: Candidate) => Features,
): Ranked[] {
  const scored = candidates
    .map((candidate) => ({ candidate, score: scoreOf(features(candidate)) }))
    .toSorted((a, b) => b.score - a.score || a.candidate.start - b.candidate.start);
  const ranked = vote(scored);
  const best = ranked[0];
  if (best) ranked[0] = { ...best, candidate: pointed(best.candidate, ranked) };
  return ranked;
}

/** The range with the named line, within it, that most of the vote points at. */
function pointed(range: Candidate, ranked: readonly Ranked[]): Candidate {
  const shares = new Map<number, { sum: number; most: Ranked }>();
  for (const each of ranked) {
    const { focus } = each.candidate;
    if (focus < range.start || focus > range.end) continue;
    const known = shares.get(focus);
    if (!known) shares.set(focus, { sum: each.share, most: each });
    else {
      known.sum += each.share;
      if (each.share > known.most.share) known.most = each;
    }
  }
  const by = [...shares.values()].toSorted((a, b) => b.sum - a.sum)[0]?.most.candidate;
  return by ? { ...by, start: range.start, end: range.end } : range;
}

/** Of ranges in the order of their scores the voters, by expected overlap, then a few more without a vote. */
export function vote<R extends Range>(scored: readonly Scored<R>[]): Vote<R>[] {
  const top = scored.slice(0, VOTERS);
  const best = top[0]?.score ?? 0;
  const raw = top.map(({ score }) => Math.exp(CERTAINTY * (score - best)));
  const all = raw.reduce((a, b) => a + b, 0);
  const rest = scored.slice(VOTERS, CONSIDERED).map(
    ({ candidate, score }): Vote<R> => ({
      candidate,
      score,
      share: Math.exp(CERTAINTY * (score - best)) / all,
      expected: 0,
    }),
  );
  const ranked = top.map(({ candidate, score }, at) => {
    let expected = 0;
    for (const [other, { candidate: range }] of top.entries())
      expected += ((raw[other] ?? 0) / all) * overlap(candidate, range);
    return { candidate, score, share: (raw[at] ?? 0) / all, expected };
  });
  return [...ranked.toSorted((a, b) => b.expected - a.expected || b.score - a.score), ...rest];
}

/** Line F1 of two ranges. */
function overlap(a: Range, b: Range): number {
  const both = Math.min(a.end, b.end) - Math.max(a.start, b.start) + 1;
  return both <= 0 ? 0 : (2 * both) / (a.end - a.start + b.end - b.start + 2);
}
