import { open, rename, stat, truncate } from "node:fs/promises";

const longest = 2 * 1024 * 1024;

/** The last 16 KB of a file; empty when there is none. */
export async function tail(file: string, bytes = 16_384): Promise<string> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return "";
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(bytes, size)), 0, undefined, from);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Puts a long log of earlier starts aside, replacing the one put aside before. */
export async function setAsideLongLog(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.size > longest) await rename(file, `${file}.1`);
}

/** Cuts the log of a running server when it grows long. The server appends, so it goes on at the start. */
export function keepLogShort(file: string): { close(): void } {
  const timer = setInterval(() => {
    stat(file)
      .then((found) => (found.size > longest ? truncate(file) : undefined))
      // Somebody removed it, or the disk is full: the next round looks again.
      .catch(() => undefined);
  }, 60_000);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
