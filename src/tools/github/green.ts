import type { CollectedEvidence } from "../collector.ts";
import { collectLogs } from "./logs.ts";
import { fetchJobs, hasFailed } from "./run.ts";
import type { Scene } from "./scene.ts";
import { type Job, RepositoryFacts, type Run, Runs } from "./schemas.ts";

/**
 * The newest green run of the same workflow before this one: of the same branch, else of the default branch.
 * Undefined when there is none among the last thirty.
 */
export async function findGreenRun(scene: Scene, failed: Run): Promise<Run | undefined> {
  const onBranch = failed.head_branch ? await newestGreen(scene, failed, failed.head_branch) : undefined;
  if (onBranch) return onBranch;
  const repository = await scene.client.get("", {}, RepositoryFacts, {
    what: `The default branch of ${scene.owner}/${scene.repo}`,
    permission: "metadata: read",
  });
  if (repository.default_branch === failed.head_branch) return undefined;
  return newestGreen(scene, failed, repository.default_branch);
}

async function newestGreen(scene: Scene, failed: Run, branch: string): Promise<Run | undefined> {
  const { workflow_runs: runs } = await scene.client.get(
    "/actions/workflows/{workflow_id}/runs",
    {
      workflow_id: failed.workflow_id,
      branch,
      status: "success",
      created: `<=${failed.created_at}`,
      exclude_pull_requests: true,
      per_page: 30,
    },
    Runs,
    { what: `Green runs of ${failed.name || "the workflow"} on ${branch}`, permission: "actions: read" },
  );
  const repository = `${scene.owner}/${scene.repo}`.toLowerCase();
  const from = failed.head_repository?.full_name.toLowerCase() ?? repository;
  return runs
    .filter((run) => run.id !== failed.id && run.run_number < failed.run_number)
    .filter((run) => run.conclusion === "success")
    .filter((run) => {
      // A fork's branch of the same name is another branch.
      const origin = run.head_repository?.full_name.toLowerCase() ?? repository;
      return origin === (branch === failed.head_branch ? from : repository);
    })
    .toSorted((a, b) => b.run_number - a.run_number)
    .at(0);
}

/** The jobs that `target` names, or those that failed. Names are compared as GitHub shows them. */
export function wantedJobs(jobs: Job[], target: string): Job[] {
  if (!target) {
    const failed = jobs.filter(hasFailed);
    // A job that ran past its time limit can be called cancelled while its run has failed.
    return failed.length > 0 ? failed : jobs.filter((job) => job.conclusion === "cancelled");
  }
  const exact = jobs.filter((job) => job.name === target);
  return exact.length > 0 ? exact : jobs.filter((job) => job.name.toLowerCase() === target.toLowerCase());
}

/** The logs that the failed jobs left in the last green run. */
export async function collectGreenLogs(
  scene: Scene,
  failed: Run,
  target: string,
): Promise<CollectedEvidence[]> {
  const green = await findGreenRun(scene, failed);
  if (!green) {
    scene.gaps.push(noGreenRun(failed));
    return [];
  }
  const names = target
    ? new Set([target.toLowerCase()])
    : new Set(wantedJobs(await fetchJobs(scene, failed), "").map((job) => job.name.toLowerCase()));
  const jobs = (await fetchJobs(scene, green)).filter(
    (job) => names.has(job.name.toLowerCase()) && job.conclusion === "success",
  );
  for (const name of names) {
    if (jobs.some((job) => job.name.toLowerCase() === name)) continue;
    scene.gaps.push({
      missing: `Green log of job ${name}: run ${green.run_number} has no such green job`,
      code: "not_found",
      remedy: "Nothing to do when the job is new or was renamed.",
    });
  }
  return collectLogs(scene, "green_log", green, jobs);
}

export function noGreenRun(failed: Run): { missing: string; code: string; remedy: string } {
  return {
    missing: `A green run of ${failed.name || "the workflow"} before run ${failed.run_number}`,
    code: "not_found",
    remedy: "Nothing to do when the workflow was never green; else keep its runs longer.",
  };
}
