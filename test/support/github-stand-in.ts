import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRepositoryHistory } from "./github-history.ts";
import { answerComplaint } from "./github-openapi.ts";
import {
  type CheckFacts,
  checkShape,
  type DeploymentFacts,
  deploymentShape,
  deploymentStatusShape,
  type Host,
  idOf,
  installationShape,
  type JobFacts,
  jobShape,
  type RunFacts,
  repositoryShape,
  runShape,
  type StatusFacts,
} from "./github-shapes.ts";
import { zipOf } from "./zip.ts";

export interface StandInJob {
  name: string;
  conclusion: string;
  log?: string;
  /** Where the log can be had; a job's own address unless `zip`. */
  logIn?: "job" | "zip";
  steps?: { name: string; conclusion: string }[];
  annotations?: { path: string; line: number; level: string; title?: string; message: string }[];
}

export interface StandInRun extends RunFacts {
  jobs: (StandInJob & JobFacts)[];
}

export interface StandInPull {
  number: number;
  title: string;
  body: string;
  author: string;
  branch: string;
  headSha: string;
  mergedAt?: string;
}

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

export type NewRun = Partial<Omit<RunFacts, "workflow">> & {
  headSha: string;
  conclusion: string;
  workflow?: string;
  jobs?: StandInJob[];
};

