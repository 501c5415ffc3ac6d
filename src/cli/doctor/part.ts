/** What `inquest doctor` says of one part. */
export interface PartReport {
  name: string;
  /**
   * `ok`: it works. `off`: not configured, and nothing else suffers. `broken`: configured (or always needed)
   * and does not work.
   */
  state: "ok" | "off" | "broken";
  /** What was found, in one sentence or less. */
  message: string;
  /** The exact next step, when there is one. */
  next?: string;
}

export type Check = (signal: AbortSignal) => Promise<Omit<PartReport, "name">>;

/** Longest that one part may take to answer. */
export const partMs = 10_000;
