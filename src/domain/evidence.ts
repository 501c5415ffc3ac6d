import { z } from "zod";

/**
 * A wish for evidence: by triage, by a rule, or by a model. The model's tools are exactly these.
 * What each kind's `target` means is written at the collector that answers it.
 */
export const EvidenceKind = z.enum([
  /** The failed run itself: jobs, steps, attempts, conclusion. Structured. */
  "run",
  /** The log of the failed jobs. */
  "failed_log",
  /** The log of the last green run of the same job. */
  "green_log",
  /** Annotations that the run left. */
  "annotations",
  /** Commits between the last green run and the failed one. Structured (`ChangeSet`). */
  "changes",
  /** The diff of one change (`target` = commit, or empty for the whole range). */
  "diff",
  /** The pull request that the run belongs to. */
  "pull_request",
  /** Files of a folder given as evidence. */
  "files",
  /** JUnit XML, TAP or SARIF that the run left. */
  "test_report",
  /** The workload and what belongs to it: owners, pods, nodes, references, as YAML without secret values. */
  "objects",
  /** The cluster's events about them. */
  "events",
  /** Logs of the running containers (`target` = pod/container, or empty for those of the workload). */
  "container_log",
  /** Logs of the containers that ended before the running ones. */
  "previous_log",
  /** Time series around the failure, and the change points in them. Structured. */
  "metrics",
]);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

export const EvidenceRequest = z.object({
  kind: EvidenceKind,
  /** Narrows the wish: a commit, a job's name, a file. Empty means all. */
  target: z.string().default(""),
  /** Number of the incident's signal that it is about. Missing: the first one that a source can answer for. */
  signal: z.number().int().optional(),
  /** Why it is wanted, for the report's steps. */
  reason: z.string(),
  askedBy: z.enum(["triage", "rules", "model"]),
});
export type EvidenceRequest = z.infer<typeof EvidenceRequest>;

/** One change that may be to blame. `id` is a commit's sha, or `uncommitted`. */
export const Change = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  /** The author's login at the host, where known. */
  login: z.string().optional(),
  committedAt: z.iso.datetime({ offset: true }).optional(),
  url: z.string().optional(),
  files: z.array(
    z.object({
      path: z.string(),
      added: z.number().int(),
      deleted: z.number().int(),
      /** Unified diff of this file, bounded by the collector. */
      patch: z.string().optional(),
    }),
  ),
});
export type Change = z.infer<typeof Change>;

/** The changes between the last green state and the failed one, newest first. */
export const ChangeSet = z.object({
  base: z.string().optional(),
  head: z.string().optional(),
  changes: z.array(Change),
  /** True when the host had more than was taken. */
  truncated: z.boolean().default(false),
});
export type ChangeSet = z.infer<typeof ChangeSet>;

/** What was stored of one piece of evidence; the text itself stays in the evidence store. */
export const Evidence = z.object({
  /** `E1`, `E2`… within its incident. */
  id: z.string().regex(/^E\d+$/),
  kind: EvidenceKind,
  title: z.string(),
  collector: z.string(),
  /** Where a person can see the original. */
  url: z.string().optional(),
  /** Of the stored (redacted, bounded) text. */
  bytes: z.number().int(),
  lines: z.number().int(),
  sha256: z.string(),
  /** True when the source was larger than the limit; the text then holds a line that says what was left out. */
  truncated: z.boolean(),
  /** Count of redacted secrets by rule. */
  redactions: z.record(z.string(), z.number().int()),
  /** Which round of the loop brought it, from 1. */
  round: z.number().int(),
  collectedAt: z.iso.datetime({ offset: true }),
});
export type Evidence = z.infer<typeof Evidence>;

/** Something that could not be had. It is never evidence and never ends a run. */
export const DataGap = z.object({
  /** What is missing, as a reader would say it. */
  missing: z.string(),
  /** Stable code: `permission_missing`, `not_found`, `log_expired`, `rate_limited`, `timeout`, `too_large`, `unreachable`, `redaction_failed`, `not_configured`, `limit_reached`, `model_failed`… */
  code: z.string(),
  /** What to do about it, naming the permission or the wait. */
  remedy: z.string(),
});
export type DataGap = z.infer<typeof DataGap>;

/**
 * A quote that code can check: line by line, it stands in these lines of the stored evidence. Colour codes and
 * the timestamp that a CI system put before a line are left out of it; nothing else is.
 */
export const Citation = z.object({
  evidence: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  quote: z.string(),
});
export type Citation = z.infer<typeof Citation>;
