import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Change } from "../../domain/index.ts";
import type { Repository } from "./git.ts";
import { type ChangedFile, readDiff } from "./history.ts";
import type { GitLimits } from "./limits.ts";

export const uncommittedId = "uncommitted";

/** What the working tree has that no commit has, new files too; undefined when it is clean. */
export async function readUncommitted(
  repository: Repository,
  limits: GitLimits,
): Promise<{ change: Change; more: boolean } | undefined> {
  const tracked = await readDiff(repository, ["HEAD"], limits);
  const status = await repository.run([
    "ls-files",
    "-z",
    "--others",
    "--exclude-standard",
    "--full-name",
    "--",
    ":/",
  ]);
  const names = status.text.split("\0").filter((name) => name !== "");
  const taken = names.slice(0, limits.untracked);
  const budget = { left: limits.diffBytes };
  const created: ChangedFile[] = [];
  for (const name of taken) created.push(await newFile(repository, name, limits, budget));
  const files = [...tracked, ...created];
  if (files.length === 0) return undefined;
  const name = await repository.run(["config", "--get", "user.name"], { mayFail: true });
  return {
    change: {
      id: uncommittedId,
      title: `Uncommitted change of ${files.length === 1 ? "1 file" : `${files.length} files`}`,
      author: name.text.trim() || "you",
      files,
    },
    more: names.length > taken.length || status.truncated,
  };
}

/** A file that git does not know, as a patch that adds it. Links and pipes are named, not read. */
async function newFile(
  repository: Repository,
  path: string,
  limits: GitLimits,
  budget: { left: number },
): Promise<ChangedFile> {
  const unread = { path, added: 0, deleted: 0 };
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(repository.root, path), flags).catch(() => undefined);
  if (!file) return unread;
  try {
    const facts = await file.stat();
    const room = Math.min(limits.patchBytes, budget.left);
    if (!facts.isFile() || facts.size > room) return unread;
    const bytes = Buffer.alloc(facts.size);
    const { bytesRead } = await file.read(bytes, 0, facts.size, 0);
    const content = bytes.subarray(0, bytesRead);
    if (content.length === 0 || content.includes(0)) return unread;
    const lines = content.toString("utf8").replace(/\n$/, "").split("\n");
    const patch = [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join("\n");
    budget.left -= patch.length;
    return { path, added: lines.length, deleted: 0, patch };
  } finally {
    await file.close();
  }
}
