import { defaultHostLimits, type HostLimits } from "../host-limits.ts";

export interface GitHubLimits extends HostLimits {
  /** Most bytes of a zip of a run's logs. */
  zipBytes: number;
  /** Most jobs read of one run. */
  jobs: number;
  /** Most annotations of one answer. */
  annotations: number;
}

export const defaultLimits: Readonly<GitHubLimits> = {
  ...defaultHostLimits,
  zipBytes: 256 * 1024 * 1024,
  jobs: 500,
  annotations: 200,
};
