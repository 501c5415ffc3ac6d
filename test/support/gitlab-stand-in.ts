import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, Disturbance } from "./github-stand-in.ts";
import { createGitLabHistory } from "./gitlab-history.ts";
import {
  type GitLabModel,
  type NewPipeline,
  newPipeline,
  type StandInGitLabDeployment,
  type StandInMergeRequest,
  type StandInPipeline,
} from "./gitlab-model.ts";
import { gitLabRoutes, Plain } from "./gitlab-routes.ts";

export type { StandInPipeline } from "./gitlab-model.ts";

export interface GitLabStandInOptions {
  /** `group/name`. */
  project: string;
  /** A real git repository: commits, comparisons and diffs come from it. */
  directory: string;
  /** When set, calls without `PRIVATE-TOKEN` and this are answered 401. */
  token?: string;
  defaultBranch?: string;
}

export interface GitLabStandIn {
  /** To be configured as `GITLAB_URL`. */
  url: string;
  projectId: number;
  addPipeline(pipeline: NewPipeline): StandInPipeline;
  addMergeRequest(request: StandInMergeRequest): void;
  addDeployment(deployment: StandInGitLabDeployment): void;
  /** Makes matching calls fail. The answer to call `undo` with. */
  disturb(disturbance: Disturbance): { undo(): void };
  readonly calls: Call[];
  /** Resolves with the next call whose path matches, or the first that did already. */
  called(path: RegExp): Promise<Call>;
  /** Throws when a call came that nobody expected. */
  assertClean(): void;
  close(): Promise<void>;
}

/**
 * A GitLab that speaks real HTTP on 127.0.0.1, with conditional requests as GitLab answers them. Calls that
 * nobody expected are answered 500 and make `assertClean` throw.
 */
export async function createGitLabStandIn(options: GitLabStandInOptions): Promise<GitLabStandIn> {
  const { project, directory, token, defaultBranch = "main" } = options;
  const problems: string[] = [];
  const calls: GitLabStandIn["calls"] = [];
  const waiting: { path: RegExp; resolve(call: Call): void }[] = [];
  const disturbances: Disturbance[] = [];
  const model: GitLabModel = { projectId: 4711, project, pipelines: [], mergeRequests: [], deployments: [] };
  const server = await listen((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      problems.push(`${request.method} ${request.url}: ${String(error)}`);
      response.writeHead(500).end();
    });
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const history = createGitLabHistory({ directory, url: `${url}/${project}` });
  const routes = gitLabRoutes({ model, history, url, defaultBranch });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "", url);
    const path = address.pathname + address.search;
    const given = request.headers["private-token"];
    const call: GitLabStandIn["calls"][number] = {
      method: request.method ?? "",
      path,
      authorization: typeof given === "string" ? given : undefined,
    };
    calls.push(call);
    const answer = (status: number, headers: Record<string, string>, body = "") => {
      call.status = status;
      response.writeHead(status, headers).end(body);
      for (const waiter of waiting.filter((one) => one.path.test(path))) waiter.resolve(call);
    };
    const json = { "content-type": "application/json" };
    const disturbance = disturbances.find((one) => one.path.test(path) && (one.times ?? 1) > 0);
    if (disturbance) {
      if (disturbance.times !== undefined) disturbance.times -= 1;
      if (disturbance.status === "hang") return;
      const body = disturbance.body ?? JSON.stringify({ message: "disturbed" });
      answer(disturbance.status, { ...json, ...disturbance.headers }, body);
      return;
    }
    if (token && call.authorization !== token) {
      if (!call.authorization) problems.push(`${call.method} ${path} carried no token`);
      answer(401, json, JSON.stringify({ message: "401 Unauthorized" }));
      return;
    }
    for (const [route, handler] of Object.entries(routes)) {
      const [method, template = ""] = route.split(" ");
      const pattern = new RegExp(`^/api/v4${template.replaceAll(/:\w+/g, "([^/]+)")}$`);
      const match = method === call.method ? pattern.exec(address.pathname)?.slice(1) : undefined;
      if (!match) continue;
      const found = await handler(match.map(decodeURIComponent), address.searchParams);
      if (found instanceof Plain) {
        answer(found.status, found.headers, found.body);
        return;
      }
      const { body, headers } = paged(found, address);
      const text = JSON.stringify(body);
      const etag = `W/"${createHash("md5").update(text).digest("hex")}"`;
      if (request.headers["if-none-match"] === etag) answer(304, { etag });
      else answer(200, { ...json, ...headers, etag, "ratelimit-remaining": "1999" }, text);
      return;
    }
    problems.push(`unexpected call ${call.method} ${path}`);
    answer(500, json, JSON.stringify({ message: "unexpected" }));
  }

  return {
    url,
    projectId: model.projectId,
    calls,
    addPipeline: (pipeline) => newPipeline(model, pipeline, defaultBranch),
    addMergeRequest: (request) => void model.mergeRequests.push(request),
    addDeployment: (deployment) => void model.deployments.push(deployment),
    disturb(disturbance) {
      const one = { ...disturbance };
      disturbances.push(one);
      return { undo: () => void disturbances.splice(disturbances.indexOf(one), 1) };
    },
    async called(path) {
      const already = calls.find((call) => path.test(call.path) && call.status !== undefined);
      return already ?? (await new Promise<Call>((resolve) => waiting.push({ path, resolve })));
    },
    assertClean() {
      if (problems.length > 0) throw new Error(`The GitLab stand-in complains:\n${problems.join("\n")}`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Lists are answered page by page, with GitLab's link header. */
function paged(found: unknown, address: URL): { body: unknown; headers: Record<string, string> } {
  if (!Array.isArray(found)) return { body: found, headers: {} };
  const size = Math.min(100, Number(address.searchParams.get("per_page") ?? 20));
  const page = Number(address.searchParams.get("page") ?? 1);
  const body: unknown[] = found.slice((page - 1) * size, page * size);
  const next = new URL(address);
  next.searchParams.set("page", String(page + 1));
  const more = found.length > page * size;
  return { body, headers: more ? { link: `<${next.href}>; rel="next"` } : {} };
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
