import type { DataGap } from "../../domain/index.ts";
import type { GitHubClient, Repository } from "./client.ts";
import type { GitHubLimits } from "./limits.ts";

/** What every part of one answer needs: the calls, the bounds, and where to note what is missing. */
export interface Scene extends Repository {
  client: GitHubClient;
  limits: GitHubLimits;
  /** Host of GitHub's pages, as it stands in the addresses that payloads carry. */
  webHost: string;
  signal: AbortSignal;
  gaps: DataGap[];
}

/**
 * The host of the pages that belongs to an API address: `https://api.github.com` → `github.com`,
 * `https://api.octo.ghe.com` → `octo.ghe.com`, `https://git.example/api/v3` → `git.example`.
 */
export function webHostOf(apiUrl: string): string {
  return new URL(apiUrl).host.replace(/^api\./, "");
}

export interface RunReference {
  runId: number;
  /** Undefined when the address does not say: then the latest. */
  attempt: number | undefined;
}

/** The Actions run of this repository that an address names, when it is one at the configured host. */
export function runInAddress(
  address: string | null | undefined,
  scene: Pick<Scene, "webHost" | "owner" | "repo">,
): RunReference | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  if (host !== scene.webHost) return undefined;
  const match = /^\/([^/]+)\/([^/]+)\/actions\/runs\/(\d{1,15})(?:\/attempts\/(\d{1,5}))?(?:\/|$)/.exec(
    pathname,
  );
  if (match?.[1]?.toLowerCase() !== scene.owner.toLowerCase()) return undefined;
  if (match[2]?.toLowerCase() !== scene.repo.toLowerCase()) return undefined;
  return { runId: Number(match[3]), attempt: match[4] ? Number(match[4]) : undefined };
}
