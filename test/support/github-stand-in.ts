import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRepositoryHistory } from "./github-history.ts";
import {
  addRunTo,
  type GitHubModel,
  type NewRun,
  type StandInAnnotation,
  type StandInPull,
  type StandInRun,
} from "./github-model.ts";
import { answerComplaint } from "./github-openapi.ts";
import { appRoutes, linkAfter, Plain, repositoryRoutes } from "./github-routes.ts";
import { type CheckFacts, type DeploymentFacts, type Host, idOf, type StatusFacts } from "./github-shapes.ts";

export type { NewRun, StandInRun } from "./github-model.ts";

/** An answer instead of the model's own. */
export interface Disturbance {
  /** Matched against the path with its query. */
  path: RegExp;
  /** `hang` answers nothing until the caller goes away. */
  status: number | "hang";
  headers?: Record<string, string>;
  body?: string;
  /** How often; always unless given. */
  times?: number;
}

export interface Call {
  method: string;
  /** With its query. */
  path: string;
  authorization: string | undefined;
  /** Of the answer, once there is one of the model's. */
  status?: number;
}

export interface GitHubStandInOptions {
  owner: string;
  name: string;
  /** A real git repository: commits, comparisons and diffs come from it. */
  directory: string;
  /** When set, calls without `Bearer`/`token` and this are answered 401. */
  token?: string;
  defaultBranch?: string;
  /** Logins at GitHub by the e-mail of a commit's author. */
  logins?: Record<string, string>;
  /** A GitHub App that is installed here: its signed calls are answered with `token`, which must be set. */
  app?: { id: number; installationId: number };
}

export interface GitHubStandIn {
  /** The API's address, to be configured as `GITHUB_API_URL`. */
  url: string;
  host: Host;
  addRun(run: NewRun): StandInRun;
  /** A rerun of the same run: the next attempt. */
  addAttempt(run: StandInRun, attempt: NewRun): StandInRun;
  addPull(pull: StandInPull): void;
  addCheck(check: CheckFacts, annotations?: StandInAnnotation[]): void;
  addDeployment(deployment: DeploymentFacts, statuses: StatusFacts[]): void;
  /** Makes matching calls fail. The answer to call `undo` with. */
  disturb(disturbance: Disturbance): { undo(): void };
  readonly calls: Call[];
  /** Resolves with the next call whose path matches, or the first that did already. */
  called(path: RegExp): Promise<Call>;
  /** Throws when a call came that nobody expected, or an answer was not as GitHub describes. */
  assertClean(): void;
  close(): Promise<void>;
}

/**
 * A GitHub that speaks real HTTP on 127.0.0.1: the API on one port, log files on another, as GitHub keeps
 * them at another host. Calls that nobody expected are answered 500 and make `assertClean` throw.
 */
