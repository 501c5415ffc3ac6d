import type { createGitLabHistory } from "./gitlab-history.ts";
import type { GitLabModel, StandInMergeRequest, StandInPipeline } from "./gitlab-model.ts";

type Handler = (match: string[], query: URLSearchParams) => unknown;

/** An answer that is not JSON, or not a good one. */
export class Plain {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  constructor(status: number, headers: Record<string, string>, body: string) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

const notFound = () =>
  new Plain(404, { "content-type": "application/json" }, JSON.stringify({ message: "404 Not found" }));

/** By method and template below `/api/v4`, as https://docs.gitlab.com/api/ describes them. */
export function gitLabRoutes(options: {
  model: GitLabModel;
  history: ReturnType<typeof createGitLabHistory>;
  url: string;
  defaultBranch: string;
}): Record<string, Handler> {
  const { model, history, url, defaultBranch } = options;
  const web = `${url}/${model.project}`;
  const ours = (id: string | undefined) => id === String(model.projectId) || id === model.project;
  /** Answers of another project are not there. */
  const inProject =
    (handler: Handler): Handler =>
    ([id, ...match], query) =>
      ours(id) ? handler(match, query) : notFound();
  const pipelineOf = (id: string | undefined) => model.pipelines.find((one) => String(one.id) === id);
  const person = (username: string) => ({ id: 1, username, name: username, state: "active" });

  const listed = (pipeline: StandInPipeline) => ({
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: model.projectId,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: pipeline.startedAt,
    updated_at: pipeline.updatedAt,
    web_url: `${web}/-/pipelines/${pipeline.id}`,
    name: null,
  });
  const job = (pipeline: StandInPipeline, given: StandInPipeline["jobs"][number]) => ({
    id: given.id,
    status: given.status,
    stage: given.stage ?? "test",
    name: given.name,
    ref: pipeline.ref,
    tag: pipeline.tag,
    allow_failure: given.allowFailure ?? false,
    created_at: pipeline.startedAt,
    started_at: pipeline.startedAt,
    finished_at: pipeline.endedAt,
    duration: 130,
    ...(given.status === "failed" ? { failure_reason: given.failureReason ?? "script_failure" } : {}),
    user: person(pipeline.user),
    pipeline: { id: pipeline.id, project_id: model.projectId, ref: pipeline.ref, sha: pipeline.sha },
    web_url: `${web}/-/jobs/${given.id}`,
    runner: { id: 12, description: "runner-3", active: true },
  });
  const jobOf = (id: string | undefined) => {
    for (const pipeline of model.pipelines) {
      const found = pipeline.jobs.find((one) => String(one.id) === id);
      if (found) return { pipeline, found };
    }
    return undefined;
  };
  const request = (one: StandInMergeRequest) => ({
    id: one.iid + 5_000,
    iid: one.iid,
    title: one.title,
    description: one.description,
    state: "merged",
    draft: false,
    web_url: `${web}/-/merge_requests/${one.iid}`,
    author: person(one.author),
    created_at: "2026-01-05T07:00:00.000Z",
    merged_at: "2026-01-05T07:30:00.000Z",
    source_branch: one.branch,
    target_branch: defaultBranch,
    sha: one.sha,
    merge_commit_sha: null,
    squash_commit_sha: null,
    labels: ["shop"],
  });

  return {
    "GET /projects/:id": inProject(() => ({
      id: model.projectId,
      path_with_namespace: model.project,
      default_branch: defaultBranch,
      web_url: web,
    })),
    "GET /projects/:id/pipelines": inProject((_match, query) =>
      model.pipelines
        .filter((one) => one.source !== "parent_pipeline")
        .filter((one) => !query.has("ref") || one.ref === query.get("ref"))
        .filter((one) => !query.has("status") || one.status === query.get("status"))
        .toSorted((a, b) =>
          query.get("order_by") === "updated_at" ? b.updatedAt.localeCompare(a.updatedAt) : b.id - a.id,
        )
        .map(listed),
    ),
    "GET /projects/:id/pipelines/:pipeline": inProject(([id]) => {
      const pipeline = pipelineOf(id);
      if (!pipeline) return notFound();
      return {
        ...listed(pipeline),
        tag: pipeline.tag,
        yaml_errors: pipeline.yamlErrors ?? null,
        user: person(pipeline.user),
        started_at: pipeline.startedAt,
        finished_at: pipeline.endedAt,
        duration: 130,
        queued_duration: 1,
        coverage: null,
      };
    }),
    "GET /projects/:id/pipelines/:pipeline/jobs": inProject(([id]) => {
      const pipeline = pipelineOf(id);
      return pipeline ? pipeline.jobs.map((one) => job(pipeline, one)).toReversed() : notFound();
    }),
    "GET /projects/:id/pipelines/:pipeline/bridges": inProject(([id]) => {
      const downstream = pipelineOf(id)?.downstream;
      if (!downstream) return [];
      const { status } = downstream;
      return [
        { id: 1, name: "start", status, allow_failure: false, downstream_pipeline: listed(downstream) },
      ];
    }),
    "GET /projects/:id/pipelines/:pipeline/test_report": inProject(([id]) => {
      const cases = pipelineOf(id)?.testCases ?? [];
      const count = (status: string) => cases.filter((one) => one.status === status).length;
      const suites = [...new Set(cases.map(({ suite }) => suite))];
      return {
        total_time: 1,
        total_count: cases.length,
        success_count: count("success"),
        failed_count: count("failed"),
        skipped_count: count("skipped"),
        error_count: count("error"),
        test_suites: suites.map((suite) => ({
          name: suite,
          suite_error: null,
          test_cases: cases
            .filter((one) => one.suite === suite)
            .map(({ status, name, classname, file, output }) => ({
              status,
              name,
              classname: classname ?? null,
              file: file ?? null,
              execution_time: 0.1,
              system_output: output ?? null,
              stack_trace: null,
            })),
        })),
      };
    }),
    "GET /projects/:id/jobs": inProject((_match, query) =>
      model.pipelines
        .flatMap((pipeline) => pipeline.jobs.map((one) => job(pipeline, one)))
        .filter(({ status }) => !query.has("scope[]") || query.getAll("scope[]").includes(status))
        .toSorted((a, b) => b.id - a.id),
    ),
    "GET /projects/:id/deployments": inProject((_match, query) =>
      model.deployments
        .toSorted((a, b) =>
          query.get("order_by") === "updated_at" ? b.updatedAt.localeCompare(a.updatedAt) : b.id - a.id,
        )
        .map((one) => {
          const known = jobOf(String(one.jobId));
          return {
            id: one.id,
            iid: one.id,
            ref: one.ref,
            sha: one.sha,
            status: one.status,
            created_at: one.updatedAt,
            updated_at: one.updatedAt,
            user: person("mira-holt"),
            deployable: known ? job(known.pipeline, known.found) : null,
            environment: { id: 9, name: one.environment, external_url: "https://shop.example" },
          };
        }),
    ),
    "GET /projects/:id/jobs/:job": inProject(([id]) => {
      const known = jobOf(id);
      return known ? job(known.pipeline, known.found) : notFound();
    }),
    "GET /projects/:id/jobs/:job/trace": inProject(([id]) => {
      const known = jobOf(id);
      return known ? new Plain(200, { "content-type": "text/plain" }, known.found.log ?? "") : notFound();
    }),
    "GET /projects/:id/repository/commits": inProject(
      async (_match, query) => (await history.commits(query.get("ref_name") ?? defaultBranch)) ?? notFound(),
    ),
    "GET /projects/:id/repository/commits/:sha": inProject(
      async ([sha = ""]) => (await history.commit(sha)) ?? notFound(),
    ),
    "GET /projects/:id/repository/commits/:sha/diff": inProject(
      async ([sha = ""]) => (await history.commitDiff(sha)) ?? notFound(),
    ),
    "GET /projects/:id/repository/commits/:sha/merge_requests": inProject(([sha]) =>
      model.mergeRequests.filter((one) => one.sha === sha).map(request),
    ),
    "GET /projects/:id/repository/compare": inProject(
      async (_match, query) =>
        (await history.compare(query.get("from") ?? "", query.get("to") ?? "")) ?? notFound(),
    ),
    "GET /projects/:id/merge_requests/:iid": inProject(([iid]) => {
      const found = model.mergeRequests.find((one) => String(one.iid) === iid);
      return found ? request(found) : notFound();
    }),
  };
}
