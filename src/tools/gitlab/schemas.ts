import { z } from "zod";

// Only what is used of https://docs.gitlab.com/api/, lenient where GitLab may leave something empty.

const Person = z.object({ username: z.string(), name: z.string().nullish() }).nullish();

export const ProjectFacts = z.object({ default_branch: z.string().nullish() });

const listed = {
  id: z.number().int(),
  iid: z.number().int().nullish(),
  status: z.string(),
  source: z.string().nullish(),
  ref: z.string().nullish(),
  sha: z.string(),
  web_url: z.string().nullish(),
  created_at: z.string().nullish(),
};

export const ListedPipeline = z.object(listed);
export type ListedPipeline = z.infer<typeof ListedPipeline>;

export const Pipeline = z.object({
  ...listed,
  project_id: z.number().int(),
  name: z.string().nullish(),
  tag: z.boolean().nullish(),
  /** Why no job could be made of the configuration. */
  yaml_errors: z.string().nullish(),
  user: Person,
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
});
export type Pipeline = z.infer<typeof Pipeline>;

export const Job = z.object({
  id: z.number().int(),
  name: z.string(),
  stage: z.string().nullish(),
  status: z.string(),
  allow_failure: z.boolean().nullish(),
  failure_reason: z.string().nullish(),
  web_url: z.string().nullish(),
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
  runner: z.object({ description: z.string().nullish() }).nullish(),
  pipeline: z.object({ id: z.number().int(), project_id: z.number().int().nullish() }),
});
export type Job = z.infer<typeof Job>;

/** A job that starts another pipeline. */
export const Bridge = z.object({
  name: z.string(),
  status: z.string(),
  allow_failure: z.boolean().nullish(),
  downstream_pipeline: z
    .object({ id: z.number().int(), project_id: z.number().int(), status: z.string() })
    .nullish(),
});
export type Bridge = z.infer<typeof Bridge>;

export const Commit = z.object({
  id: z.string(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  author_name: z.string().nullish(),
  author_email: z.string().nullish(),
  committed_date: z.string().nullish(),
  parent_ids: z.array(z.string()).nullish(),
  web_url: z.string().nullish(),
});
export type Commit = z.infer<typeof Commit>;

export const FileDiff = z.object({
  old_path: z.string(),
  new_path: z.string(),
  new_file: z.boolean().nullish(),
  deleted_file: z.boolean().nullish(),
  /** Empty when GitLab finds it too large. */
  diff: z.string().nullish(),
});
export type FileDiff = z.infer<typeof FileDiff>;

export const Comparison = z.object({
  commits: z.array(Commit).nullish(),
  diffs: z.array(FileDiff).nullish(),
  compare_timeout: z.boolean().nullish(),
  web_url: z.string().nullish(),
});
export type Comparison = z.infer<typeof Comparison>;

export const TestReport = z.object({
  total_count: z.number().int(),
  failed_count: z.number().int(),
  error_count: z.number().int(),
  skipped_count: z.number().int(),
  test_suites: z.array(
    z.object({
      name: z.string().nullish(),
      suite_error: z.string().nullish(),
      test_cases: z
        .array(
          z.object({
            status: z.string(),
            name: z.string(),
            classname: z.string().nullish(),
            file: z.string().nullish(),
            execution_time: z.number().nullish(),
            // A failure's text, or an object where the report had attributes.
            system_output: z.unknown(),
            stack_trace: z.string().nullish(),
          }),
        )
        .nullish(),
    }),
  ),
});
export type TestReport = z.infer<typeof TestReport>;

export const MergeRequest = z.object({
  iid: z.number().int(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  draft: z.boolean().nullish(),
  web_url: z.string().nullish(),
  author: Person,
  created_at: z.string(),
  merged_at: z.string().nullish(),
  source_branch: z.string(),
  target_branch: z.string(),
  sha: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
});
export type MergeRequest = z.infer<typeof MergeRequest>;