export interface GitHubStandIn {
  /** The API's address, to be configured as `GITHUB_API_URL`. */
  url: string;
  host: Host;
  addRun(run: NewRun): StandInRun;
  /** A rerun of the same run: the next attempt. */
  addAttempt(run: StandInRun, attempt: NewRun): StandInRun;
  addPull(pull: StandInPull): void;
  addCheck(check: CheckFacts, annotations?: NonNullable<StandInJob["annotations"]>): void;
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

type Handler = (match: string[], query: URLSearchParams) => unknown;

/** An answer that is not JSON. */
class Plain {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
  constructor(status: number, headers: Record<string, string>, body: string | Buffer = "") {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

const notFound = () =>
  new Plain(
    404,
    { "content-type": "application/json" },
    JSON.stringify({ message: "Not Found", documentation_url: "" }),
  );

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
  const runs: StandInRun[] = [];
  const pulls: StandInPull[] = [];
  const checks: { facts: CheckFacts; annotations: NonNullable<StandInJob["annotations"]> }[] = [];
  const deployments: { facts: DeploymentFacts; statuses: StatusFacts[] }[] = [];
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

  const redirect = (path: string, content: string | Buffer) => {
    files.set(path, content);
    return new Plain(302, { location: `${filesUrl}${path}?sig=${idOf(path)}` });
  };
  const latest = (id: string) => runs.findLast((run) => run.id === Number(id));
  const attemptOf = (id: string, attempt: string) =>
    runs.find((run) => run.id === Number(id) && run.attempt === Number(attempt));
  const jobOf = (id: string) => runs.flatMap((run) => run.jobs).find((job) => job.id === Number(id));
  const paged = <T>(all: T[], query: URLSearchParams): T[] => {
    const size = Math.min(100, Number(query.get("per_page") ?? 30));
    const page = Number(query.get("page") ?? 1);
    return all.slice((page - 1) * size, page * size);
  };
  const shapeOf = (run: StandInRun) => runShape(host, owner, name, run);
  const jobsAnswer = (run: StandInRun | undefined, query: URLSearchParams) =>
    run
      ? {
          total_count: run.jobs.length,
          jobs: paged(run.jobs, query).map((job) => jobShape(host, owner, name, run, job)),
        }
      : notFound();
  const checksAnswer = (found: CheckFacts[], query: URLSearchParams) => ({
    total_count: found.length,
    check_runs: paged(found, query).map((check) => checkShape(host, owner, name, check)),
  });
  const zipAnswer = (run: StandInRun | undefined) =>
    run
      ? redirect(
          `/runs/${run.id}/${run.attempt}.zip`,
          zipOf(
            Object.fromEntries(
              run.jobs.map((job, index) => [`${index}_${job.name.replaceAll("/", "")}.txt`, job.log ?? ""]),
            ),
          ),
        )
      : notFound();

  const base = "/repos/{owner}/{repo}";
  const { app } = options;
  /** What an App may call with its own signature, before it has a token. */
  const appRoutes: Record<string, Handler> = app
    ? {
        [`GET ${base}/installation`]: () => installationShape(host, owner, app.id, app.installationId),
        "POST /app/installations/{installation_id}/access_tokens": ([id = ""]) =>
          Number(id) === app.installationId
            ? {
                token: token ?? "",
                expires_at: new Date(Date.now() + 3_600_000).toISOString(),
                permissions: { actions: "read", contents: "read" },
                repository_selection: "all",
              }
            : notFound(),
      }
    : {};
  /** Templates as in GitHub's description; the braces after `owner` and `repo` are handed to the handler. */
  const tokenRoutes: Record<string, Handler> = {
    [base]: () => repositoryShape(host, owner, name, defaultBranch),
    [`${base}/actions/runs/{run_id}`]: ([id = ""]) => {
      const run = latest(id);
      return run ? shapeOf(run) : notFound();
    },
    [`${base}/actions/runs/{run_id}/attempts/{attempt_number}`]: ([id = "", attempt = ""]) => {
      const run = attemptOf(id, attempt);
      return run ? shapeOf(run) : notFound();
    },
    [`${base}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`]: ([id = "", attempt = ""], query) =>
      jobsAnswer(attemptOf(id, attempt), query),
    [`${base}/actions/runs/{run_id}/attempts/{attempt_number}/logs`]: ([id = "", attempt = ""]) =>
      zipAnswer(attemptOf(id, attempt)),
    [`${base}/actions/jobs/{job_id}/logs`]: ([id = ""]) => {
      const job = jobOf(id);
      if (job?.log === undefined || job.logIn === "zip") return notFound();
      return redirect(`/jobs/${id}.txt`, job.log);
    },
    [`${base}/actions/workflows/{workflow_id}/runs`]: ([workflow = ""], query) => {
      const found = runs
        .filter((run) => latest(String(run.id)) === run && run.workflow.id === Number(workflow))
        .filter((run) => !query.has("branch") || run.branch === query.get("branch"))
        .filter((run) => !query.has("status") || run.conclusion === query.get("status"))
        .filter((run) => run.startedAt <= (query.get("created")?.replace("<=", "") ?? run.startedAt))
        .toReversed();
      return { total_count: found.length, workflow_runs: paged(found, query).map(shapeOf) };
    },
    [`${base}/check-runs/{check_run_id}`]: ([id = ""]) => {
      const check = checks.find(({ facts }) => facts.id === Number(id));
      return check ? checkShape(host, owner, name, check.facts) : notFound();
    },
    [`${base}/check-runs/{check_run_id}/annotations`]: ([id = ""], query) => {
      const annotations =
        checks.find(({ facts }) => facts.id === Number(id))?.annotations ?? jobOf(id)?.annotations ?? [];
      return paged(annotations, query).map(({ path, line, level, title, message }) => ({
        path,
        blob_href: `${url}/${owner}/${name}/blob/${defaultBranch}/${path}`,
        start_line: line,
        end_line: line,
        start_column: null,
        end_column: null,
        annotation_level: level,
        title: title ?? "",
        message,
        raw_details: "",
      }));
    },
    [`${base}/check-suites/{check_suite_id}/check-runs`]: ([id = ""], query) =>
      checksAnswer(
        checks.map(({ facts }) => facts).filter((check) => check.suiteId === Number(id)),
        query,
      ),
    [`${base}/commits/{ref}/check-runs`]: ([ref = ""], query) =>
      checksAnswer(
        checks
          .map(({ facts }) => facts)
          .filter((check) => check.headSha === ref && check.name === query.get("check_name")),
        query,
      ),
    [`${base}/commits`]: async (_match, query) =>
      (await history.commits(query.get("sha") ?? defaultBranch, Number(query.get("per_page") ?? 30))) ??
      notFound(),
    [`${base}/commits/{ref}`]: async ([ref = ""]) => (await history.commit(ref)) ?? notFound(),
    [`${base}/compare/{basehead}`]: async ([range = ""], query) =>
      (await history.compare(range, Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 250))) ??
      notFound(),
    [`${base}/commits/{commit_sha}/pulls`]: async ([sha = ""]) =>
      Promise.all(
        pulls.filter((pull) => pull.headSha === sha).map(async (pull) => history.pull(pull, defaultBranch)),
      ),
    [`${base}/pulls/{pull_number}`]: async ([number = ""]) => {
      const pull = pulls.find((one) => one.number === Number(number));
      return pull ? history.pull(pull, defaultBranch) : notFound();
    },
    [`${base}/deployments`]: (_match, query) =>
      paged(
        deployments
          .map(({ facts }) => facts)
          .filter((one) => !query.has("environment") || one.environment === query.get("environment"))
          .toReversed(),
        query,
      ).map((one) => deploymentShape(host, owner, name, one)),
    [`${base}/deployments/{deployment_id}`]: ([id = ""]) => {
      const found = deployments.find(({ facts }) => facts.id === Number(id));
      return found ? deploymentShape(host, owner, name, found.facts) : notFound();
    },
    [`${base}/deployments/{deployment_id}/statuses`]: ([id = ""], query) => {
      const found = deployments.find(({ facts }) => facts.id === Number(id));
      if (!found) return notFound();
      return paged(found.statuses.toReversed(), query).map((status) =>
        deploymentStatusShape(host, owner, name, found.facts, status),
      );
    },
  };
  const patternOf = (template: string) =>
    new RegExp(
      `^${template
        .replace("{owner}", owner)
        .replace("{repo}", name)
        .replaceAll(/\{\w+\}/g, "([^/]+)")}$`,
    );
  const table = [
    ...Object.entries(appRoutes).map(([route, handler]) => ({ route, handler, signed: true })),
    ...Object.entries(tokenRoutes).map(([path, handler]) => ({
      route: `GET ${path}`,
      handler,
      signed: false,
    })),
  ].map(({ route, ...rest }) => {
    const [method = "", template = ""] = route.split(" ");
    return { ...rest, method, template, pattern: patternOf(template) };
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "", url);
    const path = address.pathname + address.search;
    const call = { method: request.method ?? "", path, authorization: request.headers.authorization };
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
    response
      .writeHead(method === "post" ? 201 : 200, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(answer));
  }

