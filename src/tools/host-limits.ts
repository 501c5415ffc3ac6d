/** Bounds on what one request for evidence from a code host may cost. Bytes, milliseconds and counts. */
export interface HostLimits {
  /** Most bytes kept of one log; its head and tail. */
  logBytes: number;
  /** Most bytes kept of all logs of one answer together. */
  answerBytes: number;
  /** Most bytes read of one log, kept or not. */
  readBytes: number;
  /** Most bytes of one JSON answer. */
  jsonBytes: number;
  /** Most logs of one answer. */
  logs: number;
  /** Most commits between two states. */
  commits: number;
  /** Most commits of them whose files are fetched one by one. */
  commitDetails: number;
  /** Most bytes of one file's patch, and of all patches of one answer. */
  patchBytes: number;
  diffBytes: number;
  /** Most milliseconds until an answer begins, and between two pieces of it. */
  answerMs: number;
  /** Most milliseconds for one call with its retries. */
  callMs: number;
  /** Longest wait that a rate limit may ask for before it becomes a data gap. */
  waitMs: number;
  /** Retries after a 5xx or a broken connection, and the unit of the wait between them. */
  retries: number;
  retryMs: number;
}

const MiB = 1024 * 1024;

export const defaultHostLimits: Readonly<HostLimits> = {
  logBytes: 64 * MiB,
  answerBytes: 128 * MiB,
  readBytes: 1024 * MiB,
  jsonBytes: 32 * MiB,
  logs: 20,
  commits: 250,
  commitDetails: 40,
  patchBytes: 64 * 1024,
  diffBytes: 4 * MiB,
  answerMs: 20_000,
  callMs: 60_000,
  waitMs: 20_000,
  retries: 2,
  retryMs: 500,
};
