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

export const commands: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "Run a command; when it fails, say why.",
    usage: "[--] COMMAND [ARG...]",
    help: `
The command runs as if started directly: its input, its output, its signals, its exit code. When it fails,
standard error says which lines matter, which commit or uncommitted change is the suspect, whether this was
seen before, and where the full report lies. When it succeeds nothing is printed; its output and commit are
kept, without secrets, so that the next failure can be compared with them.

    inquest run -- npm test
    inquest run -- sh -c 'make && ./deploy.sh'

Exit codes: the command's own; 127 when it was not found, 126 when it could not be started, 128+n when
signal n ended it.`,
    load: async () => (await import("./run/run.ts")).run,
    wraps: true,
  },
];
