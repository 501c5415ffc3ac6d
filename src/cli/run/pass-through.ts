import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { isatty } from "node:tty";
import type { Io, StopSignal } from "../io.ts";

/** How a command ended. `code` is what a shell would give: 127 not found, 126 not runnable, 128+n for signal n. */
export interface CommandEnd {
  code: number;
  signal?: NodeJS.Signals;
  /** Set when it could not be started. */
  startError?: "not_found" | "not_runnable";
  /** True when a person or a supervisor asked it to end, or the reader of its output has gone. */
  interrupted: boolean;
}

/**
 * After the command has ended, something it left in the background may hold its output open: wait until
 * nothing has come for the first time span, and never longer than the second.
 */
const lingerMs = { quiet: 300, most: 3_000 };

/**
 * Runs a command as if it had been started directly: its own stdin, output passed on as it comes, signals
 * forwarded. `tee` sees the output too (0 = stdout, 1 = stderr); it is awaited, so that it can be slow.
 */
export async function passThrough(
  command: readonly [string, ...string[]],
  io: Io,
  tee: (stream: 0 | 1, chunk: Uint8Array) => Promise<void>,
): Promise<CommandEnd> {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd: io.directory, stdio: ["inherit", "pipe", "pipe"] });
  let interrupted = false;
  const giveBack = io.takeSignals((signal) => {
    interrupted = true;
    if (!terminalSent(signal)) child.kill(signal);
  });
  const readerGone = () => {
    interrupted = true;
  };
  try {
    const pumps = Promise.all([
      pump(child.stdout, io.stdout, readerGone, (chunk) => tee(0, chunk)),
      pump(child.stderr, io.stderr, readerGone, (chunk) => tee(1, chunk)),
    ]);
    const [code, signal] = await ended(child);
    const lingering = new AbortController();
    await Promise.race([pumps, quiet([child.stdout, child.stderr], lingering.signal)]);
    lingering.abort();
    child.stdout.destroy();
    child.stderr.destroy();
    await pumps;
    if (signal) return { code: 128 + constants.signals[signal], signal, interrupted };
    return { code: code ?? 1, interrupted };
  } catch (error) {
    const startError = startErrorOf(error);
    if (!startError) throw error;
    return { code: startError === "not_found" ? 127 : 126, startError, interrupted };
  } finally {
    giveBack();
  }
}

/** A Ctrl-C in the terminal reaches the whole foreground group: forwarding it would send it twice. */
function terminalSent(signal: StopSignal): boolean {
  return signal !== "SIGTERM" && isatty(0);
}

async function ended(child: ReturnType<typeof spawn>): Promise<[number | null, NodeJS.Signals | null]> {
  // `once` rejects with the `error` event, which is how a program that cannot be started is told.
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return [code, signal];
}

async function pump(
  from: Readable,
  to: Writable,
  readerGone: () => void,
  tee: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  // When the reader of our output has gone, the command is to notice as if it wrote there itself.
  const stop = () => {
    readerGone();
    from.destroy();
  };
  to.once("error", stop).once("close", stop);
  try {
    for await (const chunk of from as AsyncIterable<Uint8Array>) {
      const room = to.write(chunk);
      await tee(chunk);
      if (!room && to.writableNeedDrain) await drained(to);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  } finally {
    to.off("error", stop).off("close", stop);
  }
}

async function drained(to: Writable): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    await Promise.race([once(to, "drain", { signal }), once(to, "close", { signal })]);
  } catch {
    // The reader has gone; `pump` sees that by itself.
  } finally {
    settled.abort();
  }
}

/** Resolves once no stream has said anything for a while, or after the longest wait. */
async function quiet(streams: Readable[], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const silence = setTimeout(resolve, lingerMs.quiet);
    const most = setTimeout(resolve, lingerMs.most);
    for (const stream of streams) stream.on("data", () => silence.refresh());
    signal.addEventListener("abort", () => {
      clearTimeout(silence);
      clearTimeout(most);
      resolve();
    });
  });
}

function startErrorOf(error: unknown): CommandEnd["startError"] {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!syscall?.startsWith("spawn")) return undefined;
  return code === "ENOENT" ? "not_found" : "not_runnable";
}
