import type { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Io } from "./io.ts";

/** Signals that ask a process to end. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Exit code of a process that a signal ended: 128 and the signal's number (POSIX shells). */
const interrupted = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Binds a command to this process: its streams, its directory, and a signal that aborts at the first Ctrl-C.
 * The second Ctrl-C ends the process at once, whatever still closes.
 */
export function createProcessIo(): Io & { release(): void } {
  const stopping = new AbortController();
  const stop = (signal: (typeof endings)[number]) => {
    if (stopping.signal.aborted) process.exit(interrupted[signal]);
    stopping.abort(new DOMException(`Stopped by ${signal}.`, "AbortError"));
  };
  for (const signal of endings) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever read the output has gone (`inquest incidents | head -1`): that is no failure of ours.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    colours: { stdout: showsColours(process.stdout), stderr: showsColours(process.stderr) },
    directory: process.cwd(),
    signal: stopping.signal,
    release: () => {
      for (const signal of endings) process.off(signal, stop);
    },
  };
}

/** Node decides by the terminal and by `NO_COLOR` and `FORCE_COLOR`; a pipe never gets colours. */
function showsColours(stream: WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}

/** Resolves when everything written so far has left the process. */
export async function flush(stream: Writable): Promise<void> {
  if (!stream.writable) return;
  await new Promise<void>((resolve) => stream.write("", () => resolve()));
}
