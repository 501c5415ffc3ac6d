import { z } from "zod";
import { Diagnosis, SimilarIncident } from "./diagnosis.ts";
import { FailureEvent } from "./event.ts";
import { Citation, Evidence } from "./evidence.ts";

export const TimelineEntry = z.object({
  at: z.iso.datetime({ offset: true }),
  what: z.string(),
  url: z.string().optional(),
  /** Proof in the stored evidence, where there is one. */
  citation: Citation.optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** The one structure that Markdown, HTML, JSON, Slack and mail are rendered from. */
export const PostMortem = z.object({
  incident: z.string(),
  /** Grows with every rewrite of this incident's post-mortem, from 1. */
  version: z.number().int(),
  title: z.string(),
  event: FailureEvent,
  status: z.enum(["open", "resolved"]),
  impact: z.string(),
  diagnosis: Diagnosis,
  timeline: z.array(TimelineEntry),
  contributingFactors: z.array(z.string()),
  similar: z.array(SimilarIncident),
  actionItems: z.array(z.string()),
  evidence: z.array(Evidence),
  /** True when a limit ended the investigation early; the report then says so. */
  partial: z.boolean(),
  /** Path or address of the page of this incident. */
  url: z.string().optional(),
  writtenAt: z.iso.datetime({ offset: true }),
  resolvedAt: z.iso.datetime({ offset: true }).optional(),
  resolution: z.string().optional(),
  /** Set when the incident was merged: where it goes on, and why. */
  mergedInto: z.object({ incident: z.string(), reason: z.string() }).optional(),
});
export type PostMortem = z.infer<typeof PostMortem>;
