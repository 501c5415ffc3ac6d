import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { InquestError } from "../../domain/index.ts";
import type { GitHubLimits } from "./limits.ts";

/** A run's logs as GitHub zips them. */
export interface LogArchive {
  /** The whole log of a job, or undefined when the zip has none of that name. */
  logOf(job: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  close(): Promise<void>;
}

const mostEntries = 20_000;

/**
 * Spools a zip to a private temporary file, for a zip is read from its end, and lists it. Entries are
 * inflated only as far as they are read, so that a zip bomb costs no more than any other log.
 */
export async function openLogArchive(
  zip: AsyncIterable<Uint8Array>,
  limits: Pick<GitHubLimits, "zipBytes">,
  signal: AbortSignal,
): Promise<LogArchive> {
  const folder = await mkdtemp(join(tmpdir(), "inquest-logs-"));
  const remove = async () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "logs.zip");
    await pipeline(Readable.from(bounded(zip, limits.zipBytes)), createWriteStream(path, { mode: 0o600 }), {
      signal,
    });
    const file = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    const entries = await listed(file).catch((cause: unknown) => {
      file.close();
      throw cause;
    });
    return {
      async logOf(job) {
        const entry = entryOf(entries, job);
        return entry ? Readable.from(await file.openReadStreamPromise(entry)) : undefined;
      },
      async close() {
        file.close();
        await remove();
      },
    };
  } catch (cause) {
    await remove();
    signal.throwIfAborted();
    if (cause instanceof InquestError) throw cause;
    throw new InquestError(
      "malformed_answer",
      "The zip of the run's logs cannot be read.",
      "Look at the run's page.",
      {
        cause,
      },
    );
  }
}

async function* bounded(source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > bytes) {
      throw new InquestError(
        "too_large",
        `The zip of the run's logs is larger than ${bytes} bytes.`,
        "Look at the run's page.",
      );
    }
    yield chunk;
  }
}

async function listed(file: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of file.eachEntry()) {
    if (entries.length >= mostEntries) break;
    entries.push(entry);
  }
  return entries;
}

/**
 * GitHub writes a job's whole log at the top level as `3_build (20).txt`, with the characters that a file
 * name cannot hold left out and long names cut.
 */
function entryOf(entries: Entry[], job: string): Entry | undefined {
  const wanted = plain(job);
  const whole = entries.filter((entry) => !entry.fileName.includes("/") && entry.fileName.endsWith(".txt"));
  const nameOf = (entry: Entry) => plain(entry.fileName.replace(/^-?\d+_/, "").replace(/\.txt$/, ""));
  return (
    whole.find((entry) => nameOf(entry) === wanted) ??
    whole.find((entry) => nameOf(entry).length >= 40 && wanted.startsWith(nameOf(entry)))
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
