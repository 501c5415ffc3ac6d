import pLimit from "p-limit";
import { z } from "zod";
import type { Change } from "../../domain/index.ts";
import { attempt } from "../attempt.ts";
import { changesEvidence, type Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { instant, oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { Commit, Comparison, type File } from "./schemas.ts";

export const contents = "contents: read";

/** The commits of a range with their files, newest first; without a base, the last commits before the head. */
export async function collectChanges(scene: Scene, range: Range): Promise<CollectedEvidence> {
  const { commits, truncated, note, url, files } = range.base
    ? await between(scene, range.base, range.head)
    : await lastCommits(scene, range.head);
  return changesEvidence(range, { changes: await withFiles(scene, commits, files), truncated, note, url });
}

interface Found {
  /** Newest first. */
  commits: Commit[];
  truncated: boolean;
  note?: string;
  url?: string;
  /** Files of the whole range, when it is a single commit. */
  files?: File[];
}

const page = 100;

export async function compare(scene: Scene, base: string, head: string, number: number): Promise<Comparison> {
  return scene.client.get(
    "/compare/{basehead}",
    { basehead: `${base}...${head}`, per_page: page, page: number },
    Comparison,
    { what: `The commits between ${base.slice(0, 7)} and ${head.slice(0, 7)}`, permission: contents },
  );
}

async function between(scene: Scene, base: string, head: string): Promise<Found> {
  if (base === head) return { commits: [], truncated: false, note: "The same commit was green before." };
  const first = await compare(scene, base, head, 1);
  // Oldest first over the pages: the newest, which matter most, stand on the last ones.
  const pages = new Map([[1, first.commits]]);
  const last = Math.ceil(first.total_commits / page);
  let have = last > 1 ? 0 : first.commits.length;
  for (let number = last; number > 1 && have < scene.limits.commits; number -= 1) {
    const { commits } = await compare(scene, base, head, number);
    pages.set(number, commits);
    have += commits.length;
  }
  const ordered = [...pages.entries()].toSorted(([a], [b]) => a - b).flatMap(([, commits]) => commits);
  const commits = ordered.slice(-scene.limits.commits).toReversed();
  return {
    commits,
    truncated: first.total_commits > commits.length,
    ...(first.html_url ? { url: first.html_url } : {}),
    ...(first.behind_by > 0
      ? {
          note: `History was rewritten: ${first.behind_by} commits of the green state are not in the failed one.`,
        }
      : {}),
    ...(first.total_commits === 1 && first.behind_by === 0 && first.files ? { files: first.files } : {}),
  };
}

async function lastCommits(scene: Scene, head: string): Promise<Found> {
  const commits = await scene.client.get("/commits", { sha: head, per_page: 20 }, z.array(Commit), {
    what: `The commits up to ${head.slice(0, 7)}`,
    permission: contents,
  });
  return { commits, truncated: true, note: "No green state is known; these are the last commits." };
}

export async function fetchCommit(scene: Scene, sha: string): Promise<Commit> {
  return scene.client.get("/commits/{ref}", { ref: sha, per_page: 100 }, Commit, {
    what: `Commit ${sha.slice(0, 7)}`,
    permission: contents,
  });
}

async function withFiles(scene: Scene, commits: Commit[], files: File[] | undefined): Promise<Change[]> {
  const [only] = commits;
  if (only && commits.length === 1 && files)
    return [changeOf(scene, only, files, { left: scene.limits.diffBytes })];
  const inRange = new Set(commits.map((commit) => commit.sha));
  const six = pLimit(6);
  // A merge's files are those of the commits it brings; when these are listed too, they stand there.
  const isMerge = (commit: Commit) =>
    (commit.parents ?? []).slice(1).some((parent) => inRange.has(parent.sha));
  const detailed = await Promise.all(
    commits.map((commit, index) =>
      six(async () =>
        index >= scene.limits.commitDetails || isMerge(commit)
          ? commit
          : ((await attempt(scene.gaps, async () => fetchCommit(scene, commit.sha))) ?? commit),
      ),
    ),
  );
  const budget = { left: scene.limits.diffBytes };
  if (commits.length > scene.limits.commitDetails) {
    scene.gaps.push({
      missing: `Files of ${commits.length - scene.limits.commitDetails} older commits`,
      code: "limit_reached",
      remedy: "Look at the comparison at GitHub.",
    });
  }
  return detailed.map((commit) => changeOf(scene, commit, commit.files ?? [], budget));
}

export function changeOf(scene: Scene, commit: Commit, files: File[], budget: { left: number }): Change {
  const committedAt = instant(commit.commit.committer?.date ?? commit.commit.author?.date);
  return {
    id: commit.sha,
    title: oneLine(commit.commit.message.split("\n", 1)[0] ?? ""),
    author: commit.commit.author?.name || commit.author?.login || "unknown",
    ...(commit.author?.login ? { login: commit.author.login } : {}),
    ...(committedAt ? { committedAt } : {}),
    ...(commit.html_url ? { url: commit.html_url } : {}),
    files: files.map((file) => {
      const patch = file.patch?.slice(0, Math.min(scene.limits.patchBytes, budget.left));
      budget.left -= patch?.length ?? 0;
      return {
        path: file.filename,
        added: file.additions,
        deleted: file.deletions,
        ...(patch ? { patch } : {}),
      };
    }),
  };
}
