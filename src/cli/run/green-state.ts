import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { privateFolder } from "../private-folder.ts";

/** Logs of failures kept for each command; the investigation has its own copy of what it needs. */
const keptLogs = 5;

/** When a command last succeeded in a directory, and at which commit. */
export const GreenState = z.object({
  at: z.iso.datetime({ offset: true }),
  /** Absent outside a git repository. */
  commit: z.string().optional(),
});
export type GreenState = z.infer<typeof GreenState>;

/** What is kept of one command in one directory, all in one folder: its last success and its latest failures. */
export interface CommandRecord {
  /** Secret of this folder that makes alike secrets alike in its logs. */
  salt: string;
  /** Where the output of this run goes. */
  logFile: string;
  green: (GreenState & { logFile: string }) | undefined;
  /** Makes this run's log the log of the last success. */
  recordSuccess(at: Date, commit: string | undefined): Promise<void>;
  /** Deletes this run's log: it neither succeeded nor failed. */
  forget(): Promise<void>;
}

export async function openCommandRecord(
  home: string,
  directory: string,
  command: readonly string[],
  run: string,
): Promise<CommandRecord> {
  const folder = join(await privateFolder(home, "commands"), keyOf(directory, command));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const greenFile = join(folder, "green.json");
  const greenLog = join(folder, "green.log");
  const logFile = join(folder, `run-${run}.log`);
  const green = await readGreen(greenFile);
  await forgetOldLogs(folder);
  return {
    salt: await saltOf(join(folder, "salt")),
    logFile,
    green: green && { ...green, logFile: greenLog },
    async recordSuccess(at, commit) {
      // The log first: a crash in between then leaves an older commit with a newer log, never a lost log.
      await rename(logFile, greenLog);
      const draft = `${greenFile}.${run}`;
      await writeFile(draft, JSON.stringify({ at: at.toISOString(), commit }), { mode: 0o600 });
      await rename(draft, greenFile);
    },
    async forget() {
      await rm(logFile, { force: true });
    },
  };
}

function keyOf(directory: string, command: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([directory, ...command]))
    .digest("hex")
    .slice(0, 24);
}

async function readGreen(file: string): Promise<GreenState | undefined> {
  try {
    return GreenState.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Never green, or the file was cut off by a crash: the command counts as never green.
    return undefined;
  }
}

async function saltOf(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(16).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFile(file, "utf8");
}

/** Names begin with the time, so the alphabet's order is the order of age. */
async function forgetOldLogs(folder: string): Promise<void> {
  const logs = (await readdir(folder)).filter((name) => name.startsWith("run-")).sort();
  for (const name of logs.slice(0, Math.max(0, logs.length - keptLogs))) {
    await rm(join(folder, name), { force: true });
  }
}

/** The commit that is checked out in a directory; undefined outside a repository or without git. */
export async function checkedOutCommit(directory: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("git", ["rev-parse", "HEAD"], { cwd: directory, timeout: 5_000 }, (error, stdout) => {
      const commit = stdout.trim();
      resolve(error || !/^[0-9a-f]{40,64}$/.test(commit) ? undefined : commit);
    });
  });
}
