import { createHmac, randomUUID } from "node:crypto";
import type { StandInPipeline } from "./gitlab-model.ts";

export interface GitLabSender {
  /** `group/name`. */
  project: string;
  projectId: number;
  /** Address of the GitLab. */
  url: string;
}

/** A delivery as GitLab sends it, proving itself with a token, a signature, both or nothing. */
export function gitLabDelivery(
  payload: { object_kind: string },
  secrets: { token?: string; signingToken?: string; at?: Date } = {},
): { headers: Record<string, string>; body: Buffer } {
  const names: Record<string, string> = { pipeline: "Pipeline Hook", build: "Job Hook" };
  const body = Buffer.from(JSON.stringify(payload));
  const id = randomUUID();
  const { token, signingToken, at = new Date() } = secrets;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = (key: string) => ({
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${createHmac("sha256", Buffer.from(key.slice("whsec_".length), "base64"))
      .update(`${id}.${timestamp}.${body.toString("utf8")}`)
      .digest("base64")}`,
  });
  return {
    headers: {
      "content-type": "application/json",
      "user-agent": "GitLab/19.0.0",
      "idempotency-key": id,
      "x-gitlab-event": names[payload.object_kind] ?? "Deployment Hook",
      "x-gitlab-instance": "https://gitlab.example",
      "x-gitlab-webhook-uuid": "6205e138-0000-4000-8000-000000000001",
      "x-gitlab-event-uuid": randomUUID(),
      ...(token ? { "x-gitlab-token": token } : {}),
      ...(signingToken ? signed(signingToken) : {}),
    },
    body,
  };
}

const gitlab: GitLabSender = { project: "orchard/shop", projectId: 4711, url: "https://gitlab.example" };

const person = { id: 42, name: "Mira Holt", username: "mira-holt", email: "[REDACTED]" };

const projectOf = ({ project, projectId, url }: GitLabSender) => ({
  id: projectId,
  name: project.split("/").at(-1) ?? "",
  description: null,
  web_url: `${url}/${project}`,
  git_http_url: `${url}/${project}.git`,
  namespace: "Orchard",
  visibility_level: 0,
  path_with_namespace: project,
  default_branch: "main",
});

/** `2016-08-12 15:26:29 UTC`, as the payloads of pipelines and jobs have it. */
const written = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** `pipeline`: failed on main unless `given` says otherwise. */
export function pipelinePayload(
  given: Partial<StandInPipeline> & { mergeRequest?: number; parent?: number } = {},
  sender = gitlab,
) {
  const pipeline = {
    id: 9100,
    iid: 1,
    ref: "main",
    tag: false,
    sha: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
    source: "push",
    status: "failed",
    startedAt: "2026-01-05T08:00:00.000Z",
    endedAt: "2026-01-05T08:02:10.000Z",
    title: "Say which Node the shop wants",
    ...given,
  };
  const web = `${sender.url}/${sender.project}`;
  return {
    object_kind: "pipeline",
    object_attributes: {
      id: pipeline.id,
      iid: pipeline.iid,
      name: null,
      ref: pipeline.ref,
      tag: pipeline.tag,
      sha: pipeline.sha,
      before_sha: "0000000000000000000000000000000000000000",
      source: pipeline.source,
      status: pipeline.status,
      detailed_status: pipeline.status,
      stages: ["test", "deploy"],
      created_at: written(pipeline.startedAt),
      finished_at: written(pipeline.endedAt) as string | null,
      duration: 130,
      queued_duration: 1,
      variables: [],
      url: `${web}/-/pipelines/${pipeline.id}`,
    },
    merge_request:
      pipeline.mergeRequest === undefined
        ? null
        : { id: 1, iid: pipeline.mergeRequest, title: "A change", source_branch: pipeline.ref },
    user: person,
    project: projectOf(sender),
    commit: {
      id: pipeline.sha,
      message: `${pipeline.title}\n`,
      title: pipeline.title,
      timestamp: pipeline.startedAt,
      url: `${web}/-/commit/${pipeline.sha}`,
      author: { name: "Mira Holt", email: "[REDACTED]" },
    },
    ...(pipeline.parent === undefined
      ? {}
      : { source_pipeline: { project: projectOf(sender), job_id: 5, pipeline_id: pipeline.parent } }),
    builds: [],
  };
}

/** `build`: a failed job of the pipeline that `pipelinePayload` tells of. */
export function jobPayload(
  given: { status?: string; allowFailure?: boolean; pipeline?: number; ref?: string; job?: number } = {},
  sender = gitlab,
) {
  const sha = "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90";
  return {
    object_kind: "build",
    ref: given.ref ?? "main",
    tag: false,
    before_sha: "0000000000000000000000000000000000000000",
    sha,
    build_id: given.job ?? 80_001,
    build_name: "test",
    build_stage: "test",
    build_status: given.status ?? "failed",
    build_created_at: "2026-01-05 08:00:00 UTC",
    build_started_at: "2026-01-05 08:00:05 UTC",
    build_finished_at: "2026-01-05 08:01:50 UTC",
    build_duration: 105.5,
    build_queued_duration: 5,
    build_allow_failure: given.allowFailure ?? false,
    build_failure_reason: "script_failure",
    retries_count: 0,
    pipeline_id: given.pipeline ?? 9100,
    project_id: sender.projectId,
    project_name: "Orchard / shop",
    user: person,
    commit: { id: 9100, name: null, sha, message: "A change", status: "running" },
    repository: { name: "shop", homepage: `${sender.url}/${sender.project}` },
    project: projectOf(sender),
    runner: { id: 12, description: "runner-3", active: true },
    environment: null,
  };
}

/** `deployment`: one that failed. */
export function deploymentPayload(given: { status?: string } = {}, sender = gitlab) {
  const web = `${sender.url}/${sender.project}`;
  return {
    object_kind: "deployment",
    status: given.status ?? "failed",
    status_changed_at: "2026-01-05 10:05:00 +0200",
    deployment_id: 15,
    deployable_id: 80_002,
    deployable_url: `${web}/-/jobs/80002`,
    environment: "production",
    environment_tier: "production",
    environment_slug: "production",
    environment_external_url: "https://shop.example",
    project: projectOf(sender),
    short_sha: "8f3c0de5",
    user: person,
    user_url: `${sender.url}/mira-holt`,
    commit_url: `${web}/-/commit/8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90`,
    commit_title: "Say which Node the shop wants",
    ref: "main",
  };
}
