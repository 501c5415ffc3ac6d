import type { DataGap } from "../../domain/index.ts";
import type { GitLabClient } from "./client.ts";
import type { GitLabLimits } from "./limits.ts";

/** What every part of one answer needs: the calls, the bounds, and where to note what is missing. */
export interface Scene {
  /** The project's number where it is known, else its path: GitLab takes either. */
  project: number | string;
  /** `group/subgroup/name`, for readers. */
  path: string;
  client: GitLabClient;
  limits: GitLabLimits;
  signal: AbortSignal;
  gaps: DataGap[];
}
