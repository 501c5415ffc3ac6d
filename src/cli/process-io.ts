import type { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Io, StopSignal } from "./io.ts";

/** Exit code of a process that a signal ended: 128 and the signal's number (POSIX shells). */
const interrupted: Record<StopSignal, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Binds a command to this process: its streams, its directory, and a signal that aborts at the first Ctrl-C.
 * The second Ctrl-C ends the process at once, whatever still closes.
 */
export function createProcessIo(): Io {
  const stopping = new AbortController();
  let taker: ((signal: StopSignal) => void) | undefined;
  const stop = (signal: StopSignal) => {
    if (taker) {
      taker(signal);
      return;
    }
    if (stopping.signal.aborted) process.exit(interrupted[signal]);
    stopping.abort(new DOMException(`Stopped by ${signal}.`, "AbortError"));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever read the output has gone (`inquest incidents | head -1`): that is no failure of ours.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  return {
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    colours: { stdout: showsColours(process.stdout), stderr: showsColours(process.stderr) },
    directory: process.cwd(),
    signal: stopping.signal,
    takeSignals(next) {
      taker = next;
      return () => {
        taker = undefined;
      };
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
