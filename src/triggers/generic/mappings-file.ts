import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import { SenderMappings } from "./mapping.ts";

/**
 * The mappings of other senders' webhooks, by sender; none without a file.
 *
 * @throws InquestError `config_invalid` naming the first part that is wrong, never a token
 */
export async function readSenderMappings(file: string | undefined): Promise<SenderMappings> {
  if (file === undefined) return {};
  const invalid = (sentence: string, cause?: unknown) =>
    new InquestError(
      "config_invalid",
      `INQUEST_WEBHOOK_MAPPINGS: ${sentence}`,
      "docs/webhooks.md shows what the file holds.",
      { cause },
    );
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw invalid(`the file ${file} cannot be read.`, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words quote the text, and the text holds tokens.
    throw invalid(`the file ${file} is not JSON.`);
  }
  const parsed = SenderMappings.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "the file" : z.core.toDotPath(issue.path);
  throw invalid(`${where} ${issue?.message ?? "is wrong"}.`);
}
