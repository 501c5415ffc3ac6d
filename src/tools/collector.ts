import type { DataGap, EvidenceKind, EvidenceRequest, Subject } from "../domain/index.ts";

/** One piece of evidence as a collector hands it over: raw, not yet redacted, not yet stored. */
export interface CollectedEvidence {
  kind: EvidenceKind;
  /** Unique within one answer: "Log of job build (step Run tests)". */
  title: string;
  /** Where a person can see the original; never with credentials. */
  url?: string;
  /** UTF-8 text, or its bytes in chunks of any size, read at most once. Bounded by the collector. */
  content: string | AsyncIterable<Uint8Array>;
  /** The same in structured form where the kind has one (`changes`: `ChangeSet`). Plain JSON. */
  data?: unknown;
  /** True when the collector left something out for size. */
  truncated?: boolean;
}

export interface Collected {
  evidence: CollectedEvidence[];
  gaps: DataGap[];
}

/**
 * Fetches evidence from one kind of source, read-only. What cannot be had (permission, 404, expiry, rate
 * limit) is a gap in the answer; only a programming error or an abort rejects.
 */
export interface Collector {
  /** The folder's name: `github`, `git`, `folder`. */
  readonly name: string;
  /** Whether this collector can answer this kind of request for this subject. */
  answers(subject: Subject, request: EvidenceRequest): boolean;
  collect(subject: Subject, request: EvidenceRequest, options: CollectOptions): Promise<Collected>;
}

export interface CollectOptions {
  signal: AbortSignal;
  /** When what the subject names failed, ISO 8601; for what is looked up around that time. Missing: just now. */
  at?: string;
}
