import { z } from "zod";

/** Where the thing that failed can be fetched from. Each collector answers for the kinds it knows. */
export const Subject = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("github_run"),
    owner: z.string(),
    repo: z.string(),
    runId: z.number().int(),
    attempt: z.number().int().default(1),
  }),
  z.object({
    kind: z.literal("github_check"),
    owner: z.string(),
    repo: z.string(),
    /** The check run's or check suite's id. */
    checkId: z.number().int(),
    check: z.enum(["check_run", "check_suite"]),
    headSha: z.string(),
  }),
  z.object({
    kind: z.literal("github_deployment"),
    owner: z.string(),
    repo: z.string(),
    deploymentId: z.number().int(),
    sha: z.string(),
    environment: z.string(),
  }),
  /** A command that `inquest run` saw fail; the log was captured by Inquest itself. */
  z.object({
    kind: z.literal("command"),
    command: z.array(z.string()),
    directory: z.string(),
    exitCode: z.number().int(),
    /** File that holds the captured output. */
    logFile: z.string(),
    /** Commit at which this command last succeeded in this directory, where Inquest saw that. */
    greenCommit: z.string().optional(),
    /** File that holds the output of that success. */
    greenLogFile: z.string().optional(),
  }),
  z.object({
    kind: z.literal("gitlab_pipeline"),
    /** `group/subgroup/name`. */
    project: z.string(),
    projectId: z.number().int(),
    pipelineId: z.number().int(),
    /** Set when one job or one deployment of it is what failed. */
    jobId: z.number().int().optional(),
    ref: z.string().optional(),
  }),
  /** A firing alert, as Prometheus' Alertmanager (or Grafana) tells of it. */
  z.object({
    kind: z.literal("alert"),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    startsAt: z.iso.datetime({ offset: true }),
    /** The alert's own expression, where the sender tells it. */
    expression: z.string().optional(),
    fingerprint: z.string(),
  }),
  /** A workload of a cluster, and the pod and container in it that failed, where known. */
  z.object({
    kind: z.literal("workload"),
    cluster: z.string().default(""),
    namespace: z.string(),
    /** `Deployment`, `StatefulSet`, `DaemonSet`, `Job`, `CronJob`, `Pod`… */
    workload: z.string(),
    name: z.string(),
    pod: z.string().optional(),
    container: z.string().optional(),
  }),
  /** What another sender told of, through the configured mapping; there is nothing to fetch but its text. */
  z.object({ kind: z.literal("generic"), sender: z.string(), text: z.string() }),
  /** A folder of text files that is all the evidence there is. */
  z.object({ kind: z.literal("folder"), directory: z.string() }),
]);
export type Subject = z.infer<typeof Subject>;

/** What a trigger makes of a delivery: something failed, or something that had failed works again. */
export const FailureEvent = z.object({
  source: z.enum(["github", "gitlab", "alertmanager", "kubernetes", "generic", "cli", "folder"]),
  kind: z.enum(["failure", "resolution"]),
  /** Names this very failure; a second event with the same key belongs to the same incident. */
  dedupeKey: z.string(),
  /** Names the stream (workflow and branch, alert and labels) that a later success resolves. */
  stream: z.string(),
  title: z.string(),
  occurredAt: z.iso.datetime({ offset: true }),
  subject: Subject,
  service: z.string().optional(),
  environment: z.string().optional(),
  /** `owner/name` as the host spells it. */
  repository: z.string().optional(),
  commit: z.string().optional(),
  branch: z.string().optional(),
  actor: z.string().optional(),
  /** The cluster's namespace that it happened in. */
  namespace: z.string().optional(),
  /** Container image with its tag or digest. */
  image: z.string().optional(),
  /** The sender's own labels, for silences and for joining signals. */
  labels: z.record(z.string(), z.string()).optional(),
  /** The page of the failed run at its host. */
  url: z.string().optional(),
  /** Other keys of this very failure: as another way to hear of it names it. */
  alsoKnownAs: z.array(z.string()).max(32).optional(),
  /** A person asked about it. Nobody tells of its stream's success, until its sender tells of it too. */
  asked: z.boolean().optional(),
  /** Set on a success that brought a version to where it runs: a deployment, a sync, a rollout. */
  deployed: z
    .object({
      /** What ran there before, where an earlier deployment told it. */
      previousCommit: z.string().optional(),
    })
    .optional(),
});
export type FailureEvent = z.infer<typeof FailureEvent>;
