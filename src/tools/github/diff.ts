import { InquestError } from "../../domain/index.ts";
import type { Range } from "../change-text.ts";
import type { CollectedEvidence } from "../collector.ts";
import { changeOf, compare, fetchCommit } from "./changes.ts";
import type { Scene } from "./scene.ts";
import type { File } from "./schemas.ts";

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
    const { text, truncated } = unified(scene, commit.files ?? []);
    return {
      kind: "diff",
      title: `Diff of commit ${commit.sha.slice(0, 7)}`,
      ...(commit.html_url ? { url: commit.html_url } : {}),
      content: text || "This commit changes no file.\n",
      data: changeOf(scene, commit, commit.files ?? [], { left: scene.limits.diffBytes }),
      ...(truncated ? { truncated } : {}),
    };
  }
  const comparison =
    range.base === range.head
      ? { files: [], html_url: undefined }
      : await compare(scene, range.base, range.head, 1);
  const { text, truncated } = unified(scene, comparison.files ?? []);
  return {
    kind: "diff",
    title: `Diff ${range.base.slice(0, 7)}...${range.head.slice(0, 7)}`,
    ...(comparison.html_url ? { url: comparison.html_url } : {}),
    content: text || "Nothing differs.\n",
    ...(truncated ? { truncated } : {}),
  };
}

/** GitHub lists at most this many files with their patches. */
const mostFiles = 300;

function unified(scene: Scene, files: File[]): { text: string; truncated: boolean } {
  const pieces: string[] = [];
  let left = scene.limits.diffBytes;
  let cut = 0;
  for (const file of files) {
    const before = file.previous_filename ?? file.filename;
    const header = `diff --git a/${before} b/${file.filename}\n--- ${file.status === "added" ? "/dev/null" : `a/${before}`}\n+++ ${file.status === "removed" ? "/dev/null" : `b/${file.filename}`}\n`;
    const body = file.patch ?? `[no patch: binary or too large; +${file.additions} -${file.deletions}]`;
    if (header.length + body.length > left) {
      cut += 1;
      continue;
    }
    left -= header.length + body.length;
    pieces.push(`${header}${body}\n`);
  }
  if (cut > 0) pieces.push(`[inquest left out the patches of ${cut} files here]\n`);
  return { text: pieces.join(""), truncated: cut > 0 || files.length >= mostFiles };
}
