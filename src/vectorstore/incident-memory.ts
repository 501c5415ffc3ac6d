import type { Category, SimilarIncident } from "../domain/index.ts";

/** What memory keeps of an incident. `text` is redacted and masked: summary and cause lines. */
export interface MemoryEntry {
  incident: string;
  title: string;
  summary: string;
  category: Category;
  signature: string;
  text: string;
  /** `owner/name`, or empty. */
  repository: string;
  /** ISO 8601. */
  openedAt: string;
  resolution?: string;
}

export interface MemoryQuery {
  text: string;
  signature: string;
  /** The incident that asks; never in its own answer. */
  exclude?: string;
  limit: number;
}

/** Past incidents, found again by signature and by meaning. */
export interface IncidentMemory {
  /** Writes or replaces the entry of this incident. */
  remember(entry: MemoryEntry, options: { signal: AbortSignal }): Promise<void>;
  /** Best first: same signature before alike in meaning; nothing below the floor of likeness. */
  recall(query: MemoryQuery, options: { signal: AbortSignal }): Promise<SimilarIncident[]>;
  /** Records what ended an incident; does nothing when it is not remembered. */
  resolve(incident: string, resolution: string, options: { signal: AbortSignal }): Promise<void>;
}
