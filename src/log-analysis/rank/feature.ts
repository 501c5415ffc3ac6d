import type { Hit } from "../scan/hit-store.ts";

/** What the ranker sees of a candidate: names and values. Absent names are 0. */
export type Features = Record<string, number>;

/** Kinds that stand for each other where their features are few. */
export function group(kind: string): string {
  if (kind === "shell" || kind === "infra") return "error";
  if (kind === "none" || kind === "cascade") return "none";
  return kind;
}

/** How many hits stand before a line; hits are in order. */
function below(hits: readonly Hit[], line: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many hits stand from one line to another, both counted. */
export function countIn(hits: readonly Hit[], start: number, end: number): number {
  return Math.max(0, below(hits, end + 1) - below(hits, start));
}
