import type { Facts } from "./facts/facts.ts";
import type { Finding } from "./rules/finding.ts";

/** A finding with how much it counts, alike ones joined. */
export interface RankedFinding extends Finding {
  score: number;
}

const MAX_PLACES = 8;
/** What follows from nearly any cause: said only where no cause is known. */
export const SYMPTOMS = new Set([
  "crash",
  "back-off",
  "not-ready",
  "row",
  "row-not-ready",
  "workload-unavailable",
  "progress-deadline",
  "job-backoff",
  "job-failed",
]);
const CLEAR_CAUSE = 60;

/** Deepest cause first; what only a list mentions in passing comes after what the evidence is about. */
export function rankFindings(facts: Facts, findings: readonly Finding[]): RankedFinding[] {
  const joined: RankedFinding[] = [];
  const known = new Map<string, RankedFinding>();
  const scored = findings.map((finding) => ({ ...finding, score: finding.depth + focus(facts, finding) }));
  scored.sort((a, b) => b.score - a.score);
  for (const finding of scored) {
    const keys = [finding.about.name, finding.named].filter((key) => key.length > 2);
    const twin = keys.map((key) => known.get(`${finding.category}\n${key}`)).find((one) => one !== undefined);
    const kept = twin ?? { ...finding, places: [...finding.places] };
    if (twin) addPlaces(twin, finding);
    else joined.push(kept);
    for (const key of keys)
      if (!known.has(`${finding.category}\n${key}`)) known.set(`${finding.category}\n${key}`, kept);
  }
  const best = joined[0];
  const clear = best !== undefined && best.score >= CLEAR_CAUSE && !SYMPTOMS.has(best.rule);
  return clear
    ? joined.filter((finding) => !SYMPTOMS.has(finding.rule) && (!finding.over || best.over))
    : joined;
}

function addPlaces(into: RankedFinding, from: Finding): void {
  for (const place of from.places) {
    const there = into.places.some(
      (one) => one.source === place.source && one.start <= place.end && one.end >= place.start,
    );
    if (!there && into.places.length < MAX_PLACES) into.places.push(place);
  }
}

function focus(facts: Facts, { about, aside }: Finding): number {
  const { name } = about;
  const meant = [...facts.subjects].some(
    (subject) => name === subject || name.startsWith(`${subject}-`) || subject.startsWith(`${name}-`),
  );
  return (meant ? 3 : 0) - (aside ? 20 : 0);
}
