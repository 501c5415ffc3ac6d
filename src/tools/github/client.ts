import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import type { Logger } from "pino";
import { z } from "zod";
import { createBoundedFetch } from "../bounded-fetch.ts";
import { type Need, unavailable } from "./gaps.ts";
import type { GitHubLimits } from "./limits.ts";

/** How Inquest signs in at GitHub: a token, a GitHub App, or not at all (public repositories only). */
export type GitHubAuth =
  | { token: string }
  | { appId: number | string; privateKey: string; installationId?: number }
  | "none";

export interface Repository {
  owner: string;
  repo: string;
}

export type Parameters = Record<string, string | number | boolean | undefined>;

/** Read-only calls to one repository's part of the API. What cannot be had rejects with an `InquestError`. */
export interface GitHubClient {
  /** Calls `GET path` (octokit's template, after `/repos/{owner}/{repo}`) and reads the answer by `schema`. */
  get<T>(path: string, parameters: Parameters, schema: z.ZodType<T>, need: Need): Promise<T>;
  /** The same for a file, which may lie at another host. Its bytes can be read once. */
  download(path: string, parameters: Parameters, need: Need): Promise<AsyncIterable<Uint8Array>>;
}

export interface GitHubClients {
  of(repository: Repository, signal: AbortSignal): GitHubClient;
}

const Limited = Octokit.plugin(throttling, retry);

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let instances = 0;

/** One set of connections, rate limits and installation tokens for one GitHub. */
export function createGitHubClients(options: {
  auth: GitHubAuth;
  apiUrl: string;
  limits: GitHubLimits;
  logger?: Logger;
}): GitHubClients {
  const { auth, apiUrl, limits, logger } = options;
  const server = { name: "GitHub", variable: "GITHUB_API_URL" };
  const bounds = { apiUrl, answerMs: limits.answerMs, server };
  const fetchJson = createBoundedFetch({
    ...bounds,
    bytes: limits.jsonBytes,
    elsewhere: false,
    stream: false,
  });
  const fetchFile = createBoundedFetch({
    ...bounds,
    bytes: limits.jsonBytes,
    elsewhere: true,
    stream: true,
  });
  instances += 1;
  const wait = (seconds: number, call: { url?: string }, _octokit: unknown, retries: number) => {
    const waits = seconds * 1000 <= limits.waitMs && retries < 2;
    logger?.warn({ seconds, waits, route: call.url }, "github rate limit");
    return waits;
  };
  const shared = {
    baseUrl: apiUrl,
    userAgent: "inquest",
    log: silent,
    request: { fetch: fetchJson },
    throttle: { id: `inquest-${instances}`, onRateLimit: wait, onSecondaryRateLimit: wait },
    // 429 is the throttling plugin's; a refused redirect or too large an answer stays so.
    retry: {
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
      retries: limits.retries,
      retryAfterBaseValue: limits.retryMs,
    },
  };
  const octokitFor = createSignIn(auth, shared);

  return {
    of(repository, signal) {
      const call = async (path: string, parameters: Parameters, need: Need, file: boolean) => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]);
        try {
          return await orAborted(deadline, async () => {
            const octokit = await octokitFor(repository, deadline);
            const answer = await octokit.request(`GET /repos/{owner}/{repo}${path}`, {
              ...parameters,
              ...repository,
              headers: { "x-github-api-version": "2022-11-28" },
              // A download outlives its call: only the caller's signal may end it.
              request: file
                ? { signal, fetch: fetchFile, parseSuccessResponseBody: false }
                : { signal: deadline },
            });
            const body: unknown = answer.data;
            return body;
          });
        } catch (cause) {
          signal.throwIfAborted();
          throw unavailable(cause, need, {
            signedIn: auth !== "none",
            app: typeof auth === "object" && "appId" in auth,
            ...repository,
          });
        }
      };
      return {
        async get(path, parameters, schema, need) {
          const body = await call(path, parameters, need, false);
          const read = schema.safeParse(body);
          if (!read.success)
            throw unavailable(read.error, need, { signedIn: true, app: false, ...repository });
          return read.data;
        },
        async download(path, parameters, need) {
          const body = await call(path, parameters, need, true);
          if (body instanceof ReadableStream) return body;
          return (async function* () {})();
        },
      };
    },
  };
}

/** Octokit's waits between retries cannot be aborted, so that the caller is freed here. */
async function orAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

type SignIn = (repository: Repository, signal: AbortSignal) => Promise<InstanceType<typeof Limited>>;

function createSignIn(auth: GitHubAuth, shared: Record<string, unknown>): SignIn {
  if (auth === "none") {
    const octokit = new Limited(shared);
    return async () => octokit;
  }
  if ("token" in auth) {
    const octokit = new Limited({ ...shared, auth: auth.token });
    return async () => octokit;
  }
  const { appId, privateKey, installationId } = auth;
  const installed = (id: number) =>
    new Limited({ ...shared, authStrategy: createAppAuth, auth: { appId, privateKey, installationId: id } });
  if (installationId !== undefined) {
    const octokit = installed(installationId);
    return async () => octokit;
  }
  // An App that is installed in many places: each owner has its own installation.
  const app = new Limited({ ...shared, authStrategy: createAppAuth, auth: { appId, privateKey } });
  const byId = new Map<number, InstanceType<typeof Limited>>();
  const idByOwner = new Map<string, number>();
  return async ({ owner, repo }, signal) => {
    let id = idByOwner.get(owner);
    if (id === undefined) {
      const answer = await app.request("GET /repos/{owner}/{repo}/installation", {
        owner,
        repo,
        request: { signal },
      });
      id = z.object({ id: z.number().int() }).parse(answer.data).id;
      if (idByOwner.size > 1000) idByOwner.clear();
      idByOwner.set(owner, id);
    }
    let octokit = byId.get(id);
    if (!octokit) {
      if (byId.size > 1000) byId.clear();
      octokit = installed(id);
      byId.set(id, octokit);
    }
    return octokit;
  };
}
