import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type Entry, fromBuffer, open as openZip, type ZipFile } from "yauzl";
import { InquestError } from "../domain/inquest-error.ts";

/** Decompressed bytes read from one input at most; more ends it with a note, not with an error. */
export const MOST_BYTES = 4 * 2 ** 30;
/** A zip archive on standard input is held in memory, so it may not be larger than this. */
const MOST_ZIP_ON_STDIN = 256 << 20;
const MOST_ENTRIES = 2000;

/**
 * Opens a log: plain, gzip or the zip of a GitHub run's logs, told apart by their first bytes; `-` is standard
 * input. Yields decompressed bytes, at most 4 GB. With `reuse` a plain file is read into one buffer over and over:
 * a chunk is then only good until the next one is asked for.
 * @throws InquestError `input_unreadable` when it cannot be opened or decompressed.
 */
export async function* readLog(
  file: string,
  stdin: NodeJS.ReadableStream,
  { reuse = false } = {},
): AsyncGenerator<Uint8Array> {
  let left = MOST_BYTES;
  try {
    for await (const chunk of file === "-" ? fromStream(stdin) : fromFile(file, reuse)) {
      yield chunk.length > left ? chunk.subarray(0, left) : chunk;
      left -= chunk.length;
      if (left <= 0) return;
    }
  } catch (cause) {
    if (cause instanceof InquestError) throw cause;
    const [why, remedy] = whyUnreadable(cause);
    throw new InquestError("input_unreadable", `${file} cannot be read: ${why}.`, remedy, { cause });
  }
}

function whyUnreadable(cause: unknown): [why: string, remedy: string] {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return ["there is no such file", "Check the path."];
  if (code === "EISDIR") return ["it is a folder", "Give the logs in it, one by one or as a zip."];
  if (code === "EACCES" || code === "EPERM")
    return ["this user may not read it", "Run it as a user who may, or give the log on standard input (-)."];
  if (code === "Z_BUF_ERROR") return ["it ends too early", "Fetch it again."];
  const words = cause instanceof Error ? cause.message : String(cause);
  if (/central directory/.test(words)) return ["it is no whole zip archive", "Fetch it again."];
  return [words.replace(/\.{1,3}$/, ""), "Check the file."];
}

async function* fromFile(file: string, reuse: boolean): AsyncGenerator<Uint8Array> {
  const handle = await open(file, "r");
  const head = Buffer.alloc(4);
  try {
    const { size } = await handle.stat();
    if (size > 0) await handle.read(head, 0, 4, 0);
  } finally {
    await handle.close();
  }
  if (isZip(head)) yield* entriesOf(await zipFile(file));
  else if (isGzip(head))
    yield* createReadStream(file, { highWaterMark: 1 << 18 }).pipe(createGunzip({ chunkSize: 1 << 18 }));
  else if (reuse) yield* inPlace(file);
  else yield* createReadStream(file, { highWaterMark: 1 << 18 });
}

async function* inPlace(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(1 << 18);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* fromStream(stdin: NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  const source = (async function* () {
    for await (const chunk of stdin) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  })();
  const first = await source.next();
  if (first.done) return;
  const all = (async function* () {
    yield first.value;
    yield* source;
  })();
  if (isZip(first.value)) {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of all) {
      size += part.length;
      if (size > MOST_ZIP_ON_STDIN)
        throw new InquestError(
          "input_too_large",
          "The zip on standard input is larger than 256 MB.",
          "Give it as a file.",
        );
      parts.push(part);
    }
    yield* entriesOf(await zipOf(Buffer.concat(parts)));
  } else if (isGzip(first.value)) yield* Readable.from(all).pipe(createGunzip({ chunkSize: 1 << 18 }));
  else yield* all;
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

const OPTIONS = { lazyEntries: true, autoClose: false, validateEntrySizes: false } as const;

function zipFile(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    openZip(file, OPTIONS, (error, zip) => (error ? reject(error) : resolve(zip))),
  );
}
function zipOf(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    fromBuffer(bytes, OPTIONS, (error, zip) => (error ? reject(error) : resolve(zip))),
  );
}

/**
 * The logs of a zip one after the other. GitHub's archive holds each job twice, whole (`0_build.txt`) and by
 * step (`build/1_Set up job.txt`); the whole ones are read, in the order of their numbers.
 */
async function* entriesOf(zip: ZipFile): AsyncGenerator<Uint8Array> {
  try {
    const entries = await list(zip);
    const whole = entries.filter((entry) => !entry.fileName.includes("/"));
    const chosen = whole.length ? whole : entries;
    const order = new Intl.Collator("en", { numeric: true });
    for (const entry of chosen.toSorted((a, b) => order.compare(a.fileName, b.fileName))) {
      const stream = await new Promise<Readable>((resolve, reject) =>
        zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
      );
      let last = 10;
      for await (const chunk of stream) {
        const bytes: Uint8Array = chunk;
        last = bytes.at(-1) ?? last;
        yield bytes;
      }
      if (last !== 10) yield Buffer.from("\n");
    }
  } finally {
    zip.close();
  }
}

function list(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) entries.push(entry);
      if (entries.length >= MOST_ENTRIES) resolve(entries);
      else zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", reject);
    zip.readEntry();
  });
}
