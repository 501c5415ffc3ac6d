import type { Candidate } from "../extents/candidates.ts";
import type { Features } from "./features.ts";
import { WEIGHTS } from "./weights.ts";

export interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
}

export function scoreOf(features: Features): number {
  let sum = 0;
  for (const name in features) sum += (features[name] ?? 0) * (WEIGHTS[name] ?? 0);
  return sum;
}

/** Best first. */
export function rank(
  candidates: readonly Candidate[],
  features: (candidate: Candidate) => Features,
): Ranked[] {
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf(features(candidate)) }))
    .toSorted((a, b) => b.score - a.score || a.candidate.start - b.candidate.start);
}
