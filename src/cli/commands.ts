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
  {
    name: "analyze",
    summary: "Say what a build log says; no server, no database.",
    usage: "[--json] [--baseline PASSING_LOG] [--explain] FILE...",
    help: `
FILE is a log: plain, .gz, or the zip of a GitHub run's logs; - is standard input.

  --baseline FILE  a passing log of the same job: what it says too is not the cause
  --explain        say why the lines were chosen
  --json           one JSON object a line, one line a file

    inquest analyze build.log
    gh run view 123 --log-failed | inquest analyze -`,
    load: async () => (await import("./analyze.ts")).analyze,
  },
  {
    name: "redact",
    summary: "Mask the secrets in a text.",
    usage: "[--salt TEXT] [FILE|-]... | --json --batch FILE|-",
    help: `
The text goes to standard output with the same number of lines, the count of masked secrets to standard
error. Files may be plain or .gz; - (and no file at all) is standard input.

  --salt TEXT      makes the masks of several runs comparable
  --json --batch   reads one JSON object { id, text } a line, prints { id, text, spans } a line`,
    load: async () => (await import("./redact.ts")).redact,
  },
];
