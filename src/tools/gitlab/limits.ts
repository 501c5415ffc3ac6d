import { defaultHostLimits, type HostLimits } from "../host-limits.ts";

export interface GitLabLimits extends HostLimits {
  /** Most pages, of 100 each, of one list. */
  pages: number;
  /** Most failed tests of one report. */
  tests: number;
}

export const defaultLimits: Readonly<GitLabLimits> = { ...defaultHostLimits, pages: 5, tests: 200 };
