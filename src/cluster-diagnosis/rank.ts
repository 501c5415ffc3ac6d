import type { Facts } from "./facts/facts.ts";
import type { Finding } from "./rules/finding.ts";

/** A finding with how much it counts, alike ones joined. */
export interface RankedFinding extends Finding {
  score: number;
}

/** Deepest cause first; what only a list mentions in passing comes after what the evidence is about. */
export function rankFindings(facts: Facts, findings: readonly Finding[]): RankedFinding[] {
  const joined = new Map<string, RankedFinding>();
  for (const finding of findings) {
    const key = `${finding.category}\n${finding.about.name}`;
    const score = finding.depth + focus(facts, finding);
    const known = joined.get(key);
    if (!known) {
      joined.set(key, { ...finding, places: [...finding.places], score });
      continue;
    }
    const best = score > known.score ? finding : known;
    const other = best === finding ? known : finding;
    const merged = { ...best, places: [...best.places], score: Math.max(score, known.score) };
    for (const place of other.places) {
      const twin = merged.places.some(
        (one) => one.source === place.source && one.start <= place.end && one.end >= place.start,
      );
      if (!twin && merged.places.length < 8) merged.places.push(place);
    }
    joined.set(key, merged);
  }
  return [...joined.values()].toSorted((a, b) => b.score - a.score);
}

function focus(facts: Facts, finding: Finding): number {
  const { name } = finding.about;
  const meant = [...facts.subjects].some(
    (subject) => name === subject || name.startsWith(`${subject}-`) || subject.startsWith(`${name}-`),
  );
  return (meant ? 3 : 0) - (finding.aside ? 20 : 0);
}
