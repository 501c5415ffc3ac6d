import type { Cause, Verdict } from "../../domain/index.ts";

/** What speaks for a cause beside its quotes, and what against it. */
export interface Support {
  /** Quotes that stand in the stored evidence. */
  citations: number;
  /** Independent things that point the same way, as plain words. */
  grounds: readonly string[];
  /** What does not fit, as plain sentences. */
  contradictions: readonly string[];
  /** Nothing but the alert's own words is quoted: they tell what is seen, and not why. */
  symptomOnly?: boolean;
}

/** Grounds beside a quote that make a cause confirmed. */
const CONFIRMING_GROUNDS = 2;

/**
 * The verdict word of one cause, by rule and never by what a model says of itself:
 *
 * - `confirmed`: at least one quote stands in the evidence, at least two independent grounds point the same
 *   way (the lines are new against the green log; they name a test or a place in the code; the suspect change
 *   touches that place; a second piece of evidence says the same; the same failure was ended before), and
 *   nothing contradicts it.
 * - `likely`: at least one quote stands in the evidence, not only in what an alert says of itself, and nothing
 *   contradicts it.
 * - `inconclusive`: everything else.
 */
export function verdictOf(support: Support): Verdict {
  if (support.citations === 0 || support.contradictions.length > 0 || support.symptomOnly)
    return "inconclusive";
  return support.grounds.length >= CONFIRMING_GROUNDS ? "confirmed" : "likely";
}

/** 0 to 1: within the band of its verdict by what was stated and by how much speaks for it. */
export function confidenceOf(cause: Pick<Cause, "confidence">, verdict: Verdict, support: Support): number {
  const stated = cause.confidence;
  const more = support.grounds.length;
  switch (verdict) {
    case "confirmed":
      return round(Math.min(0.98, 0.85 + 0.03 * (more - CONFIRMING_GROUNDS) + 0.05 * stated));
    case "likely":
      return round(0.5 + 0.1 * Math.min(1, more) + 0.2 * stated);
    case "inconclusive":
      return round(0.1 + 0.2 * stated);
  }
}

const ORDER: Record<Verdict, number> = { confirmed: 0, likely: 1, inconclusive: 2 };

/** The better verdict first. */
export function byVerdict(a: Cause, b: Cause): number {
  return ORDER[a.verdict] - ORDER[b.verdict];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
