import { z } from "zod";
import { Citation, DataGap } from "./evidence.ts";
import { Category, FailedTest, Location } from "./failure.ts";

/** Computed by `verify`, never taken from a model. */
export const Verdict = z.enum(["confirmed", "likely", "inconclusive"]);
export type Verdict = z.infer<typeof Verdict>;

export const Cause = z.object({
  statement: z.string(),
  category: Category,
  verdict: Verdict,
  /** 0 to 1. */
  confidence: z.number(),
  citations: z.array(Citation),
  /** Who stated it. */
  origin: z.enum(["rules", "model"]),
});
export type Cause = z.infer<typeof Cause>;

/** The change that most likely brought the failure, or the finding that none did. */
export const SuspectChange = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  login: z.string().optional(),
  url: z.string().optional(),
  /** 0 to 1. */
  score: z.number(),
  /** Plain sentences: "touches src/cart.ts, which the failure names at line 12". */
  reasons: z.array(z.string()),
});
export type SuspectChange = z.infer<typeof SuspectChange>;

export const SuspectRanking = z.object({
  verdict: z.enum(["change", "no_code_cause", "unknown"]),
  /** Best first; empty when no changes were known. */
  ranking: z.array(SuspectChange),
});
export type SuspectRanking = z.infer<typeof SuspectRanking>;

/** A past incident like this one. */
export const SimilarIncident = z.object({
  incident: z.string(),
  title: z.string(),
  summary: z.string(),
  category: Category,
  openedAt: z.iso.datetime({ offset: true }),
  /** `signature` when the failure's signature is the same, else `meaning`. */
  match: z.enum(["signature", "meaning"]),
  /** 0 to 1. */
  score: z.number(),
  /** What ended it, when known. */
  resolution: z.string().optional(),
});
export type SimilarIncident = z.infer<typeof SimilarIncident>;

export const Diagnosis = z.object({
  category: Category,
  /** One sentence that names the thing that failed. */
  summary: z.string(),
  verdict: Verdict,
  /** Best first. */
  causes: z.array(Cause),
  suspects: SuspectRanking,
  failedTests: z.array(FailedTest),
  locations: z.array(Location),
  signature: z.string(),
  /** What was looked at and found not to be the cause. */
  ruledOut: z.array(z.string()),
  dataGaps: z.array(DataGap),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
