import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** What a running server says of itself in `postmaster.pid` (PostgreSQL `miscadmin.h`, LOCK_FILE_LINE_*). */
export interface Postmaster {
  pid: number;
  socketFolder: string;
  stopping: boolean;
}

/**
 * The server that runs on this cluster. A number that another program has by now is not taken for it: the
 * server's working folder is its cluster. `stale` means that the file is a leftover that would keep
 * PostgreSQL from starting, and that nothing works on the cluster.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | "stale" | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const folder = await realpath(cluster);
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (workingFolder !== undefined && workingFolder !== folder) {
    // PostgreSQL itself would refuse to start beside a living process of that number.
    return (await someoneWorksIn(folder)) ? undefined : "stale";
  }
  return { pid, socketFolder: lines[4] ?? "", stopping: lines[7] === "stopping" };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function someoneWorksIn(folder: string): Promise<boolean> {
  const processes = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(
    processes.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)),
  );
  return folders.includes(folder);
}
