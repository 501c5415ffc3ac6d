import type { createRepositoryHistory } from "./github-history.ts";
import type { GitHubModel, StandInRun } from "./github-model.ts";
import {
  activityShape,
  type CheckFacts,
  checkShape,
  deploymentShape,
  deploymentStatusShape,
  type Host,
  installationShape,
  jobShape,
  minimalRepositoryShape,
  repositoryShape,
  runShape,
  suiteShape,
} from "./github-shapes.ts";
import { zipOf } from "./zip.ts";

/** Answers one route: what stands for the braces of its template, and the query. */
export type Handler = (match: string[], query: URLSearchParams) => unknown;

/** An answer that is not JSON of GitHub's description. */
export class Plain {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  constructor(status: number, headers: Record<string, string>, body = "") {
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

export interface RouteOptions {
  owner: string;
  name: string;
  host: Host;
  defaultBranch: string;
  model: GitHubModel;
  history: ReturnType<typeof createRepositoryHistory>;
  /** Puts a file at the host of the log files and answers its address. */
  keep(path: string, content: string | Buffer): string;
}

const base = "/repos/{owner}/{repo}";

/** How many there are in all of what `paged` was asked for last, by the query that asked. */
const counts = new WeakMap<URLSearchParams, number>();

function paged<T>(all: T[], query: URLSearchParams): T[] {
  const size = Math.min(100, Number(query.get("per_page") ?? 30));
  const page = Number(query.get("page") ?? 1);
  counts.set(query, all.length);
  return all.slice((page - 1) * size, page * size);
}

/** GitHub's Link header of a list that has more pages. */
export function linkAfter(address: URL): Record<string, string> {
  const { searchParams: query } = address;
  const page = Number(query.get("page") ?? 1);
  const size = Math.min(100, Number(query.get("per_page") ?? 30));
  if ((counts.get(query) ?? 0) <= page * size) return {};
  const next = new URL(address);
  next.searchParams.set("page", String(page + 1));
  return { link: `<${next.href}>; rel="next"` };
}

/** What an App may call with its own signature, before it has a token. By method and template. */
export function appRoutes(
  { host, owner }: Pick<RouteOptions, "host" | "owner">,
  app: { id: number; installationId: number },
  token: string,
): Record<string, Handler> {
  return {
    [`GET ${base}/installation`]: () => installationShape(host, owner, app.id, app.installationId),
    "POST /app/installations/{installation_id}/access_tokens": ([id = ""]) =>
      Number(id) === app.installationId
        ? {
            token,
            expires_at: new Date(Date.now() + 3_600_000).toISOString(),
            permissions: { actions: "read", contents: "read" },
            repository_selection: "all",
          }
        : notFound(),
  };
}

/** Each suite by its last check, which decides it, and how many there are in it. */
function suitesOf(checks: CheckFacts[]): { of: CheckFacts; count: number }[] {
  const suites = new Map<number, { of: CheckFacts; count: number }>();
  for (const of of checks) suites.set(of.suiteId, { of, count: (suites.get(of.suiteId)?.count ?? 0) + 1 });
  return [...suites.values()];
}

/** What may be called with a token. By method and template, as in GitHub's description. */
export function repositoryRoutes(options: RouteOptions): Record<string, Handler> {
  const { owner, name, host, defaultBranch, model, history } = options;
  const { runs, pulls, checks, deployments } = model;
  const redirect = (path: string, content: string | Buffer) =>
    new Plain(302, { location: options.keep(path, content) });
  const latest = (id: string) => runs.findLast((run) => run.id === Number(id));
  const attemptOf = (id: string, attempt: string) =>
    runs.find((run) => run.id === Number(id) && run.attempt === Number(attempt));
  const jobOf = (id: string) => runs.flatMap((run) => run.jobs).find((job) => job.id === Number(id));
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

  return {
    [`GET ${base}`]: () => repositoryShape(host, owner, name, defaultBranch),
    [`GET ${base}/actions/runs`]: (_match, query) => {
      const found = runs.filter((run) => latest(String(run.id)) === run).toReversed();
      return { total_count: found.length, workflow_runs: paged(found, query).map(shapeOf) };
    },
    [`GET ${base}/actions/runs/{run_id}`]: ([id = ""]) => {
      const run = latest(id);
      return run ? shapeOf(run) : notFound();
    },
    [`GET ${base}/actions/runs/{run_id}/attempts/{attempt_number}`]: ([id = "", attempt = ""]) => {
      const run = attemptOf(id, attempt);
      return run ? shapeOf(run) : notFound();
    },
    [`GET ${base}/actions/runs/{run_id}/attempts/{attempt_number}/jobs`]: ([id = "", attempt = ""], query) =>
      jobsAnswer(attemptOf(id, attempt), query),
    [`GET ${base}/actions/runs/{run_id}/attempts/{attempt_number}/logs`]: ([id = "", attempt = ""]) =>
      zipAnswer(attemptOf(id, attempt)),
    [`GET ${base}/actions/jobs/{job_id}/logs`]: ([id = ""]) => {
      const job = jobOf(id);
      if (job?.log === undefined || job.logIn === "zip") return notFound();
      return redirect(`/jobs/${id}.txt`, job.log);
    },
    [`GET ${base}/actions/workflows/{workflow_id}/runs`]: ([workflow = ""], query) => {
      const found = runs
        .filter((run) => latest(String(run.id)) === run && run.workflow.id === Number(workflow))
        .filter((run) => !query.has("branch") || run.branch === query.get("branch"))
        .filter((run) => !query.has("status") || run.conclusion === query.get("status"))
        .filter((run) => run.startedAt <= (query.get("created")?.replace("<=", "") ?? run.startedAt))
        .toReversed();
      return { total_count: found.length, workflow_runs: paged(found, query).map(shapeOf) };
    },
    [`GET ${base}/check-runs/{check_run_id}`]: ([id = ""]) => {
      const check = checks.find(({ facts }) => facts.id === Number(id));
      return check ? checkShape(host, owner, name, check.facts) : notFound();
    },
    [`GET ${base}/check-runs/{check_run_id}/annotations`]: ([id = ""], query) => {
      const annotations =
        checks.find(({ facts }) => facts.id === Number(id))?.annotations ?? jobOf(id)?.annotations ?? [];
      return paged(annotations, query).map(({ path, line, level, title, message }) => ({
        path,
        blob_href: `${host.web}/${owner}/${name}/blob/${defaultBranch}/${path}`,
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
    [`GET ${base}/check-suites/{check_suite_id}/check-runs`]: ([id = ""], query) =>
      checksAnswer(
        checks.map(({ facts }) => facts).filter((check) => check.suiteId === Number(id)),
        query,
      ),
    [`GET ${base}/commits/{ref}/check-suites`]: ([ref = ""], query) => {
      const suites = suitesOf(checks.map(({ facts }) => facts).filter((check) => check.headSha === ref));
      return {
        total_count: suites.length,
        check_suites: paged(suites, query).map(({ of, count }) => ({
          ...suiteShape(host, owner, name, of),
          repository: minimalRepositoryShape(host, owner, name),
          latest_check_runs_count: count,
        })),
      };
    },
    [`GET ${base}/activity`]: (_match, query) => {
      // Whatever ran, ran for a push.
      const pushes = [
        ...runs.map((run) => ({ sha: run.headSha, branch: run.branch, actor: run.actor, at: run.startedAt })),
        ...checks.map(({ facts }) => ({ sha: facts.headSha, ...facts, actor: owner })),
      ];
      return paged(pushes.toReversed(), query).map((push) => activityShape(host, push));
    },
    [`GET ${base}/pulls`]: async (_match, query) =>
      Promise.all(
        paged(
          pulls.filter((pull) => pull.mergedAt === undefined),
          query,
        ).map(async (pull) => history.pull(pull, defaultBranch)),
      ),
    [`GET ${base}/commits/{ref}/check-runs`]: ([ref = ""], query) =>
      checksAnswer(
        checks
          .map(({ facts }) => facts)
          .filter((check) => check.headSha === ref && check.name === query.get("check_name")),
        query,
      ),
    [`GET ${base}/commits`]: async (_match, query) =>
      (await history.commits(query.get("sha") ?? defaultBranch, Number(query.get("per_page") ?? 30))) ??
      notFound(),
    [`GET ${base}/commits/{ref}`]: async ([ref = ""]) => (await history.commit(ref)) ?? notFound(),
    [`GET ${base}/compare/{basehead}`]: async ([range = ""], query) =>
      (await history.compare(range, Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 250))) ??
      notFound(),
    [`GET ${base}/commits/{commit_sha}/pulls`]: async ([sha = ""]) =>
      Promise.all(
        pulls.filter((pull) => pull.headSha === sha).map(async (pull) => history.pull(pull, defaultBranch)),
      ),
    [`GET ${base}/pulls/{pull_number}`]: async ([number = ""]) => {
      const pull = pulls.find((one) => one.number === Number(number));
      return pull ? history.pull(pull, defaultBranch) : notFound();
    },
    [`GET ${base}/deployments`]: (_match, query) =>
      paged(
        deployments
          .map(({ facts }) => facts)
          .filter((one) => !query.has("environment") || one.environment === query.get("environment"))
          .toReversed(),
        query,
      ).map((one) => deploymentShape(host, owner, name, one)),
    [`GET ${base}/deployments/{deployment_id}`]: ([id = ""]) => {
      const found = deployments.find(({ facts }) => facts.id === Number(id));
      return found ? deploymentShape(host, owner, name, found.facts) : notFound();
    },
    [`GET ${base}/deployments/{deployment_id}/statuses`]: ([id = ""], query) => {
      const found = deployments.find(({ facts }) => facts.id === Number(id));
      if (!found) return notFound();
      return paged(found.statuses.toReversed(), query).map((status) =>
        deploymentStatusShape(host, owner, name, found.facts, status),
      );
    },
  };
}
