import { createFeedSource } from "../poll-feeds.ts";
import type { PollSource } from "../poll-source.ts";
import { checksFeed } from "./poll-checks.ts";
import { deploymentsFeed } from "./poll-deployments.ts";
import { runsFeed } from "./poll-runs.ts";

export interface GitHubPollOptions {
  owner: string;
  repo: string;
  /** `https://api.github.com` unless this is GitHub Enterprise. */
  apiUrl?: string;
  /** Value of the Authorization header, asked for before every look; none for a public repository. */
  authorization?: (signal: AbortSignal) => Promise<string>;
  now?: () => Date;
}

/**
 * One repository of GitHub's, as its webhooks would tell of it: runs, other apps' checks, deployments. Without
 * authorization only runs: the sixty calls an hour that GitHub then grants do not reach further, and what did
 * not change counts among them.
 */
export function createGitHubPollSource(options: GitHubPollOptions): PollSource {
  const { owner, repo, authorization, now = () => new Date() } = options;
  const base = (options.apiUrl ?? "https://api.github.com").replace(/\/+$/, "");
  const path = `repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
  const feeds = [runsFeed, ...(authorization ? [deploymentsFeed, checksFeed] : [])];
  return createFeedSource({
    name: `github ${owner}/${repo}`,
    source: "github",
    host: { name: "GitHub", base: `${base}/${path}`, address: "GITHUB_API_URL", token: "GITHUB_TOKEN" },
    async headers(signal) {
      const signedIn = await authorization?.(signal);
      return {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        ...(signedIn ? { authorization: signedIn } : {}),
      };
    },
    feeds: feeds.map((feed) => feed(`${owner}/${repo}`)),
    now,
  });
}
