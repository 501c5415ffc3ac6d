import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { ChangeSet } from "../../domain/index.ts";
import type { CollectedEvidence } from "../collector.ts";

/** The file that may tell of the changes before the failure: a `ChangeSet` as JSON. */
export const changesFile = "changes.json";

const mostBytes = 4 * 1024 * 1024;

/** The folder's own change set; undefined when it has none, or a file of that name that is something else. */
export async function readFolderChanges(root: string): Promise<ChangeSet | undefined> {
  // A link could lead outside the folder, and a pipe would never answer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(root, changesFile), flags).catch(() => undefined);
  if (!file) return undefined;
  try {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > mostBytes) return undefined;
    return ChangeSet.parse(JSON.parse(await file.readFile("utf8")));
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/** The same as evidence that a person can read. */
export function changesEvidence(set: ChangeSet): CollectedEvidence {
  const lines = set.changes.flatMap((change) => [
    `${change.id} ${change.title}`,
    `  by ${change.author}${change.committedAt === undefined ? "" : `, ${change.committedAt}`}`,
    ...change.files.flatMap((file) => [
      `  ${file.path} +${file.added} -${file.deleted}`,
      ...(file.patch?.trimEnd().split("\n") ?? []),
    ]),
    "",
  ]);
  return {
    kind: "changes",
    title: "Changes before the failure",
    content: lines.join("\n"),
    data: set,
    truncated: set.truncated,
  };
}
