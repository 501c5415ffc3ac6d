import { setTimeout as sleep } from "node:timers/promises";
import type { Commits, Jobs, MergeRequests, Pipelines, Projects, Repositories } from "@gitbeaker/rest";
import type { Logger } from "pino";
import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { createBoundedFetch } from "../bounded-fetch.ts";
import { GitLabAnswer, secondsToWait, unavailable } from "./gaps.ts";
import type { GitLabLimits } from "./limits.ts";

/** Gitbeaker's resources that are used: what each call is named and where it goes. */
export interface GitLabApi {
  pipelines: Pipelines;
  jobs: Jobs;
  commits: Commits;
  repositories: Repositories;
  mergeRequests: MergeRequests;
  projects: Projects;
}

/** Read-only calls. What cannot be had rejects with an `InquestError`. */
export interface GitLabClient {
  /** Makes one of gitbeaker's calls and reads the answer by `schema`; `what` names it for a reader. */
  get<T>(call: (api: GitLabApi) => Promise<unknown>, schema: z.ZodType<T>, what: string): Promise<T>;
  /** A file below `/api/v4/`, as a stream; its bytes can be read once. */
  download(path: string, what: string): Promise<AsyncIterable<Uint8Array>>;
}

type RequesterFactory = NonNullable<ConstructorParameters<typeof Pipelines>[0]["requesterFn"]>;

const Problem = z.object({ error: z.string().optional().catch(undefined) });

/**
 * Calls to one GitLab. Gitbeaker names, encodes and pages them; the requests themselves are ours, since its
 * own would read an answer of any size, follow redirects, and wait ten retries without heeding an abort.
 */
export function createGitLabClients(options: {
  url: string;
  token?: string;
  limits: GitLabLimits;
  logger?: Logger;
}): { of(project: string, signal: AbortSignal): GitLabClient } {
  const { url, token, limits, logger } = options;
  const bounds = {
    apiUrl: url,
    answerMs: limits.answerMs,
    bytes: limits.jsonBytes,
    server: { name: "GitLab", variable: "GITLAB_URL" },
  };
  const fetchJson = createBoundedFetch({ ...bounds, elsewhere: false, stream: false });
  const fetchFile = createBoundedFetch({ ...bounds, elsewhere: true, stream: true });

  const headers = { "user-agent": "inquest", ...(token ? { "private-token": token } : {}) };

  /** One address, tried again while that may help. */
  async function send(
    path: string,
    fetcher: typeof fetch,
    deadline: AbortSignal,
    bodySignal: AbortSignal,
  ): Promise<Response> {
    for (let tried = 0; ; tried += 1) {
      deadline.throwIfAborted();
      const last = tried >= limits.retries;
      let wait = limits.retryMs * 2 ** tried;
      try {
        const answer = await fetcher(`${url}/api/v4/${path}`, { headers, signal: bodySignal });
        if (answer.ok) return answer;
        const said = Problem.safeParse(await answer.json().catch(() => undefined)).data?.error;
        const refusal = new GitLabAnswer(answer.status, answer.headers, said);
        if (answer.status === 429) {
          wait = secondsToWait(answer.headers) * 1000;
          logger?.warn({ seconds: wait / 1000, waits: !last && wait <= limits.waitMs }, "gitlab rate limit");
          if (wait > limits.waitMs) throw refusal;
        } else if (answer.status < 500) throw refusal;
        if (last) throw refusal;
      } catch (cause) {
        deadline.throwIfAborted();
        const final = cause instanceof InquestError || (cause instanceof GitLabAnswer && cause.status < 500);
        if (last || final) throw cause;
      }
      await sleep(wait, undefined, { signal: deadline });
    }
  }

  return {
    of(project, signal) {
      const standing = { signedIn: token !== undefined, project };
      const bounded = async <T>(what: string, work: (deadline: AbortSignal) => Promise<T>): Promise<T> => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]);
        try {
          return await work(deadline);
        } catch (cause) {
          signal.throwIfAborted();
          throw unavailable(deadline.aborted ? deadline.reason : cause, what, standing);
        }
      };
      return {
        get: (call, schema, what) =>
          bounded(what, async (deadline) => {
            const api = await resources(url, async (path) => send(path, fetchJson, deadline, deadline));
            return schema.parse(await call(api));
          }),
        download: (path, what) =>
          bounded(what, async (deadline) => {
            // A download outlives its call: only the caller's signal may end it.
            const answer = await send(path, fetchFile, deadline, signal);
            return answer.body ?? (async function* () {})();
          }),
      };
    },
  };
}

async function resources(host: string, send: (path: string) => Promise<Response>): Promise<GitLabApi> {
  const { Commits, Jobs, MergeRequests, Pipelines, Projects, Repositories } = await import("@gitbeaker/rest");
  const refuse = async (): Promise<never> => {
    throw new Error("Inquest reads only");
  };
  const requesterFn: RequesterFactory = () => ({
    get: async (endpoint, query) => {
      const answer = await send(`${endpoint}${queryOf(query?.searchParams)}`);
      return {
        body: JSON.parse(await answer.text()),
        headers: Object.fromEntries(answer.headers),
        status: answer.status,
      };
    },
    post: refuse,
    put: refuse,
    patch: refuse,
    delete: refuse,
  });
  const settings = { host, requesterFn, queryTimeout: null };
  return {
    pipelines: new Pipelines(settings),
    jobs: new Jobs(settings),
    commits: new Commits(settings),
    repositories: new Repositories(settings),
    mergeRequests: new MergeRequests(settings),
    projects: new Projects(settings),
  };
}

/** GitLab's names have underscores where gitbeaker's have capitals. */
function queryOf(parameters: Record<string, unknown> | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue;
    query.set(
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      String(value),
    );
  }
  return query.size > 0 ? `?${query.toString()}` : "";
}
