import type { Readable, Writable } from "node:stream";

/** What a command reads and writes; `main.ts` binds it to the process, a test to streams of its own. */
export interface Io {
  /** Touch it only to read it: opening it may change how a child that inherits it reads. */
  readonly stdin: Readable & { isTTY?: boolean };
  stdout: Writable;
  stderr: Writable;
  /** One line of the answer, on standard output. */
  print(line: string): void;
  /** One line about the work, on standard error, so that standard output stays clean for scripts. */
  note(line: string): void;
  /** True when the stream's terminal shows colours and the person did not turn them off (`NO_COLOR`). */
  colours: { stdout: boolean; stderr: boolean };
  /** Directory that relative paths start from. */
  directory: string;
  /** Aborts at the first Ctrl-C, SIGTERM or hang-up, unless somebody took the signals. */
  signal: AbortSignal;
  /** Hands the signals to somebody else until the returned function is called. */
  takeSignals(taker: (signal: StopSignal) => void): () => void;
}

/** Signals that ask a process to end. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** A command: its arguments without its own name, to its exit code. Rejects with an `InquestError`. */
export type Command = (argv: string[], io: Io) => Promise<number>;
