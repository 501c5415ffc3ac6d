import { z } from "zod";
import type { CollectedEvidence } from "../collector.ts";
import { oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { MergeRequest, type Pipeline } from "./schemas.ts";

/** The merge request that the pipeline runs for or that brought its commit, or nothing when none did. */
export async function collectMergeRequest(scene: Scene, pipeline: Pipeline): Promise<CollectedEvidence[]> {
  const request = await find(scene, pipeline);
  if (!request) return [];
  const state = request.merged_at
    ? `merged at ${request.merged_at}`
    : request.draft
      ? "draft"
      : request.state;
  const labels = request.labels ?? [];
  const lines = [
    `Merge request !${request.iid}: ${oneLine(request.title)}`,
    `By @${request.author?.username ?? "unknown"} at ${request.created_at}, ${state}`,
    `From ${oneLine(request.source_branch)}${request.sha ? ` (${request.sha})` : ""} into ${oneLine(request.target_branch)}`,
    ...(labels.length > 0 ? [`Labels: ${labels.map((label) => oneLine(label)).join(", ")}`] : []),
    "",
    (request.description ?? "").slice(0, 20_000).trimEnd(),
  ];
  return [
    {
      kind: "pull_request",
      title: `Merge request !${request.iid}`,
      ...(request.web_url ? { url: request.web_url } : {}),
      content: `${lines.join("\n").trimEnd()}\n`,
      data: {
        number: request.iid,
        title: request.title,
        author: request.author?.username,
        state: request.state,
        mergedAt: request.merged_at ?? undefined,
        head: request.sha ?? undefined,
      },
    },
  ];
}

async function find(scene: Scene, pipeline: Pipeline): Promise<MergeRequest | undefined> {
  const iid = /^refs\/merge-requests\/(\d{1,12})\//.exec(pipeline.ref ?? "")?.[1];
  if (iid) {
    return scene.client.get(
      (api) => api.mergeRequests.show(scene.project, Number(iid)),
      MergeRequest,
      `Merge request !${iid}`,
    );
  }
  const requests = await scene.client.get(
    (api) => api.commits.allMergeRequests(scene.project, pipeline.sha, { perPage: 10, maxPages: 1 }),
    z.array(MergeRequest),
    `The merge request of commit ${pipeline.sha.slice(0, 8)}`,
  );
  const exact = requests.find(({ sha, merge_commit_sha: merged, squash_commit_sha: squashed }) =>
    [sha, merged, squashed].includes(pipeline.sha),
  );
  return exact ?? requests[0];
}
