import pLimit from "p-limit";
import { InquestError } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import { readBounded } from "../bounded-bytes.ts";
import type { CollectedEvidence } from "../collector.ts";
import { type LogArchive, openLogArchive } from "./log-archive.ts";
import { hasFailed } from "./run.ts";
import type { Scene } from "./scene.ts";
import type { Job, Run } from "./schemas.ts";

/**
 * One evidence for each of `jobs`: its log from the job's own address, else from the zip of the whole run.
 * Logs share `limits.answerBytes`; jobs beyond `limits.logs` are a gap.
 */
export async function collectLogs(
  scene: Scene,
  kind: "failed_log" | "green_log",
  run: Run,
  jobs: Job[],
): Promise<CollectedEvidence[]> {
  const taken = jobs.slice(0, scene.limits.logs);
  if (taken.length < jobs.length) {
    scene.gaps.push({
      missing: `Logs of ${jobs.length - taken.length} more jobs of run ${run.id}`,
      code: "limit_reached",
      remedy: "Ask for one by its job's name, or look at the run's page.",
    });
  }
  const keep = Math.min(
    scene.limits.logBytes,
    Math.floor(scene.limits.answerBytes / Math.max(1, taken.length)),
  );
  const archive = openArchiveOnce(scene, run);
  const titles = uniqueTitles(taken, kind);
  const three = pLimit(3);
  const read = async (job: Job, title: string): Promise<CollectedEvidence> => {
    const bytes = await logOf(scene, job, archive);
    const log = await readBounded(bytes, { keep, read: scene.limits.readBytes }, scene.signal);
    if (log.brokenBy !== undefined) noteBroken(scene, job, log.total);
    return {
      kind,
      title,
      url: job.html_url ?? run.html_url,
      content: log.content,
      ...(log.truncated || log.brokenBy !== undefined ? { truncated: true } : {}),
    };
  };
  const reading = taken.map((job, index) =>
    three(async () => attempt(scene.gaps, async () => read(job, titles[index] ?? job.name))),
  );
  try {
    return (await Promise.all(reading)).filter((evidence) => evidence !== undefined);
  } finally {
    // An abort ends the first; the zip is closed when the last has let go of it.
    await Promise.allSettled(reading);
    await archive.close();
  }
}

async function logOf(scene: Scene, job: Job, archive: ArchiveOnce): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await scene.client.download(
      "/actions/jobs/{job_id}/logs",
      { job_id: job.id },
      { what: `The log of job ${job.name}`, permission: "actions: read" },
    );
  } catch (cause) {
    // A job's own log can be gone or out of order while the run's zip is still there.
    if (
      !(cause instanceof InquestError) ||
      !["not_found", "unreachable", "redirect_refused"].includes(cause.code)
    ) {
      throw cause;
    }
    const log = await archive.logOf(job.name).catch((second: unknown) => {
      if (second instanceof InquestError) return undefined;
      throw second;
    });
    if (!log) throw cause;
    return log;
  }
}

interface ArchiveOnce {
  close(): Promise<void>;
  logOf(job: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Fetches the zip when the first job wants it, and only once. */
function openArchiveOnce(scene: Scene, run: Run): ArchiveOnce {
  let opening: Promise<LogArchive> | undefined;
  return {
    async logOf(job) {
      opening ??= scene.client
        .download(
          "/actions/runs/{run_id}/attempts/{attempt_number}/logs",
          { run_id: run.id, attempt_number: run.run_attempt ?? 1 },
          { what: `The logs of run ${run.id}`, permission: "actions: read" },
        )
        .then(async (zip) => openLogArchive(zip, scene.limits, scene.signal));
      const archive = await opening;
      return archive.logOf(job);
    },
    async close() {
      await opening?.then(
        async (archive) => archive.close(),
        () => undefined,
      );
    },
  };
}

function uniqueTitles(jobs: Job[], kind: "failed_log" | "green_log"): string[] {
  const seen = new Map<string, number>();
  return jobs.map((job) => {
    const step = kind === "failed_log" ? job.steps?.find(hasFailed) : undefined;
    const title = `${kind === "green_log" ? "Green log" : "Log"} of job ${job.name}${step ? ` (step ${step.name})` : ""}`;
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count === 1 ? title : `${title} #${count}`;
  });
}

function noteBroken(scene: Scene, job: Job, bytes: number): void {
  scene.gaps.push({
    missing: `The rest of the log of job ${job.name}: the transfer broke after ${bytes} bytes`,
    code: "unreachable",
    remedy: "Try again later.",
  });
}
