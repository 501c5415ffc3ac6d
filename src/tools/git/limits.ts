/** Bounds on what one request for evidence may cost. */
export interface GitLimits {
  /** Most commits listed. */
  commits: number;
  /** Most bytes of one git command's output. */
  outputBytes: number;
  /** Most bytes of one file's patch, and of all patches of one answer. */
  patchBytes: number;
  diffBytes: number;
  /** Most new files that git does not know yet. */
  untracked: number;
  /** Most milliseconds for one git command. */
  commandMs: number;
  /** Most bytes kept of a captured log; its head and tail. */
  logBytes: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: Readonly<GitLimits> = {
  commits: 30,
  outputBytes: 16 * MiB,
  patchBytes: 64 * 1024,
  diffBytes: 4 * MiB,
  untracked: 200,
  commandMs: 20_000,
  logBytes: 64 * MiB,
};
