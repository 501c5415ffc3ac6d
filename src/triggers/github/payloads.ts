import { z } from "zod";

// Only the fields that are used, so that a field GitHub adds, renames or empties elsewhere never refuses a
// delivery. https://docs.github.com/en/webhooks/webhook-events-and-payloads

export const Repository = z.object({
  name: z.string().min(1),
  full_name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
});

const Person = z.object({ login: z.string() }).nullish();
const When = z.iso.datetime({ offset: true });

export type Repository = z.infer<typeof Repository>;

/** `workflow_run`, action `completed`. */
export const WorkflowRunPayload = z.object({
  workflow_run: z.object({
    id: z.number().int(),
    name: z.string().nullish(),
    display_title: z.string().nullish(),
    run_number: z.number().int().nullish(),
    run_attempt: z.number().int().min(1).nullish(),
    workflow_id: z.number().int(),
    head_branch: z.string().nullish(),
    head_sha: z.string().min(1),
    conclusion: z.string().nullish(),
    html_url: z.string().nullish(),
    updated_at: When,
    actor: Person,
    triggering_actor: Person,
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }).nullish(),
  }),
  repository: Repository,
  sender: Person,
});
export type WorkflowRunPayload = z.infer<typeof WorkflowRunPayload>;

const App = z.object({ slug: z.string().nullish(), name: z.string().nullish() }).nullish();

/** `check_run`, action `completed`. */
export const CheckRunPayload = z.object({
  check_run: z.object({
    id: z.number().int(),
    name: z.string(),
    head_sha: z.string().min(1),
    conclusion: z.string().nullish(),
    html_url: z.string().nullish(),
    completed_at: When,
    app: App,
    check_suite: z.object({ id: z.number().int(), head_branch: z.string().nullish() }),
  }),
  repository: Repository,
  sender: Person,
});
export type CheckRunPayload = z.infer<typeof CheckRunPayload>;

/** `check_suite`, action `completed`. */
export const CheckSuitePayload = z.object({
  check_suite: z.object({
    id: z.number().int(),
    head_sha: z.string().min(1),
    head_branch: z.string().nullish(),
    conclusion: z.string().nullish(),
    updated_at: When,
    app: App,
  }),
  repository: Repository,
  sender: Person,
});
export type CheckSuitePayload = z.infer<typeof CheckSuitePayload>;

/** `deployment_status`, action `created`. */
export const DeploymentStatusPayload = z.object({
  deployment_status: z.object({
    id: z.number().int().nullish().catch(undefined),
    state: z.string(),
    environment: z.string().nullish(),
    created_at: When,
    target_url: z.string().nullish(),
    log_url: z.string().nullish(),
    creator: Person,
  }),
  deployment: z.object({
    id: z.number().int(),
    sha: z.string().min(1),
    ref: z.string().nullish(),
    environment: z.string(),
    creator: Person,
  }),
  /** Only there when a workflow made the deployment. */
  workflow_run: z
    .object({ id: z.number().int(), run_attempt: z.number().int().min(1).nullish() })
    .nullish()
    .catch(undefined),
  repository: Repository,
  sender: Person,
});
export type DeploymentStatusPayload = z.infer<typeof DeploymentStatusPayload>;
