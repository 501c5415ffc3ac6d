import type { FailureEvent } from "../../domain/index.ts";
import { webLink } from "../web-link.ts";
import type {
  ApiDeployment,
  ApiJob,
  ApiPipeline,
  DeploymentPayload,
  JobPayload,
  PipelinePayload,
} from "./payloads.ts";

/** An event, or why the payload is none. */
export type Reading =
  /** `deliveryId` where polling tells the same: news has one name, whichever way it came. */
  { event: FailureEvent; deliveryId?: string } | { ignored: string };

/** Canceled, skipped, manual and blocked pipelines are somebody's decision, not a failure. */
function kindOf(status: string): FailureEvent["kind"] | undefined {
  if (status === "failed") return "failure";
  return status === "success" ? "resolution" : undefined;
}

const wording = { failure: "failed", resolution: "is green again" } as const;

interface PipelineFacts {
  project: { id: number; path: string; url?: string | null | undefined };
  id: number;
  kind: FailureEvent["kind"];
  ref?: string | null | undefined;
  tag: boolean;
  sha: string;
  source?: string | null | undefined;
  /** Number of the merge request that it runs for. */
  mergeRequest?: number | undefined;
  /** Branch to show, when `ref` is none that a reader knows. */
  branch?: string | null | undefined;
  /** The pipeline of the same project that started this one. */
  parent?: number | undefined;
  about?: string | null | undefined;
  occurredAt: string;
  actor?: string | null | undefined;
  url?: string | null | undefined;
}

/** A pipeline that has ended, as its webhook tells of it. */
export function readPipeline(payload: PipelinePayload): Reading {
  const { object_attributes: pipeline, project, source_pipeline: started } = payload;
  const kind = kindOf(pipeline.status);
  if (!kind) return { ignored: `pipeline is ${pipeline.status}` };
  const occurredAt = pipeline.finished_at ?? pipeline.created_at ?? payload.commit?.timestamp;
  if (!occurredAt) return { ignored: "the pipeline's end is not told" };
  return {
    deliveryId: toldAs(payload.project.id, pipeline.id, kind, occurredAt),
    event: pipelineEvent({
      project: { id: project.id, path: project.path_with_namespace, url: project.web_url },
      id: pipeline.id,
      kind,
      ref: pipeline.ref,
      tag: pipeline.tag ?? false,
      sha: pipeline.sha,
      source: pipeline.source,
      mergeRequest: payload.merge_request?.iid,
      branch: payload.merge_request?.source_branch,
      parent: started && started.project.id === project.id ? started.pipeline_id : undefined,
      about: payload.commit?.title ?? payload.commit?.message?.split("\n", 1)[0],
      occurredAt,
      actor: payload.user?.username,
      url: pipeline.url,
    }),
  };
}

/** The same of a pipeline that was asked for: the event has the key and the stream that its webhook has. */
export function readApiPipeline(pipeline: ApiPipeline, project: { path: string; url?: string }): Reading {
  const kind = kindOf(pipeline.status);
  if (!kind) return { ignored: `pipeline is ${pipeline.status}` };
  const occurredAt = pipeline.finished_at ?? pipeline.updated_at ?? pipeline.created_at;
  if (!occurredAt) return { ignored: "the pipeline's end is not told" };
  return {
    deliveryId: toldAs(pipeline.project_id, pipeline.id, kind, occurredAt),
    event: pipelineEvent({
      project: { ...project, id: pipeline.project_id },
      id: pipeline.id,
      kind,
      ref: pipeline.ref,
      tag: pipeline.tag ?? false,
      sha: pipeline.sha,
      source: pipeline.source,
      about: pipeline.name,
      occurredAt,
      actor: pipeline.user?.username,
      url: pipeline.web_url,
    }),
  };
}

/** A pipeline whose failed jobs are run again ends again, at another moment. */
function toldAs(project: number, pipeline: number, kind: FailureEvent["kind"], at: string): string {
  return `${pipelineKey(project, pipeline)}:${kind}:${at}`;
}

function pipelineEvent(facts: PipelineFacts): FailureEvent {
  const { project, id, kind, sha } = facts;
  const request = facts.mergeRequest ?? mergeRequestIn(facts.ref);
  const ref = request === undefined ? facts.ref || undefined : (facts.branch ?? undefined);
  const shown = ref ?? (request === undefined ? sha.slice(0, 8) : `merge request !${request}`);
  return {
    source: "gitlab",
    kind,
    // A child fails with its parent: one incident.
    dedupeKey: pipelineKey(project.id, facts.parent ?? id),
    stream: pipelineStream(project.id, facts.ref || sha, facts.tag, request, facts.source),
    title: `Pipeline ${wording[kind]} on ${shown}${facts.about ? `: ${facts.about}` : ""}`.slice(0, 300),
    occurredAt: facts.occurredAt,
    subject: {
      kind: "gitlab_pipeline",
      project: project.path,
      projectId: project.id,
      pipelineId: id,
      ref: facts.ref || undefined,
    },
    service: lastPart(project.path),
    repository: project.path,
    commit: sha,
    branch: facts.tag ? undefined : ref,
    actor: facts.actor ?? undefined,
    url: webLink(facts.url ?? (project.url ? `${project.url}/-/pipelines/${id}` : undefined)),
  };
}

/**
 * A failed job: its pipeline will end as failed, so that it has the pipeline's key and stream. A job's
 * success says nothing of the others; the pipeline's end does.
 */
