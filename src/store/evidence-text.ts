import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { type Kysely, sql } from "kysely";
import { InquestError } from "../domain/index.ts";
import { createChunker, type TextChunk, type TextTotals } from "./evidence-chunks.ts";
import { schemaName, type Tables } from "./schema.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** So many chunks are compressed and written at a time. */
const inFlight = 3;

/** Writes a text as it streams in and returns its content id and totals; on failure nothing of it stays. */
export async function writeText(
  db: Kysely<Tables>,
  text: AsyncIterable<string>,
): Promise<{ content: string } & TextTotals> {
  const tables = db.withSchema(schemaName);
  const { id: content } = await tables
    .insertInto("contents")
    .defaultValues()
    .returning("id")
    .executeTakeFirstOrThrow();
  const chunker = createChunker();
  const writing = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let count = 0;

  const write = async (chunk: TextChunk, position: number) => {
    const { firstLine: first_line, lineEnds: line_ends } = chunk;
    // Level 3 is twice as fast as the default and a tenth larger on logs.
    const body = await compress(chunk.bytes, { level: 3 });
    await tables
      .insertInto("chunks")
      .values({ content, chunk: position, first_line, line_ends, body })
      .execute();
  };
  const writeAll = async (chunks: Iterable<TextChunk>) => {
    for (const chunk of chunks) {
      const written = write(chunk, count++)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => writing.delete(written));
      writing.add(written);
      if (writing.size >= inFlight) await Promise.race(writing);
      if (failure) throw failure.error;
    }
  };

  try {
    for await (const piece of text) await writeAll(chunker.push(piece));
    await writeAll(chunker.finish());
    await Promise.all(writing);
    if (failure) throw failure.error;
    return { content, ...chunker.totals() };
  } catch (error) {
    await Promise.all(writing);
    // When this fails too, the sweep of forgotten contents removes it later.
    await dropText(db, content).catch(() => undefined);
    throw error;
  }
}

export async function dropText(db: Kysely<Tables>, content: string): Promise<void> {
  await db.withSchema(schemaName).deleteFrom("contents").where("id", "=", content).execute();
}

/** Removes texts that a crash left behind: a day old, and no evidence refers to them. */
export async function dropForgottenTexts(db: Kysely<Tables>): Promise<void> {
  await sql`delete from inquest.contents as c
    where c.created_at < clock_timestamp() - interval '1 day'
      and not exists (select from inquest.evidence as e where e.content = c.id)`.execute(db);
}

/** The text's chunks in order, fetched one at a time. */
export async function* readChunks(db: Kysely<Tables>, content: string): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; ; chunk++) {
    const row = await db
      .withSchema(schemaName)
      .selectFrom("chunks")
      .select("body")
      .where("content", "=", content)
      .where("chunk", "=", chunk)
      .executeTakeFirst();
    if (!row) return;
    yield await decompress(row.body);
  }
}

/** A line is returned up to this many bytes; a longer one is somebody's binary. */
const longestLine = 1024 * 1024;
/** All lines of an answer together. */
const longestAnswer = 32 * 1024 * 1024;

/**
 * Lines `start` to `end` without their line ends, from the chunks that hold them. A line longer than 1 MB is
 * cut there.
 *
 * @throws InquestError `range_too_large` above 32 MB
 */
export async function readLines(
  db: Kysely<Tables>,
  content: string,
  start: number,
  end: number,
): Promise<string[]> {
  const first = Math.max(1, Math.ceil(start));
  const last = Math.min(Math.floor(end), 2 ** 31 - 1);
  if (!(first <= last)) return [];
  const holding = await db
    .withSchema(schemaName)
    .selectFrom("chunks")
    .select(["chunk", "first_line", "line_ends"])
    .where("content", "=", content)
    .where("first_line", "<=", last)
    .where(sql<boolean>`first_line + line_ends >= ${first}`)
    .orderBy("chunk")
    .execute();

  const lines: string[] = [];
  let line: Buffer[] = [];
  let lineBytes = 0;
  let answerBytes = 0;
  let open = false;
  const take = (bytes: Buffer) => {
    const part = bytes.subarray(0, longestLine - lineBytes);
    if (part.length > 0) line.push(part);
    lineBytes += part.length;
    answerBytes += part.length;
    open = true;
    if (answerBytes > longestAnswer) throw rangeTooLarge();
  };
  const endLine = () => {
    lines.push(wholeCharacters(Buffer.concat(line)));
    line = [];
    lineBytes = 0;
    open = false;
  };

  for (const { chunk, first_line, line_ends } of holding) {
    // Of a line that is cut already only its end is of interest, and of the last one not even that.
    if (open && lineBytes >= longestLine && (line_ends === 0 || first_line === last)) continue;
    const { body } = await db
      .withSchema(schemaName)
      .selectFrom("chunks")
      .select("body")
      .where("content", "=", content)
      .where("chunk", "=", chunk)
      .executeTakeFirstOrThrow();
    const bytes = await decompress(body);
    let number = first_line;
    let at = 0;
    while (at < bytes.length && number <= last) {
      const found = bytes.indexOf(0x0a, at);
      const until = found === -1 ? bytes.length : found;
      if (number >= first) {
        take(bytes.subarray(at, until));
        if (found !== -1) endLine();
      }
      if (found !== -1) number++;
      at = until + 1;
    }
  }
  if (open) endLine();
  return lines;
}

/** Drops a character that the cut of a long line left incomplete. */
function wholeCharacters(bytes: Buffer): string {
  return bytes.length < longestLine ? bytes.toString("utf8") : bytes.toString("utf8").replace(/\ufffd+$/, "");
}

function rangeTooLarge(): InquestError {
  return new InquestError(
    "range_too_large",
    "These lines are more than 32 MB.",
    "Ask for fewer lines, or read the whole text.",
  );
}
