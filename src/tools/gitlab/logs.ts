import pLimit from "p-limit";
import { attempt } from "../attempt.ts";
import { readBounded } from "../bounded-bytes.ts";
import type { CollectedEvidence } from "../collector.ts";
import { fetchFailedDownstream, fetchJobs, hasFailed } from "./pipeline.ts";
import type { Scene } from "./scene.ts";
import type { Job, Pipeline } from "./schemas.ts";

/** A job and the project it ran in, which is another one for a pipeline that this one started. */
export interface JobOfProject {
  job: Job;
  project: number | string;
}

/** The traces of the failed jobs, of those that downstream pipelines had, or of the one that `target` names. */
export async function collectFailedLogs(
  scene: Scene,
  pipeline: Pipeline,
  target: string,
  jobId: number | undefined,
): Promise<CollectedEvidence[]> {
  const jobs = await fetchJobs(scene, pipeline.id);
  const own: JobOfProject[] = wantedJobs(jobs, target).map((job) => ({ job, project: scene.project }));
  // The job that was told of first, whatever else failed since.
  const wanted = own.toSorted((a, b) => Number(b.job.id === jobId) - Number(a.job.id === jobId));
  if (!target && wanted.length === 0) wanted.push(...(await downstreamJobs(scene, pipeline)));
  const evidence = await collectLogs(scene, "failed_log", wanted);
  if (!target && pipeline.yaml_errors) {
    evidence.push({
      kind: "failed_log",
      title: "Errors of the pipeline's configuration",
      ...(pipeline.web_url ? { url: pipeline.web_url } : {}),
      content: `${pipeline.yaml_errors.slice(0, 100_000)}\n`,
    });
  }
  if (wanted.length === 0 && evidence.length === 0) {
    scene.gaps.push({
      missing: target
        ? `Log of job ${target}: pipeline ${pipeline.id} has no such job`
        : `Logs of pipeline ${pipeline.id}: none of its jobs failed or none was started`,
      code: "not_found",
      remedy: target ? "Ask for a job by its name in the pipeline." : "Look at the pipeline's page.",
    });
  }
  return evidence;
}

/** The jobs that `target` names, or those that failed. */
export function wantedJobs<J extends Job>(jobs: J[], target: string): J[] {
  if (!target) return jobs.filter(hasFailed);
  const exact = jobs.filter((job) => job.name === target);
  return exact.length > 0 ? exact : jobs.filter((job) => job.name.toLowerCase() === target.toLowerCase());
}

async function downstreamJobs(scene: Scene, pipeline: Pipeline): Promise<JobOfProject[]> {
  const found: JobOfProject[] = [];
  const started = await attempt(scene.gaps, () => fetchFailedDownstream(scene, pipeline.id));
  for (const { id, project_id: project } of (started ?? []).slice(0, 5)) {
    const jobs = await attempt(scene.gaps, () => fetchJobs({ ...scene, project }, id));
    for (const job of wantedJobs(jobs ?? [], "")) found.push({ job, project });
  }
  return found;
}

/** One evidence for each of `jobs`. Traces share `limits.answerBytes`; jobs beyond `limits.logs` are a gap. */
export async function collectLogs(
  scene: Scene,
  kind: "failed_log" | "green_log",
  jobs: JobOfProject[],
): Promise<CollectedEvidence[]> {
  const { limits } = scene;
  const taken = jobs.slice(0, limits.logs);
  if (taken.length < jobs.length) {
    scene.gaps.push({
      missing: `Logs of ${jobs.length - taken.length} more jobs`,
      code: "limit_reached",
      remedy: "Ask for one by its job's name, or look at the pipeline's page.",
    });
  }
  const keep = Math.min(limits.logBytes, Math.floor(limits.answerBytes / Math.max(1, taken.length)));
  const three = pLimit(3);
  const read = async ({ job, project }: JobOfProject): Promise<CollectedEvidence | undefined> => {
    const path = `projects/${encodeURIComponent(project)}/jobs/${job.id}/trace`;
    const bytes = await scene.client.download(path, `The log of job ${job.name}`);
    const log = await readBounded(bytes, { keep, read: limits.readBytes }, scene.signal);
    if (log.brokenBy !== undefined) {
      scene.gaps.push({
        missing: `The rest of the log of job ${job.name}: the transfer broke after ${log.total} bytes`,
        code: "unreachable",
        remedy: "Try again later.",
      });
    }
    if (log.total === 0) {
      scene.gaps.push({
        missing: `The log of job ${job.name}: it is empty${job.failure_reason ? ` (${job.failure_reason})` : ""}`,
        code: "not_found",
        remedy: "The job may never have run or its log was erased; its page says more.",
      });
      return undefined;
    }
    return {
      kind,
      title: `${kind === "green_log" ? "Green log" : "Log"} of job ${job.name}${project === scene.project ? "" : ` (pipeline ${job.pipeline.id})`}`,
      ...(job.web_url ? { url: job.web_url } : {}),
      content: log.content,
      ...(log.truncated || log.brokenBy !== undefined ? { truncated: true } : {}),
    };
  };
  const reading = taken.map((job) => three(async () => attempt(scene.gaps, async () => read(job))));
  return (await Promise.all(reading)).filter((evidence) => evidence !== undefined);
}
