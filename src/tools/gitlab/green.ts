import { z } from "zod";
import type { DataGap } from "../../domain/index.ts";
import type { CollectedEvidence } from "../collector.ts";
import { collectLogs, wantedJobs } from "./logs.ts";
import { fetchJobs } from "./pipeline.ts";
import type { Scene } from "./scene.ts";
import { ListedPipeline, type Pipeline, ProjectFacts } from "./schemas.ts";

/**
 * The newest green pipeline before this one: of the same ref, else of the default branch. Undefined when there
 * is none among the last thirty of each.
 */
export async function findGreenPipeline(scene: Scene, failed: Pipeline): Promise<ListedPipeline | undefined> {
  const onRef = failed.ref ? await newestGreen(scene, failed, failed.ref) : undefined;
  if (onRef) return onRef;
  const { default_branch: branch } = await scene.client.get(
    (api) => api.projects.show(scene.project),
    ProjectFacts,
    `The default branch of ${scene.path}`,
  );
  return !branch || branch === failed.ref ? undefined : newestGreen(scene, failed, branch);
}

async function newestGreen(scene: Scene, failed: Pipeline, ref: string): Promise<ListedPipeline | undefined> {
  const green = await scene.client.get(
    (api) =>
      api.pipelines.all(scene.project, {
        ref,
        status: "success",
        orderBy: "id",
        sort: "desc",
        perPage: 30,
        maxPages: 1,
      }),
    z.array(ListedPipeline),
    `Green pipelines on ${ref}`,
  );
  return green
    .filter((pipeline) => pipeline.id < failed.id && pipeline.status === "success")
    .toSorted((a, b) => b.id - a.id)
    .at(0);
}

/** The traces that the failed jobs left in the last green pipeline. */
export async function collectGreenLogs(
  scene: Scene,
  failed: Pipeline,
  target: string,
): Promise<CollectedEvidence[]> {
  const green = await findGreenPipeline(scene, failed);
  if (!green) {
    scene.gaps.push(noGreenPipeline(failed));
    return [];
  }
  const names = target
    ? new Set([target.toLowerCase()])
    : new Set(wantedJobs(await fetchJobs(scene, failed.id), "").map((job) => job.name.toLowerCase()));
  const jobs = (await fetchJobs(scene, green.id)).filter(
    (job) => names.has(job.name.toLowerCase()) && job.status === "success",
  );
  for (const name of names) {
    if (jobs.some((job) => job.name.toLowerCase() === name)) continue;
    scene.gaps.push({
      missing: `Green log of job ${name}: pipeline ${green.id} has no such green job`,
      code: "not_found",
      remedy: "Nothing to do when the job is new or was renamed.",
    });
  }
  return collectLogs(
    scene,
    "green_log",
    jobs.map((job) => ({ job, project: scene.project })),
  );
}

export function noGreenPipeline(failed: Pipeline): DataGap {
  return {
    missing: `A green pipeline before pipeline ${failed.id}`,
    code: "not_found",
    remedy: "Nothing to do when it was never green; else keep pipelines longer.",
  };
}
