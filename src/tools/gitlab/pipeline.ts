import { z } from "zod";
import { attempt } from "../attempt.ts";
import type { CollectedEvidence } from "../collector.ts";
import { duration, instant, oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { Bridge, Job, Pipeline } from "./schemas.ts";

/** `data` of the evidence `run`. Times are ISO 8601. */
export interface GitLabPipelineFacts {
  pipelineId: number;
  /** What a reader knows the pipeline by. */
  workflow: string;
  conclusion: string;
  source?: string;
  branch?: string;
  headSha: string;
  actor?: string;
  url?: string;
  startedAt?: string;
  endedAt?: string;
  jobs: {
    id: number;
    name: string;
    stage?: string;
    /** GitLab's status, or `allowed_failure` of a job that may fail. */
    conclusion: string;
    reason?: string;
    url?: string;
    startedAt?: string;
    endedAt?: string;
    runner?: string;
    /** How its earlier tries in the same pipeline ended, oldest first. */
    earlier: string[];
  }[];
}

export async function fetchPipeline(scene: Scene, pipelineId: number): Promise<Pipeline> {
  return scene.client.get(
    (api) => api.pipelines.show(scene.project, pipelineId),
    Pipeline,
    `Pipeline ${pipelineId}`,
  );
}

export async function fetchJob(scene: Scene, jobId: number): Promise<Job> {
  return scene.client.get((api) => api.jobs.show(scene.project, jobId), Job, `Job ${jobId}`);
}

/** A job with how its earlier tries ended. */
export interface TriedJob extends Job {
  earlier: string[];
}

/** The jobs of a pipeline, each name once with its latest try, in the order they were made. */
export async function fetchJobs(scene: Scene, pipelineId: number): Promise<TriedJob[]> {
  const { pages } = scene.limits;
  const all = await scene.client.get(
    (api) => api.jobs.all(scene.project, { pipelineId, includeRetried: true, perPage: 100, maxPages: pages }),
    z.array(Job),
    `The jobs of pipeline ${pipelineId}`,
  );
  if (all.length >= pages * 100) {
    scene.gaps.push({
      missing: `Jobs of pipeline ${pipelineId} beyond the last ${all.length}`,
      code: "limit_reached",
      remedy: "Look at the pipeline's page.",
    });
  }
  const byName = new Map<string, TriedJob>();
  for (const job of all.toSorted((a, b) => a.id - b.id)) {
    const before = byName.get(job.name);
    byName.set(job.name, { ...job, earlier: before ? [...before.earlier, before.status] : [] });
  }
  return [...byName.values()].toSorted((a, b) => a.id - b.id);
}

export function hasFailed(job: { status: string; allow_failure?: boolean | null | undefined }): boolean {
  return job.status === "failed" && !job.allow_failure;
}

/** The pipelines that failed jobs of this one started, in this or another project. */
export async function fetchFailedDownstream(
  scene: Scene,
  pipelineId: number,
): Promise<NonNullable<Bridge["downstream_pipeline"]>[]> {
  const bridges = await scene.client.get(
    (api) => api.jobs.allPipelineBridges(scene.project, pipelineId),
    z.array(Bridge),
    `The pipelines that pipeline ${pipelineId} started`,
  );
  return bridges
    .filter(hasFailed)
    .flatMap(({ downstream_pipeline: downstream }) => (downstream ? [downstream] : []));
}

/** The pipeline with its jobs. Jobs that cannot be had are a gap; the pipeline stays. */
export async function collectPipeline(scene: Scene, pipeline: Pipeline): Promise<CollectedEvidence> {
  const jobs = (await attempt(scene.gaps, () => fetchJobs(scene, pipeline.id))) ?? [];
  const facts = factsOf(pipeline, jobs);
  return {
    kind: "run",
    title: `Pipeline ${pipeline.id}`,
    ...(pipeline.web_url ? { url: pipeline.web_url } : {}),
    content: describe(facts, pipeline.yaml_errors),
    data: facts,
  };
}

function factsOf(pipeline: Pipeline, jobs: TriedJob[]): GitLabPipelineFacts {
  return {
    pipelineId: pipeline.id,
    workflow: pipeline.name ? `Pipeline ${pipeline.name}` : `Pipeline ${pipeline.id}`,
    conclusion: pipeline.status,
    source: pipeline.source ?? undefined,
    branch: pipeline.ref ?? undefined,
    headSha: pipeline.sha,
    actor: pipeline.user?.username,
    url: pipeline.web_url ?? undefined,
    startedAt: instant(pipeline.started_at ?? pipeline.created_at),
    endedAt: instant(pipeline.finished_at),
    jobs: jobs.map((job) => ({
      id: job.id,
      name: job.name,
      stage: job.stage ?? undefined,
      conclusion: job.status === "failed" && job.allow_failure ? "allowed_failure" : job.status,
      reason: job.failure_reason ?? undefined,
      url: job.web_url ?? undefined,
      startedAt: instant(job.started_at),
      endedAt: instant(job.finished_at),
      runner: job.runner?.description || undefined,
      earlier: job.earlier,
    })),
  };
}

function describe(facts: GitLabPipelineFacts, yamlErrors: string | null | undefined): string {
  const failed = facts.jobs.filter((job) => job.conclusion === "failed").length;
  const lines = [
    `${oneLine(facts.workflow)}: ${facts.conclusion}`,
    `Commit: ${facts.headSha} on ${oneLine(facts.branch ?? "no branch")}`,
    `Started by: ${facts.actor ?? "unknown"} (${facts.source ?? "unknown"})`,
    `Time: ${facts.startedAt ?? "?"} to ${facts.endedAt ?? "?"} (${duration(facts.startedAt, facts.endedAt)})`,
    ...(yamlErrors ? [`Configuration: ${oneLine(yamlErrors, 2000)}`] : []),
    `Jobs: ${facts.jobs.length}, failed: ${failed}`,
  ];
  for (const job of facts.jobs) {
    const took = duration(job.startedAt, job.endedAt);
    lines.push(
      `- job ${oneLine(job.name)}${job.stage ? ` (stage ${oneLine(job.stage)})` : ""}: ${job.conclusion}${took && ` after ${took}`}${job.reason ? `: ${oneLine(job.reason)}` : ""}${job.runner ? ` on ${oneLine(job.runner)}` : ""}`,
      ...job.earlier.map((status, index) => `    try ${index + 1}: ${status}`),
    );
  }
  return `${lines.join("\n")}\n`;
}
