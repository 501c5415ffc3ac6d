import pLimit from "p-limit";
import { z } from "zod";
import type { Change } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import { changesEvidence, type Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { instant, oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { Commit, Comparison, FileDiff } from "./schemas.ts";

/** The commits of a range with their files, newest first; without a base, the last commits before the head. */
export async function collectChanges(scene: Scene, range: Range): Promise<CollectedEvidence> {
  const { commits, truncated, note, url } = range.base
    ? await between(scene, range.base, range.head)
    : await lastCommits(scene, range.head);
  return changesEvidence(range, { changes: await withFiles(scene, commits), truncated, note, url });
}

interface Found {
  /** Newest first. */
  commits: Commit[];
  truncated: boolean;
  note?: string;
  url?: string;
}

export async function compare(scene: Scene, base: string, head: string): Promise<Comparison> {
  return scene.client.get(
    (api) => api.repositories.compare(scene.project, base, head),
    Comparison,
    `The commits between ${base.slice(0, 8)} and ${head.slice(0, 8)}`,
  );
}

async function between(scene: Scene, base: string, head: string): Promise<Found> {
  if (base === head) return { commits: [], truncated: false, note: "The same commit was green before." };
  const { commits: listed, web_url: url } = await compare(scene, base, head);
  const all = listed ?? [];
  // GitLab lists them oldest first; the head tells, should a version do otherwise.
  const newest = all[0]?.id === head ? all : all.toReversed();
  const commits = newest.slice(0, scene.limits.commits);
  return {
    commits,
    truncated: commits.length < all.length,
    ...(url ? { url } : {}),
    ...(all.length === 0
      ? { note: "The failed commit is not after the green one: history was rewritten, or it went back." }
      : {}),
  };
}

async function lastCommits(scene: Scene, head: string): Promise<Found> {
  const commits = await scene.client.get(
    (api) => api.commits.all(scene.project, { refName: head, perPage: 20, maxPages: 1 }),
    z.array(Commit),
    `The commits up to ${head.slice(0, 8)}`,
  );
  return { commits, truncated: true, note: "No green state is known; these are the last commits." };
}

export async function fetchCommit(scene: Scene, sha: string): Promise<Commit> {
  const what = `Commit ${sha.slice(0, 8)}`;
  return scene.client.get((api) => api.commits.show(scene.project, sha), Commit, what);
}

export async function fetchFiles(scene: Scene, sha: string): Promise<FileDiff[]> {
  return scene.client.get(
    (api) => api.commits.showDiff(scene.project, sha, { perPage: 100, maxPages: scene.limits.pages }),
    z.array(FileDiff),
    `The files of commit ${sha.slice(0, 8)}`,
  );
}

async function withFiles(scene: Scene, commits: Commit[]): Promise<Change[]> {
  const inRange = new Set(commits.map((commit) => commit.id));
  // A merge's files are those of the commits it brings; when these are listed too, they stand there.
  const isMerge = (commit: Commit) =>
    (commit.parent_ids ?? []).slice(1).some((parent) => inRange.has(parent));
  const six = pLimit(6);
  const files = await Promise.all(
    commits.map((commit, index) =>
      six(async () =>
        index >= scene.limits.commitDetails || isMerge(commit)
          ? []
          : ((await attempt(scene.gaps, async () => fetchFiles(scene, commit.id))) ?? []),
      ),
    ),
  );
  if (commits.length > scene.limits.commitDetails) {
    scene.gaps.push({
      missing: `Files of ${commits.length - scene.limits.commitDetails} older commits`,
      code: "limit_reached",
      remedy: "Look at the comparison at GitLab.",
    });
  }
  const budget = { left: scene.limits.diffBytes };
  return commits.map((commit, index) => changeOf(scene, commit, files[index] ?? [], budget));
}

export function changeOf(scene: Scene, commit: Commit, files: FileDiff[], budget: { left: number }): Change {
  const committedAt = instant(commit.committed_date);
  return {
    id: commit.id,
    title: oneLine(commit.title ?? commit.message?.split("\n", 1)[0] ?? ""),
    author: commit.author_name || "unknown",
    ...(committedAt ? { committedAt } : {}),
    ...(commit.web_url ? { url: commit.web_url } : {}),
    files: files.map((file) => {
      const { added, deleted } = countLines(file.diff ?? "");
      const patch = file.diff?.slice(0, Math.min(scene.limits.patchBytes, budget.left));
      budget.left -= patch?.length ?? 0;
      return {
        path: file.deleted_file ? file.old_path : file.new_path,
        added,
        deleted,
        ...(patch ? { patch } : {}),
      };
    }),
  };
}

/** GitLab tells no counts with a diff. */
function countLines(diff: string): { added: number; deleted: number } {
  let added = 0;
  let deleted = 0;
  for (let at = 0; at >= 0 && at < diff.length; ) {
    if (diff[at] === "+") added += 1;
    else if (diff[at] === "-") deleted += 1;
    const end = diff.indexOf("\n", at);
    at = end < 0 ? -1 : end + 1;
  }
  return { added, deleted };
}
