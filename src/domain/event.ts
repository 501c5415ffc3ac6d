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
  /** The page of the failed run at its host. */
  url: z.string().optional(),
});
export type FailureEvent = z.infer<typeof FailureEvent>;
