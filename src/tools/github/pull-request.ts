import { z } from "zod";
import type { CollectedEvidence } from "../collector.ts";
import { oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { PullRequest } from "./schemas.ts";

/** The pull request that brings `sha`, or nothing when none does. `number` is taken when it is known. */
export async function collectPullRequest(
  scene: Scene,
  sha: string,
  number: number | undefined,
): Promise<CollectedEvidence[]> {
  const found = number ?? (await numberFor(scene, sha));
  if (found === undefined) return [];
  const pull = await scene.client.get("/pulls/{pull_number}", { pull_number: found }, PullRequest, {
    what: `Pull request ${found}`,
    permission: "pull_requests: read",
  });
  const state = pull.merged_at ? `merged at ${pull.merged_at}` : pull.draft ? "draft" : pull.state;
  const labels = (pull.labels ?? []).flatMap((label) => (label.name ? [label.name] : []));
  const lines = [
    `Pull request ${pull.number}: ${oneLine(pull.title)}`,
    `By @${pull.user?.login ?? "unknown"} at ${pull.created_at}, ${state}`,
    `From ${oneLine(pull.head.ref)} (${pull.head.sha}) into ${oneLine(pull.base.ref)}`,
    ...(labels.length > 0 ? [`Labels: ${labels.map((label) => oneLine(label)).join(", ")}`] : []),
    "",
    (pull.body ?? "").slice(0, 20_000).trimEnd(),
  ];
  return [
    {
      kind: "pull_request",
      title: `Pull request #${pull.number}`,
      url: pull.html_url,
      content: `${lines.join("\n").trimEnd()}\n`,
      data: {
        number: pull.number,
        title: pull.title,
        author: pull.user?.login,
        state: pull.state,
        mergedAt: pull.merged_at ?? undefined,
        head: pull.head.sha,
        base: pull.base.sha,
      },
    },
  ];
}

async function numberFor(scene: Scene, sha: string): Promise<number | undefined> {
  const pulls = await scene.client.get(
    "/commits/{commit_sha}/pulls",
    { commit_sha: sha, per_page: 10 },
    z.array(PullRequest),
    { what: `The pull request of commit ${sha.slice(0, 7)}`, permission: "pull_requests: read" },
  );
  const exact = pulls.find((pull) => pull.head.sha === sha || pull.merge_commit_sha === sha);
  return (exact ?? pulls[0])?.number;
}
