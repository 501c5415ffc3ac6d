import { z } from "zod";

// Only the fields that are used. https://docs.github.com/en/rest

const Person = z.object({ login: z.string() }).nullish();

export const Run = z.object({
  id: z.number().int(),
  name: z.string().nullish(),
  display_title: z.string().nullish(),
  run_number: z.number().int(),
  run_attempt: z.number().int().nullish(),
  workflow_id: z.number().int(),
  path: z.string().nullish(),
  event: z.string(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  head_branch: z.string().nullish(),
  head_sha: z.string(),
  html_url: z.string(),
  created_at: z.string(),
  run_started_at: z.string().nullish(),
  updated_at: z.string(),
  actor: Person,
  triggering_actor: Person,
  head_repository: z.object({ full_name: z.string() }).nullish(),
  pull_requests: z.array(z.object({ number: z.number().int() })).nullish(),
});
export type Run = z.infer<typeof Run>;

export const Runs = z.object({ workflow_runs: z.array(Run) });

export const Job = z.object({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
  check_run_url: z.string().nullish(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  runner_name: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  steps: z
    .array(
      z.object({
        name: z.string(),
        number: z.number().int(),
        status: z.string(),
        conclusion: z.string().nullish(),
        started_at: z.string().nullish(),
        completed_at: z.string().nullish(),
      }),
    )
    .nullish(),
});
export type Job = z.infer<typeof Job>;

export const Jobs = z.object({ total_count: z.number().int(), jobs: z.array(Job) });

export const Annotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  annotation_level: z.string().nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  raw_details: z.string().nullish(),
});
export type Annotation = z.infer<typeof Annotation>;

const File = z.object({
  filename: z.string(),
  additions: z.number().int(),
  deletions: z.number().int(),
  status: z.string().nullish(),
  previous_filename: z.string().nullish(),
  patch: z.string().nullish(),
});
export type File = z.infer<typeof File>;

export const Commit = z.object({
  sha: z.string(),
  html_url: z.string().nullish(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish(),
    committer: z.object({ date: z.string().nullish() }).nullish(),
  }),
  // GitHub answers `{}` for an author it does not know.
  author: z.object({ login: z.string().optional() }).nullish(),
  parents: z.array(z.object({ sha: z.string() })).nullish(),
  files: z.array(File).nullish(),
});
export type Commit = z.infer<typeof Commit>;

export const Comparison = z.object({
  status: z.string(),
  ahead_by: z.number().int(),
  behind_by: z.number().int(),
  total_commits: z.number().int(),
  html_url: z.string().nullish(),
  merge_base_commit: z.object({ sha: z.string() }).nullish(),
  commits: z.array(Commit),
  files: z.array(File).nullish(),
});
export type Comparison = z.infer<typeof Comparison>;

export const RepositoryFacts = z.object({ default_branch: z.string() });

export const PullRequest = z.object({
  number: z.number().int(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  html_url: z.string(),
  user: Person,
  created_at: z.string(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
  labels: z.array(z.object({ name: z.string().nullish() })).nullish(),
});
export type PullRequest = z.infer<typeof PullRequest>;

export const CheckRun = z.object({
  id: z.number().int(),
  name: z.string(),
  head_sha: z.string(),
  status: z.string(),
  conclusion: z.string().nullish(),
  details_url: z.string().nullish(),
  html_url: z.string().nullish(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  app: z.object({ slug: z.string().nullish(), name: z.string().nullish() }).nullish(),
  output: z
    .object({
      title: z.string().nullish(),
      summary: z.string().nullish(),
      text: z.string().nullish(),
      annotations_count: z.number().int().nullish(),
    })
    .nullish(),
});
export type CheckRun = z.infer<typeof CheckRun>;

export const CheckRuns = z.object({ total_count: z.number().int(), check_runs: z.array(CheckRun) });

export const Deployment = z.object({
  id: z.number().int(),
  sha: z.string(),
  ref: z.string(),
  task: z.string().nullish(),
  environment: z.string(),
  description: z.string().nullish(),
  creator: Person,
  created_at: z.string(),
});
export type Deployment = z.infer<typeof Deployment>;

export const DeploymentStatus = z.object({
  state: z.string(),
  description: z.string().nullish(),
  environment: z.string().nullish(),
  log_url: z.string().nullish(),
  target_url: z.string().nullish(),
  creator: Person,
  created_at: z.string(),
});
export type DeploymentStatus = z.infer<typeof DeploymentStatus>;
