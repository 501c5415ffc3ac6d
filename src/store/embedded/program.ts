import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Account } from "./account.ts";

export interface ProgramOptions {
  account: Account | undefined;
  /** Working folder; it must be one that the account can enter. */
  folder: string;
  signal?: AbortSignal;
}

/**
 * PG* variables of the person's shell would point the programs elsewhere (PGPORT, PGDATA), and a locale
 * would translate the messages that we read, so nothing of the environment is passed on.
 */
export const programEnvironment = { LC_ALL: "C", TZ: "UTC", PATH: "/usr/local/bin:/usr/bin:/bin" };

/** Runs a program to its end and returns its exit code and the last 64 KB of what it printed. */
export async function runProgram(
  program: string,
  args: string[],
  options: ProgramOptions,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, {
    ...options.account,
    cwd: options.folder,
    env: programEnvironment,
    stdio: ["ignore", "pipe", "pipe"],
    signal: options.signal,
    killSignal: "SIGKILL",
    // A Ctrl-C in the terminal is ours to handle, not the program's.
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-65_536);
    });
  }
  const code = await ended(child);
  return { code, output };
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}

/** The line of a program's output that says what went wrong: the last fatal one, else the last. */
export function lastLine(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC|error|could not)\b/.test(line));
  return (fatal ?? lines.at(-1) ?? "it said nothing").trim().slice(0, 400);
}
