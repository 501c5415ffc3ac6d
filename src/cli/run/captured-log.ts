import { appendFile, type FileHandle, open, readFile, rm, truncate } from "node:fs/promises";

/** How much of an output is kept: its beginning, where set-up shows, and its end, where failures show. */
export interface CaptureLimits {
  headBytes: number;
  /** Of each of the two halves of the tail; at least one whole half is kept. */
  tailBytes: number;
}

export const captureLimits: CaptureLimits = { headBytes: 8 * 2 ** 20, tailBytes: 16 * 2 ** 20 };

export interface CapturedLog {
  /** Appends text. Calls are carried out in order; await them to keep memory bounded. */
  write(text: string): Promise<void>;
  /** Puts the parts together in the file that was named. */
  finish(): Promise<{ leftOutBytes: number }>;
  /** Closes and deletes everything. */
  discard(): Promise<void>;
}

/**
 * A log file that never grows past its limits: the head goes to the file itself, what follows goes to two
 * files by turns, the older of which is emptied when the other is full. A line of its own says where how
 * much was left out.
 */
export async function createCapturedLog(file: string, limits = captureLimits): Promise<CapturedLog> {
  const parts = [`${file}.tail0`, `${file}.tail1`] as const;
  const head = await open(file, "w", 0o600);
  let headBytes = 0;
  let tails: Tail[] = [];
  let leftOutBytes = 0;
  let leftOutLines = 0;
  let last: Promise<void> = Promise.resolve();

  async function append(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    if (tails.length === 0 && headBytes + bytes <= limits.headBytes) {
      headBytes += bytes;
      await head.write(text);
      return;
    }
    let current = tails.at(-1);
    if (!current || (current.bytes > 0 && current.bytes + bytes > limits.tailBytes)) {
      current = await nextTail();
    }
    current.bytes += bytes;
    current.lines += countLines(text);
    await current.handle.write(text);
  }

  async function nextTail(): Promise<Tail> {
    const oldest = tails.length === 2 ? tails.shift() : undefined;
    if (oldest) {
      leftOutBytes += oldest.bytes;
      leftOutLines += oldest.lines;
      await oldest.handle.close();
      await truncate(oldest.path);
    }
    const path = oldest?.path ?? parts[tails.length === 0 ? 0 : 1];
    const tail = { path, handle: await open(path, "w", 0o600), bytes: 0, lines: 0 };
    tails.push(tail);
    return tail;
  }

  async function close(): Promise<void> {
    await last.catch(() => {});
    await head.close();
    for (const tail of tails) await tail.handle.close();
  }

  return {
    write(text) {
      const turn = last.then(() => append(text));
      last = turn;
      return turn;
    },
    async finish() {
      await last;
      await close();
      if (leftOutBytes > 0) {
        await appendFile(file, `[inquest left out ${leftOutLines} lines here, ${leftOutBytes} bytes]\n`);
      }
      for (const tail of tails) {
        await appendFile(file, await readFile(tail.path));
        await rm(tail.path);
      }
      tails = [];
      return { leftOutBytes };
    },
    async discard() {
      await close();
      for (const path of [file, ...parts]) await rm(path, { force: true });
    },
  };
}

interface Tail {
  path: string;
  handle: FileHandle;
  bytes: number;
  lines: number;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
