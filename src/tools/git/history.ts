import { randomUUID } from "node:crypto";
import type { Change } from "../../domain/index.ts";
import { diffOptions, type Repository } from "./git.ts";
import type { GitLimits } from "./limits.ts";

export type ChangedFile = Change["files"][number];

const record = "\u001e";
const field = "\u001f";
const format = `--format=${record}%H${field}%aN${field}%cI${field}%s`;
// A merge's changes are those of the commits it brings, which are listed too.
const logOptions = ["--no-show-signature", "--diff-merges=off", ...diffOptions];

/** The last commits up to HEAD, newest first, with their files and patches; after `base` when it is given. */
export async function readHistory(
  repository: Repository,
  base: string | undefined,
  limits: GitLimits,
): Promise<{ changes: Change[]; more: boolean }> {
  const count = limits.commits + 1;
  // A commit without a parent brings everything there is (the first one, or where a shallow clone was cut), so
  // without a known good commit it would be suspected of everything. It counts only when it is all there is.
  const range = base ? [`${base}..HEAD`] : ["--min-parents=1", "HEAD"];
  let { changes, cut } = await readLog(repository, count, range, limits);
  if (!base && changes.length === 0) ({ changes, cut } = await readLog(repository, count, ["HEAD"], limits));
  return { changes: changes.slice(0, limits.commits), more: cut || changes.length > limits.commits };
}

/** One commit with its files and patches. */
export async function readCommit(
  repository: Repository,
  commit: string,
  limits: GitLimits,
): Promise<Change | undefined> {
  return (await readLog(repository, 1, [commit], limits)).changes[0];
}

async function readLog(
  repository: Repository,
  count: number,
  range: string[],
  limits: GitLimits,
): Promise<{ changes: Change[]; cut: boolean }> {
  const what = [...logOptions, `--max-count=${count}`, ...range, "--"];
  const listed = await repository.run(["log", "-z", "--numstat", format, ...what]);
  const all = parseNumbers(listed.text);
  // A cut-off listing ends in the middle of a commit.
  const changes = listed.truncated ? all.slice(0, -1) : all;
  // A patch can hold any text, so that what parts the commits must be a word that nobody can know before.
  const marker = randomUUID();
  const patches = await repository.run(["log", "--patch", `--format=${marker} %H`, ...what], {
    bytes: limits.diffBytes,
  });
  const bySha = new Map(
    patches.text
      .split(`${marker} `)
      .map((section) => [section.slice(0, section.indexOf("\n")), section] as const),
  );
  for (const change of changes) attachPatches(change.files, bySha.get(change.id) ?? "", limits);
  return { changes, cut: listed.truncated };
}

function parseNumbers(text: string): Change[] {
  const changes: Change[] = [];
  for (const token of text.split("\0")) {
    const entry = token.replace(/^\n/, "");
    if (entry.startsWith(record)) {
      const [id = "", author = "", committedAt = "", title = ""] = entry.slice(1).split(field);
      const at = Date.parse(committedAt);
      changes.push({
        id,
        title: title.slice(0, 300),
        author: author || "unknown",
        ...(Number.isNaN(at) ? {} : { committedAt: new Date(at).toISOString() }),
        files: [],
      });
    } else {
      const file = parseNumber(entry);
      if (file) changes.at(-1)?.files.push(file);
    }
  }
  return changes;
}

/** One entry of `--numstat -z`: `3\t1\tpath`, with `-` for a binary file. */
function parseNumber(entry: string): ChangedFile | undefined {
  const match = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(entry);
  const [, added = "", deleted = "", path = ""] = match ?? [];
  return match ? { path, added: Number(added) || 0, deleted: Number(deleted) || 0 } : undefined;
}

/** The files of `git diff ARGS`. */
export async function readDiff(
  repository: Repository,
  args: string[],
  limits: GitLimits,
): Promise<ChangedFile[]> {
  const numbers = await repository.run(["diff", "-z", "--numstat", ...diffOptions, ...args, "--"]);
  const files = numbers.text.split("\0").flatMap((entry) => parseNumber(entry) ?? []);
  const patch = await repository.run(["diff", ...diffOptions, ...args, "--"], { bytes: limits.diffBytes });
  attachPatches(files, patch.text, limits);
  return files;
}

/** Gives each file its part of a patch. Inside a patch no line of a file begins with `diff`. */
function attachPatches(files: ChangedFile[], text: string, limits: GitLimits): void {
  const parts = text.split(/^diff --git /m).slice(1);
  for (const [index, file] of files.entries()) {
    const part = parts[index];
    const at = part?.indexOf("\n@@ ") ?? -1;
    if (part && at >= 0)
      file.patch = part
        .slice(at + 1)
        .trimEnd()
        .slice(0, limits.patchBytes);
  }
}
