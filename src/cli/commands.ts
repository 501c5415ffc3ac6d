import type { Command } from "./io.ts";

export interface CommandEntry {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows `inquest NAME` on the usage line. */
  usage: string;
  /** Options and what else a person needs to know. */
  help: string;
  /** Imported when it is called, so that one command does not pay for another's libraries. */
  load(): Promise<Command>;
  /** Whether the arguments are another program's, so that `--help` among them is not for us. */
  wraps?: boolean;
}

export const commands: readonly CommandEntry[] = [];
