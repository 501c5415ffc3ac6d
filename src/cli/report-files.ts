import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostMortem } from "../domain/index.ts";
import { renderHtml, renderMarkdown } from "../report/index.ts";
import { privateFolder } from "./private-folder.ts";

/**
 * Writes a post-mortem as Markdown and as a page into the data folder.
 *
 * @returns the path of the Markdown file; the page lies beside it
 */
export async function writeReportFiles(home: string, postMortem: PostMortem): Promise<string> {
  const folder = await privateFolder(home, "reports");
  const path = (ending: string) => join(folder, `${postMortem.incident}.${ending}`);
  await writeWhole(path("html"), renderHtml(postMortem));
  await writeWhole(path("md"), renderMarkdown(postMortem));
  return path("md");
}

/** A reader sees the old file or the new one, never half of one. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