  const addAttempt = (given: NewRun, id: number, number: number, attempt: number): StandInRun => {
    const workflow = given.workflow ?? "CI";
    const run: StandInRun = {
      title: "A change",
      event: "push",
      branch: defaultBranch,
      actor: "mira-holt",
      startedAt: "2026-01-05T08:00:00Z",
      endedAt: "2026-01-05T08:02:10Z",
      pulls: [],
      ...given,
      id: given.id ?? id,
      number: given.number ?? number,
      attempt,
      workflow: {
        id: idOf(`workflow ${workflow}`),
        name: workflow,
        path: `.github/workflows/${workflow.toLowerCase()}.yml`,
      },
      jobs: [],
    };
    run.jobs = (given.jobs ?? []).map((job, index) => ({
      ...job,
      id: run.id * 10 + attempt * 1000 + index,
      steps: job.steps ?? [
        { name: "Set up job", conclusion: "success" },
        { name: "Run npm test", conclusion: job.conclusion },
      ],
    }));
    runs.push(run);
    return run;
  };

  return {
    url,
    host,
    calls,
    addRun: (run) => addAttempt(run, 4_100_000_000 + runs.length, runs.length + 1, 1),
    addAttempt: (run, attempt) => addAttempt(attempt, run.id, run.number, run.attempt + 1),
    addPull: (pull) => void pulls.push(pull),
    addCheck: (facts, annotations = []) => void checks.push({ facts, annotations }),
    addDeployment: (facts, statuses) => void deployments.push({ facts, statuses }),
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