export function readJob(payload: JobPayload): Reading {
  if (payload.build_status !== "failed") return { ignored: `job is ${payload.build_status}` };
  if (payload.build_allow_failure) return { ignored: "the job is allowed to fail" };
  const occurredAt = payload.build_finished_at ?? payload.build_started_at ?? payload.build_created_at;
  if (!occurredAt) return { ignored: "the job's end is not told" };
  const { project_id: projectId, pipeline_id: pipelineId } = payload;
  const home = webLink(payload.project?.web_url ?? payload.repository?.homepage);
  const path =
    payload.project?.path_with_namespace ??
    (home ? new URL(home).pathname.replace(/^\/+|\/+$/g, "") : undefined) ??
    payload.project_name?.replaceAll(" / ", "/") ??
    String(projectId);
  const request = mergeRequestIn(payload.ref);
  const branch = request === undefined && !payload.tag ? payload.ref || undefined : undefined;
  const shown = request === undefined ? payload.ref || payload.sha.slice(0, 8) : `merge request !${request}`;
  return {
    // Tried again, a job has another number.
    deliveryId: `gitlab:${projectId}:job:${payload.build_id}:failure`,
    event: {
      source: "gitlab",
      kind: "failure",
      dedupeKey: pipelineKey(projectId, pipelineId),
      stream: pipelineStream(projectId, payload.ref || payload.sha, payload.tag ?? false, request, undefined),
      title: `Job ${payload.build_name} failed on ${shown}`.slice(0, 300),
      occurredAt,
      subject: {
        kind: "gitlab_pipeline",
        project: path,
        projectId,
        pipelineId,
        jobId: payload.build_id,
        ref: payload.ref || undefined,
      },
      service: lastPart(path),
      environment: payload.environment ?? undefined,
      repository: path,
      commit: payload.sha,
      branch,
      actor: payload.user?.username ?? undefined,
      url: home ? `${home.replace(/\/$/, "")}/-/jobs/${payload.build_id}` : undefined,
    },
  };
}

/** The same of a job that was asked for. */
export function readApiJob(
  job: ApiJob,
  project: { id: number; path: string; url?: string; environment?: string | undefined },
): Reading {
  return readJob({
    ref: job.ref,
    tag: job.tag,
    sha: job.pipeline.sha,
    build_id: job.id,
    build_name: job.name,
    build_stage: job.stage,
    build_status: job.status,
    build_started_at: job.started_at,
    build_finished_at: job.finished_at,
    build_created_at: job.created_at,
    build_allow_failure: job.allow_failure,
    pipeline_id: job.pipeline.id,
    project_id: project.id,
    project_name: undefined,
    project: { id: project.id, path_with_namespace: project.path, web_url: project.url },
    repository: undefined,
    user: job.user,
    environment: project.environment,
  });
}

/** A deployment. Its job's pipeline is not told, so that it has a key of its own; commit and time join them. */
export function readDeployment(payload: DeploymentPayload): Reading {
  const kind = kindOf(payload.status);
  if (!kind) return { ignored: `deployment is ${payload.status}` };
  const { project, environment, deployable_id: jobId } = payload;
  const path = project.path_with_namespace;
  const commit = /\/commit\/([0-9a-f]{40,64})$/.exec(payload.commit_url ?? "")?.[1] ?? payload.short_sha;
  return {
    deliveryId: `gitlab:${project.id}:deployment:${payload.deployment_id}:${kind}`,
    event: {
      source: "gitlab",
      kind,
      dedupeKey: `gitlab:${project.id}:deployment:${payload.deployment_id}`,
      stream: `gitlab:${project.id}:environment:${environment}`,
      title: `Deployment of ${lastPart(path)} to ${environment} ${kind === "failure" ? "failed" : "succeeded"}`,
      occurredAt: payload.status_changed_at,
      subject: {
        kind: "gitlab_pipeline",
        project: path,
        projectId: project.id,
        // The collector finds the pipeline through the job.
        pipelineId: 0,
        jobId: jobId ?? undefined,
        ref: payload.ref || undefined,
      },
      service: lastPart(path),
      environment,
      repository: path,
      commit: commit ?? undefined,
      branch: payload.ref || undefined,
      actor: payload.user?.username ?? undefined,
      url: webLink(payload.deployable_url ?? project.web_url),
    },
  };
}

/** The same of a deployment that was asked for. */
export function readApiDeployment(
  deployment: ApiDeployment,
  project: { id: number; path: string; url?: string },
): Reading {
  const { deployable, sha } = deployment;
  return readDeployment({
    status: deployment.status,
    status_changed_at: deployment.updated_at,
    deployment_id: deployment.id,
    deployable_id: deployable?.id,
    deployable_url: deployable && project.url ? `${project.url}/-/jobs/${deployable.id}` : undefined,
    environment: deployment.environment.name,
    project: { id: project.id, path_with_namespace: project.path, web_url: project.url },
    short_sha: sha,
    commit_url: undefined,
    commit_title: undefined,
    ref: deployment.ref,
    user: deployment.user,
  });
}

function pipelineKey(project: number, pipeline: number): string {
  return `gitlab:${project}:pipeline:${pipeline}`;
}

/**
 * What a later success resolves. The branch `x` and the tag `x` are two; a merge request's pipelines have
 * their branch's name in one place and `refs/merge-requests/…` in another, so that its number names them; and
 * the success of a child says nothing of its parent.
 */
function pipelineStream(
  project: number,
  ref: string,
  tag: boolean,
  request: number | undefined,
  source: string | null | undefined,
): string {
  const child = source === "parent_pipeline" ? ":child" : "";
  const what = request !== undefined ? `merge_request:${request}` : `${tag ? "tag" : "ref"}:${ref}`;
  return `gitlab:${project}:${what}${child}`;
}

function mergeRequestIn(ref: string | null | undefined): number | undefined {
  const number = /^refs\/merge-requests\/(\d{1,12})\//.exec(ref ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
