import type { Readable, Writable } from "node:stream";

/** What a command reads and writes; `main.ts` binds it to the process, a test to streams of its own. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
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
  /** Aborts at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

/** A command: its arguments without its own name, to its exit code. Rejects with an `InquestError`. */
export type Command = (argv: string[], io: Io) => Promise<number>;
