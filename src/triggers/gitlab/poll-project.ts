import { createFeedSource } from "../poll-feeds.ts";
import type { PollSource } from "../poll-source.ts";
import { deploymentsFeed } from "./poll-deployments.ts";
import { jobsFeed } from "./poll-jobs.ts";
import { pipelinesFeed } from "./poll-pipelines.ts";
import { createPolledProject } from "./polled-project.ts";

export interface GitLabPollOptions {
  /** `group/subgroup/name`. */
  project: string;
  /** `https://gitlab.com` unless it is another. */
  url?: string;
  /** With `read_api`; none for a public project. */
  token?: string;
  now?: () => Date;
}

/** One project of GitLab's, as its webhooks would tell of it: pipelines, failed jobs, deployments. */
export function createGitLabPollSource(options: GitLabPollOptions): PollSource {
  const { project, token, now = () => new Date() } = options;
  const web = (options.url ?? "https://gitlab.com").replace(/\/+$/, "");
  const polled = createPolledProject(project);
  return createFeedSource({
    name: `gitlab ${project}`,
    source: "gitlab",
    host: { name: "GitLab", base: `${web}/api/v4/projects`, address: "GITLAB_URL", token: "GITLAB_TOKEN" },
    headers: async (): Promise<Record<string, string>> => (token ? { "private-token": token } : {}),
    // Deployments say where their jobs deploy to.
    feeds: [pipelinesFeed(polled), deploymentsFeed(polled), jobsFeed(polled)],
    now,
  });
}
