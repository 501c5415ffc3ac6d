import type { EvidenceRequest, Subject, SuspectRanking } from "../../domain/index.ts";
import type { Collector } from "../../tools/collector.ts";
import { requestKey } from "../investigation.ts";

export interface WhatIsKnown {
  /** Of every signal that is investigated. */
  subjects: readonly Subject[];
  collectors: readonly Collector[];
  asked: readonly string[];
  /** Whether any log of the failure could be read. */
  hasLog: boolean;
  suspects: SuspectRanking;
}

/**
 * What the rules want to see next, in the same words that a model asks in: the last green run's log, to tell
 * what is new; the diff of the suspect change, to check the suspicion and to quote it; the annotations when there is no log.
 * Only what a collector can answer and nobody asked before.
 */
export function wishesOfRules(known: WhatIsKnown): EvidenceRequest[] {
  const wishes: EvidenceRequest[] = [];
  const want = (kind: EvidenceRequest["kind"], target: string, reason: string) => {
    wishes.push({ kind, target, reason, askedBy: "rules" });
  };
  if (known.hasLog) want("green_log", "", "to tell what is new in the failed log");
  else want("annotations", "", "because no log of the failure could be read");
  const suspect = known.suspects.verdict === "change" ? known.suspects.ranking[0] : undefined;
  // One diff is enough: when the ranking turns, the changes' own patches tell the rest.
  const hasDiff = known.asked.some((key) => key.startsWith("diff:"));
  if (suspect !== undefined && !hasDiff) want("diff", suspect.id, `to see what “${suspect.title}” changed`);
  return wishes.filter((wish) => canBeAsked(known, wish));
}

/** Whether this wish is new and somebody can answer it. */
export function canBeAsked(
  known: Pick<WhatIsKnown, "asked" | "collectors" | "subjects">,
  wish: EvidenceRequest,
): boolean {
  return !known.asked.includes(requestKey(wish)) && isAnswered(known, wish);
}

/** Whether a source answers this for the subject of any signal. */
export function isAnswered(
  known: Pick<WhatIsKnown, "collectors" | "subjects">,
  wish: EvidenceRequest,
): boolean {
  return known.subjects.some((subject) =>
    known.collectors.some((collector) => collector.answers(subject, wish)),
  );
}
