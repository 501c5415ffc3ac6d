import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { InquestError, type Subject } from "../../domain/index.ts";
import { readBounded } from "../bounded-bytes.ts";
import type { CollectedEvidence } from "../collector.ts";
import type { GitLimits } from "./limits.ts";

/** The output of the command as it was captured, its head and tail when it is large. */
export async function readLogFile(
  subject: Extract<Subject, { kind: "command" }>,
  kind: "failed_log" | "green_log",
  path: string,
  limits: GitLimits,
  signal: AbortSignal,
): Promise<CollectedEvidence> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    if (!(await file.stat()).isFile()) throw unreadable(path);
    const stream = file.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 });
    const log = await readBounded(stream, { keep: limits.logBytes, read: Number.MAX_SAFE_INTEGER }, signal);
    if (log.brokenBy !== undefined) throw unreadable(path, log.brokenBy);
    return {
      kind,
      title: `${kind === "green_log" ? "Output of the last success of" : "Output of"} ${subject.command.join(" ").slice(0, 200)}`,
      content: log.content,
      ...(log.truncated ? { truncated: true } : {}),
    };
  } finally {
    await file.close();
  }
}

function unreadable(path: string, cause?: unknown): InquestError {
  return new InquestError(
    "not_found",
    `The captured output ${path} cannot be read.`,
    "Run the command again with `inquest run`.",
    { cause },
  );
}
