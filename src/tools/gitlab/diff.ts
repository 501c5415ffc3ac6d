import { InquestError } from "../../domain/index.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { changeOf, compare, fetchCommit, fetchFiles } from "./changes.ts";
import type { Scene } from "./scene.ts";
import type { FileDiff } from "./schemas.ts";

/** The diff of the commit that `target` names, or of the whole range when it names none. */
export async function collectDiff(scene: Scene, range: Range, target: string): Promise<CollectedEvidence> {
  if (target && !/^[0-9a-f]{7,64}$/i.test(target)) {
    throw new InquestError(
      "not_found",
      "The diff of something that is no commit.",
      "Ask for a commit by its id, or for the whole range.",
    );
  }
  if (target || !range.base) {
    const commit = await fetchCommit(scene, target || range.head);
    const files = await fetchFiles(scene, commit.id);
    return {
      kind: "diff",
      title: `Diff of commit ${commit.id.slice(0, 8)}`,
      ...(commit.web_url ? { url: commit.web_url } : {}),
      data: changeOf(scene, commit, files, { left: scene.limits.diffBytes }),
      ...unified(scene, files, "This commit changes no file.\n"),
    };
  }
  const { diffs, web_url: url } =
    range.base === range.head
      ? { diffs: [], web_url: undefined }
      : await compare(scene, range.base, range.head);
  return {
    kind: "diff",
    title: `Diff ${range.base.slice(0, 8)}...${range.head.slice(0, 8)}`,
    ...(url ? { url } : {}),
    ...unified(scene, diffs ?? [], "Nothing differs.\n"),
  };
}

function unified(
  scene: Scene,
  files: FileDiff[],
  empty: string,
): Pick<CollectedEvidence, "content" | "truncated"> {
  const pieces: string[] = [];
  let left = scene.limits.diffBytes;
  let cut = 0;
  for (const file of files) {
    const from = file.new_file ? "/dev/null" : `a/${file.old_path}`;
    const to = file.deleted_file ? "/dev/null" : `b/${file.new_path}`;
    const body = file.diff || "[no patch: binary, renamed only or too large]\n";
    const piece = `diff --git a/${file.old_path} b/${file.new_path}\n--- ${from}\n+++ ${to}\n${body}${body.endsWith("\n") ? "" : "\n"}`;
    if (piece.length > left) {
      cut += 1;
      continue;
    }
    left -= piece.length;
    pieces.push(piece);
  }
  if (cut > 0) pieces.push(`[inquest left out the patches of ${cut} files here]\n`);
  return { content: pieces.join("") || empty, ...(cut > 0 ? { truncated: true } : {}) };
}
