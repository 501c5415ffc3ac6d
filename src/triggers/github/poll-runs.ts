import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { conditionalGet, pauseBefore, RateLimited } from "../conditional-get.ts";
import { type Look, type PollSource, positionAfter, startOf } from "../poll-source.ts";
import { readWorkflowRun } from "./events.ts";
import { WorkflowRunPayload } from "./payloads.ts";

export interface GitHubPollOptions {
  owner: string;
  repo: string;
  /** `https://api.github.com` unless this is GitHub Enterprise. */
  apiUrl?: string;
  /** Value of the Authorization header, asked for before every look; none for a public repository. */
  authorization?: (signal: AbortSignal) => Promise<string>;
  now?: () => Date;
}

/** Only what decides whether the run is news; the rest is read as its webhook's payload is. */
const Listed = z.looseObject({
  id: z.number().int(),
  run_attempt: z.number().int().nullish(),
  status: z.string().nullish(),
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
  repository: z.unknown(),
});
type Listed = z.infer<typeof Listed>;

const Runs = z.object({ workflow_runs: z.array(Listed) });

const perPage = 100;
const mostPages = 10;
/** A run that was created this long before the last look may still have ended after it. */
const longestRun = 24 * 3_600_000;

/** GitHub Actions' runs of one repository, as `workflow_run` webhooks would tell of them. */
export function createGitHubPollSource(options: GitHubPollOptions): PollSource {
  const { owner, repo, authorization, now = () => new Date() } = options;
  const apiUrl = (options.apiUrl ?? "https://api.github.com").replace(/\/+$/, "");
  const list = `${apiUrl}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/actions/runs`;
  const server = {
    name: "GitHub",
    address: "GITHUB_API_URL",
    token: "GITHUB_TOKEN",
    scope: "actions: read",
  };
  return {
    name: `github ${owner}/${repo}`,
    source: "github",
    async look(position, { signal }) {
      const before = startOf(position, now());
      const started = now();
      const signedIn = await authorization?.(signal);
      const page = async (number: number, etag: string | undefined) =>
        conditionalGet(`${list}?exclude_pull_requests=true&per_page=${perPage}&page=${number}`, {
          headers: {
            accept: "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
            ...(signedIn ? { authorization: signedIn } : {}),
          },
          etag,
          what: `the runs of ${owner}/${repo}`,
          server,
          signal,
        });
      try {
        const first = await page(1, before.etag);
        const waitSeconds = pauseBefore(first.headers);
        const wait = waitSeconds === undefined ? {} : { waitSeconds };
        if (!first.changed) return { news: [], position: before, ...wait };
        const runs = readPage(first.body);
        for (let number = 2, last = runs.at(-1); number <= mostPages && last; number += 1) {
          const reach = Date.parse(before.since) - longestRun;
          if (runs.length < (number - 1) * perPage || Date.parse(last.created_at) < reach) break;
          const more = readPage((await page(number, undefined)).body);
          runs.push(...more);
          last = more.at(-1);
        }
        const { news, told } = newsOf(runs, before);
        const position = positionAfter(before, started, { etag: first.etag, told });
        return { news, position, ...wait };
      } catch (cause) {
        if (cause instanceof RateLimited) return { news: [], position: before, waitSeconds: cause.seconds };
        throw cause;
      }
    },
  };
}

function readPage(body: unknown): Listed[] {
  const read = Runs.safeParse(body);
  if (read.success) return read.data.workflow_runs;
  throw new InquestError(
    "malformed_answer",
    "The list of runs is not what GitHub documents.",
    "Check GITHUB_API_URL, and whether a proxy answers in GitHub's place.",
    { cause: read.error },
  );
}

function newsOf(
  runs: Listed[],
  before: { since: string; told: string[] },
): Pick<Look, "news"> & { told: string[] } {
  const told = new Set(before.told);
  const news: Look["news"] = [];
  const since = Date.parse(before.since);
  const ended = runs
    .filter((run) => run.status === "completed" && Date.parse(run.updated_at) >= since)
    .toSorted((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at));
  for (const run of ended) {
    const key = `${run.id}:${run.run_attempt ?? 1}`;
    if (told.has(key)) continue;
    told.add(key);
    const payload = WorkflowRunPayload.safeParse({ workflow_run: run, repository: run.repository });
    // One strange run must not keep the others from being told.
    if (!payload.success) continue;
    const reading = readWorkflowRun(payload.data);
    if ("event" in reading && reading.deliveryId) {
      news.push({ deliveryId: reading.deliveryId, event: reading.event });
    }
  }
  return { news, told: [...told] };
}
