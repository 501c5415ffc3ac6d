import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** What `postmaster.pid` (PostgreSQL `miscadmin.h`, LOCK_FILE_LINE_*) and the system say of a cluster's server. */
export type Postmaster =
  /** Nobody's, or of a process that is gone: PostgreSQL itself clears it up. */
  | { state: "none" }
  | { state: "running" | "stopping"; pid: number; socketFolder: string }
  /** The server was killed and its children have not all noticed yet. */
  | { state: "leaving" }
  /** Its number is another program's by now, or a dead one's that nobody has buried; PostgreSQL would refuse to start. */
  | { state: "stale" };

/** The server's working folder is its cluster; that tells it from whoever else has its number. */
export async function findPostmaster(cluster: string): Promise<Postmaster> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !answersSignals(pid)) return { state: "none" };
  const folder = await realpath(cluster);
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  const other = workingFolder !== undefined && workingFolder !== folder;
  if (other || (await isUnburied(pid))) {
    return { state: (await someoneWorksIn(folder)) ? "leaving" : "stale" };
  }
  return { state: lines[7] === "stopping" ? "stopping" : "running", pid, socketFolder: lines[4] ?? "" };
}

/** Whether a process of ours (or anybody's, when we are root) runs under this number. */
export async function isAlive(pid: number): Promise<boolean> {
  return answersSignals(pid) && !(await isUnburied(pid));
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Dead, and its parent has not asked for its exit code: usual for orphans in a container without an init. */
async function isUnburied(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
}

async function someoneWorksIn(folder: string): Promise<boolean> {
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(
    processes.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)),
  );
  return folders.includes(folder);
}