export async function createGitHubStandIn(options: GitHubStandInOptions): Promise<GitHubStandIn> {
  const { owner, name, directory, token, defaultBranch = "main" } = options;
  const problems: string[] = [];
  const calls: Call[] = [];
  const waiting: { path: RegExp; resolve(call: Call): void }[] = [];
  const disturbances: Disturbance[] = [];
  const model: GitHubModel = { runs: [], pulls: [], checks: [], deployments: [] };
  const files = new Map<string, string | Buffer>();

  const fileServer = await listen((request, response) => {
    if (request.headers.authorization) problems.push("the token was sent to the host of the log files");
    const file = files.get(new URL(request.url ?? "", "http://files").pathname);
    if (file === undefined) problems.push(`unexpected file ${request.url}`);
    response.writeHead(file === undefined ? 500 : 200, { "content-type": "text/plain" }).end(file);
  });
  const filesUrl = addressOf(fileServer);

  const apiServer = await listen((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      problems.push(`${request.method} ${request.url}: ${String(error)}`);
      response.writeHead(500).end();
    });
  });
  const url = addressOf(apiServer);
  const host: Host = { web: url, api: url };
  const history = createRepositoryHistory({ directory, host, owner, name, logins: options.logins ?? {} });

  const keep = (path: string, content: string | Buffer) => {
    files.set(path, content);
    return `${filesUrl}${path}?sig=${idOf(path)}`;
  };
  const signed = options.app ? appRoutes({ host, owner }, options.app, token ?? "") : {};
  const ordinary = repositoryRoutes({ owner, name, host, defaultBranch, model, history, keep });
  const patternOf = (template: string) =>
    new RegExp(
      `^${template
        .replace("{owner}", owner)
        .replace("{repo}", name)
        .replaceAll(/\{\w+\}/g, "([^/]+)")}$`,
    );
  const table = Object.entries({ ...signed, ...ordinary }).map(([route, handler]) => {
    const [method = "", template = ""] = route.split(" ");
    return { method, template, handler, signed: route in signed, pattern: patternOf(template) };
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "", url);
    const path = address.pathname + address.search;
    const call: Call = { method: request.method ?? "", path, authorization: request.headers.authorization };
    calls.push(call);
    for (const waiter of waiting.filter((one) => one.path.test(path))) waiter.resolve(call);
    const disturbance = disturbances.find((one) => one.path.test(path) && (one.times ?? 1) > 0);
    if (disturbance) {
      if (disturbance.times !== undefined) disturbance.times -= 1;
      if (disturbance.status === "hang") return;
      const body = disturbance.body ?? JSON.stringify({ message: "disturbed", documentation_url: "" });
      response
        .writeHead(disturbance.status, { "content-type": "application/json", ...disturbance.headers })
        .end(body);
      return;
    }
    const route = table.find(
      ({ method, pattern }) => method === call.method && pattern.test(address.pathname),
    );
    const credential = call.authorization?.split(" ")[1] ?? "";
    if (token && !credential) problems.push(`${call.method} ${path} carried no token`);
    // A signed call carries a JSON Web Token: three parts.
    const known = route?.signed ? credential.split(".").length === 3 : credential === token;
    if (token && !known) {
      response
        .writeHead(401, { "content-type": "application/json" })
        .end(JSON.stringify({ message: "Bad credentials" }));
      return;
    }
    if (!route) {
      problems.push(`unexpected call ${call.method} ${path}`);
      response
        .writeHead(500, { "content-type": "application/json" })
        .end(JSON.stringify({ message: "unexpected" }));
      return;
    }
    const match = route.pattern.exec(address.pathname)?.slice(1).map(decodeURIComponent) ?? [];
    const answer = await route.handler(match, address.searchParams);
    if (answer instanceof Plain) {
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    const method = call.method === "POST" ? "post" : "get";
    const complaint = answerComplaint(method, route.template, answer);
    if (complaint) problems.push(`the answer to ${path} is not GitHub's: ${complaint}`);
    const text = JSON.stringify(answer);
    const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
    // https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
    const unchanged = request.headers["if-none-match"] === etag;
    call.status = method === "post" ? 201 : unchanged ? 304 : 200;
    response
      .writeHead(call.status, {
        etag,
        "content-type": "application/json; charset=utf-8",
        ...linkAfter(address),
      })
      .end(unchanged ? "" : text);
  }

  return {
    url,
    host,
    calls,
    addRun: (run) => addRunTo(model, run, defaultBranch),
    addAttempt: (run, attempt) => addRunTo(model, attempt, run.branch, run),
    addPull: (pull) => void model.pulls.push(pull),
    addCheck: (facts, annotations = []) => void model.checks.push({ facts, annotations }),
    addDeployment: (facts, statuses) => void model.deployments.push({ facts, statuses }),
    disturb(disturbance) {
      const one = { ...disturbance };
      disturbances.push(one);
      return { undo: () => void disturbances.splice(disturbances.indexOf(one), 1) };
    },
    async called(path) {
      const already = calls.find((call) => path.test(call.path));
      return already ?? (await new Promise<Call>((resolve) => waiting.push({ path, resolve })));
    },
    assertClean() {
      if (problems.length > 0) throw new Error(`The GitHub stand-in complains:\n${problems.join("\n")}`);
    },
    async close() {
      await Promise.all([closed(apiServer), closed(fileServer)]);
    },
  };
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
