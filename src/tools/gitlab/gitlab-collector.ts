import type { Logger } from "pino";
import { type EvidenceRequest, InquestError, type Subject } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";
import { collectChanges } from "./changes.ts";
import { createGitLabClients } from "./client.ts";
import { collectDiff } from "./diff.ts";
import { collectGreenLogs, findGreenPipeline, noGreenPipeline } from "./green.ts";
import { defaultLimits, type GitLabLimits } from "./limits.ts";
import { collectFailedLogs } from "./logs.ts";
import { collectMergeRequest } from "./merge-request.ts";
import { collectPipeline, fetchJob, fetchPipeline } from "./pipeline.ts";
import type { Scene } from "./scene.ts";
import type { Pipeline } from "./schemas.ts";
import { collectTestReport } from "./test-report.ts";

export interface GitLabCollectorOptions {
  /** Address of the GitLab, `https://gitlab.com` unless it is another, with its path where it has one. */
  url?: string;
  /** A personal, project or group token with `read_api`; without one only public projects can be seen. */
  token?: string;
  limits?: Partial<GitLabLimits>;
  /** Told of rate limits. */
  logger?: Logger;
}

type GitLabSubject = Extract<Subject, { kind: "gitlab_pipeline" }>;

const kinds = new Set<EvidenceRequest["kind"]>([
  "run",
  "failed_log",
  "green_log",
  "test_report",
  "changes",
  "diff",
  "pull_request",
]);

/**
 * Evidence from GitLab for a pipeline, one of its jobs or a deployment, over its REST API, read-only.
 *
 * | kind | `target` | `data` |
 * |---|---|---|
 * | `run` | – | `GitLabPipelineFacts` |
 * | `failed_log` | a job's name; empty: every failed job | |
 * | `green_log` | a job's name; empty: the jobs that failed | |
 * | `test_report` | – | `{ total, failed, errored, skipped, tests: { name, class, file, status, job }[] }` |
 * | `changes` | a commit known to be good; empty: of the last green pipeline | `ChangeSet` |
 * | `diff` | a commit; empty: the whole range | `Change`, of a commit |
 * | `pull_request` | – | `{ number, title, author, state, head }` of the merge request |
 *
 * @example
 * const gitlab = createGitLabCollector({ url: "https://gitlab.example", token });
 * const { evidence, gaps } = await gitlab.collect(subject, request, { signal });
 */
export function createGitLabCollector(options: GitLabCollectorOptions): Collector {
  const url = (options.url ?? "https://gitlab.com").replace(/\/+$/, "");
  const limits = { ...defaultLimits, ...options.limits };
  const { token, logger } = options;
  const clients = createGitLabClients({
    url,
    limits,
    ...(token ? { token } : {}),
    ...(logger ? { logger } : {}),
  });
  return {
    name: "gitlab",
    answers: (subject, request) => subject.kind === "gitlab_pipeline" && kinds.has(request.kind),
    async collect(subject, request, { signal }) {
      if (subject.kind !== "gitlab_pipeline") return { evidence: [], gaps: [] };
      const { project: path, projectId } = subject;
      const client = clients.of(path, signal);
      const scene: Scene = {
        project: projectId > 0 ? projectId : path,
        path,
        client,
        limits,
        signal,
        gaps: [],
      };
      const evidence = await attempt(scene.gaps, async () => answer(scene, subject, request));
      return { evidence: evidence ?? [], gaps: scene.gaps };
    },
  };
}

async function answer(
  scene: Scene,
  subject: GitLabSubject,
  request: EvidenceRequest,
): Promise<CollectedEvidence[]> {
  const pipeline = await fetchPipeline(scene, await pipelineOf(scene, subject));
  switch (request.kind) {
    case "run":
      return [await collectPipeline(scene, pipeline)];
    case "failed_log":
      return collectFailedLogs(scene, pipeline, request.target, subject.jobId);
    case "green_log":
      return collectGreenLogs(scene, pipeline, request.target);
    case "test_report":
      return collectTestReport(scene, pipeline);
    case "changes":
      return [await collectChanges(scene, await rangeOf(scene, pipeline, request.target))];
    case "diff":
      return [
        await collectDiff(
          scene,
          request.target ? { head: pipeline.sha } : await rangeOf(scene, pipeline, ""),
          request.target,
        ),
      ];
    case "pull_request":
      return collectMergeRequest(scene, pipeline);
    default:
      return [];
  }
}

/** A deployment's event names its job only. */
async function pipelineOf(scene: Scene, subject: GitLabSubject): Promise<number> {
  if (subject.pipelineId > 0) return subject.pipelineId;
  if (subject.jobId !== undefined) return (await fetchJob(scene, subject.jobId)).pipeline.id;
  throw new InquestError(
    "not_found",
    "The pipeline of the deployment: no job of GitLab's made it.",
    "Look at where it was deployed from; GitLab only records it.",
  );
}

async function rangeOf(scene: Scene, pipeline: Pipeline, good: string): Promise<Range> {
  const head = pipeline.sha;
  if (/^[0-9a-f]{7,64}$/i.test(good)) return { base: good, head };
  const found = await attempt(scene.gaps, async () => ({ green: await findGreenPipeline(scene, pipeline) }));
  if (found && !found.green) scene.gaps.push(noGreenPipeline(pipeline));
  const green = found?.green;
  if (!green) return { head };
  return { base: green.sha, head, baseReason: `pipeline ${green.id} was green on ${green.ref ?? "it"}` };
}
