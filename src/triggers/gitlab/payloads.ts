import { z } from "zod";

// Only the fields that are used, so that a field GitLab adds, renames or empties elsewhere never refuses a
// delivery. https://docs.gitlab.com/user/project/integrations/webhook_events/

/**
 * GitLab writes moments in three ways: `2016-08-12 15:26:29 UTC`, `2021-04-28 21:50:00 +0200` and ISO 8601.
 * Read to the second, so that a webhook and the API, which knows milliseconds, tell the same moment.
 */
export const Moment = z.string().transform((text, context) => {
  const [, day, clock, zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?(UTC|Z|[+-]\d\d:?\d\d)?$/.exec(text) ?? [];
  const offset = zone === "UTC" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const milliseconds = Date.parse(`${day}T${clock}${offset}`);
  if (Number.isNaN(milliseconds)) {
    context.addIssue({ code: "custom", message: "is no moment" });
    return z.NEVER;
  }
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
});

const OptionalMoment = Moment.nullish().catch(undefined);
const Id = z.number().int().positive();
const Text = z.string().nullish().catch(undefined);

const Project = z.object({
  id: Id,
  path_with_namespace: z.string().min(1),
  web_url: Text,
});

const User = z.object({ username: Text }).nullish().catch(undefined);

/** `object_kind: pipeline`. */
export const PipelinePayload = z.object({
  object_attributes: z.object({
    id: Id,
    ref: Text,
    tag: z.boolean().nullish().catch(undefined),
    sha: z.string().min(1),
    source: Text,
    status: z.string(),
    created_at: OptionalMoment,
    finished_at: OptionalMoment,
    url: Text,
  }),
  merge_request: z.object({ iid: Id, title: Text, source_branch: Text }).nullish().catch(undefined),
  user: User,
  project: Project,
  commit: z.object({ title: Text, message: Text, timestamp: OptionalMoment }).nullish().catch(undefined),
  /** Only there when another pipeline started this one. */
  source_pipeline: z
    .object({ pipeline_id: Id, project: z.object({ id: Id }) })
    .nullish()
    .catch(undefined),
});
export type PipelinePayload = z.infer<typeof PipelinePayload>;

/** `object_kind: build`, the Job Hook. */
export const JobPayload = z.object({
  ref: Text,
  tag: z.boolean().nullish().catch(undefined),
  sha: z.string().min(1),
  build_id: Id,
  build_name: z.string(),
  build_stage: Text,
  build_status: z.string(),
  build_started_at: OptionalMoment,
  build_finished_at: OptionalMoment,
  build_created_at: OptionalMoment,
  build_allow_failure: z.boolean().nullish().catch(undefined),
  /** Missing only from GitLab versions that are long out of support. */
  pipeline_id: Id,
  project_id: Id,
  project_name: Text,
  /** Since GitLab 15.11. */
  project: Project.nullish().catch(undefined),
  repository: z.object({ homepage: Text }).nullish().catch(undefined),
  user: User,
  environment: z
    .union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
    .nullish()
    .catch(undefined),
});
export type JobPayload = z.infer<typeof JobPayload>;

/** `object_kind: deployment`. */
export const DeploymentPayload = z.object({
  status: z.string(),
  status_changed_at: Moment,
  deployment_id: Id,
  /** The job that deploys. */
  deployable_id: Id.nullish().catch(undefined),
  deployable_url: Text,
  environment: z.string().min(1),
  project: Project,
  short_sha: Text,
  commit_url: Text,
  commit_title: Text,
  ref: Text,
  user: User,
});
export type DeploymentPayload = z.infer<typeof DeploymentPayload>;

/** A pipeline as the REST API tells of it. https://docs.gitlab.com/api/pipelines/#retrieve-a-single-pipeline */
export const ApiPipeline = z.object({
  id: Id,
  project_id: Id,
  ref: Text,
  tag: z.boolean().nullish().catch(undefined),
  sha: z.string().min(1),
  source: Text,
  name: Text,
  status: z.string(),
  created_at: OptionalMoment,
  updated_at: OptionalMoment,
  finished_at: OptionalMoment,
  web_url: Text,
  user: User,
});
export type ApiPipeline = z.infer<typeof ApiPipeline>;

/** A job as the REST API lists it. https://docs.gitlab.com/api/jobs/#list-project-jobs */
export const ApiJob = z.object({
  id: Id,
  name: z.string(),
  stage: Text,
  status: z.string(),
  ref: Text,
  tag: z.boolean().nullish().catch(undefined),
  allow_failure: z.boolean().nullish().catch(undefined),
  created_at: Moment,
  started_at: OptionalMoment,
  finished_at: OptionalMoment,
  user: User,
  pipeline: z.object({ id: Id, sha: z.string().min(1) }),
});
export type ApiJob = z.infer<typeof ApiJob>;

/** A deployment as the REST API lists it. https://docs.gitlab.com/api/deployments/#list-project-deployments */
export const ApiDeployment = z.object({
  id: Id,
  ref: Text,
  sha: z.string().min(1),
  status: z.string(),
  updated_at: Moment,
  user: User,
  deployable: z.object({ id: Id }).nullish().catch(undefined),
  environment: z.object({ name: z.string().min(1) }),
});
export type ApiDeployment = z.infer<typeof ApiDeployment>;
