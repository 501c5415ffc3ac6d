import { z } from "zod";

/** The words for kinds of failure. The second block is for cluster incidents. */
export const Category = z.enum([
  "compile_error",
  "test_failure",
  "lint",
  "dependency_resolution",
  "network",
  "timeout",
  "out_of_memory",
  "disk_full",
  "permission",
  "configuration",
  "infrastructure",
  "flaky",
  "deployment",
  "unknown",
  "oom_killed",
  "image_pull_failure",
  "missing_env_var",
  "command_not_found",
  "script_syntax_error",
  "unschedulable_resources",
  "unschedulable_node_selector",
  "pvc_storageclass_missing",
  "readiness_probe_failed",
  "liveness_probe_failed",
  "pod_evicted_ephemeral_storage",
  "node_memory_pressure",
  "node_not_ready",
  "quota_exceeded",
  "rbac_forbidden",
  "config_missing",
  "dns_resolution_failure",
  "connection_refused_dependency",
  "dependency_down",
  "certificate_expired",
  "ingress_misconfigured",
  "namespace_not_found",
  "slow_database",
  "database_error",
  "db_connections_exhausted",
  "slow_consumer",
  "rabbitmq_partition",
  "cpu_throttling",
  "application_error",
  "log_needle",
]);
export type Category = z.infer<typeof Category>;

/** A place in source code that a log names. `at` is the 1-based log line that names it. */
export const Location = z.object({
  path: z.string(),
  line: z.number().int(),
  column: z.number().int().optional(),
  severity: z.enum(["error", "warning", "info"]).optional(),
  message: z.string().optional(),
  at: z.number().int(),
});
export type Location = z.infer<typeof Location>;

/** A test that failed, named the way its runner names it (`Class.method`, `suite › case`, `module::test`). */
export const FailedTest = z.object({
  name: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  /** 1-based log line of its first mention. */
  at: z.number().int().optional(),
});
export type FailedTest = z.infer<typeof FailedTest>;

export const TestCounts = z.object({
  run: z.number().int(),
  failed: z.number().int(),
  errored: z.number().int(),
  skipped: z.number().int(),
});
export type TestCounts = z.infer<typeof TestCounts>;

/**
 * Lines of a log worth reading. `start`, `end` and `focus` are 1-based and inclusive, counted on `\n` in
 * the decompressed text. `cause` lines answer "why did it fail?"; `context` lines help to read them.
 */
export const Excerpt = z.object({
  role: z.enum(["cause", "context"]),
  start: z.number().int(),
  end: z.number().int(),
  focus: z.number().int(),
  score: z.number(),
  reason: z.string(),
  /** Of a second cause: what kind of failure it is, and one sentence that says it. */
  category: Category.optional(),
  summary: z.string().optional(),
});
export type Excerpt = z.infer<typeof Excerpt>;

/** What log analysis says of one log. The command line's JSON contract is this plus `file`. */
export const LogFindings = z.object({
  bytes: z.number().int(),
  lines: z.number().int(),
  category: Category,
  summary: z.string(),
  /** Best first. */
  excerpts: z.array(Excerpt),
  failedTests: z.array(FailedTest),
  tests: TestCounts.nullable(),
  locations: z.array(Location),
  /** Stable id of this failure: alike for the same cause in another run. */
  signature: z.string(),
});
export type LogFindings = z.infer<typeof LogFindings>;
