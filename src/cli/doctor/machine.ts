import { execFile } from "node:child_process";
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { byteSize } from "../../report/index.ts";
import type { Check } from "./part.ts";

/** Below this PostgreSQL and captured logs soon fill the disk. */
const leastFreeBytes = 500e6;

export const checkNode: Check = async () => ({ state: "ok", message: `version ${process.versions.node}` });

export const checkGit: Check = async (signal) => {
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"], { signal });
    return { state: "ok", message: stdout.trim().replace(/^git version /, "version ") };
  } catch {
    return {
      state: "off",
      message: "not found; suspect changes of local commands are then not known",
      next: "Install git: `apt-get install git` or your system's equivalent.",
    };
  }
};

/** Whether the data folder can be written, by writing. */
export function checkFolder(home: string): Check {
  return async () => {
    const probe = join(home, `.doctor-${process.pid}`);
    try {
      await mkdir(home, { recursive: true });
      await (await open(probe, "w")).close();
      await rm(probe);
      return { state: "ok", message: home };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return {
        state: "broken",
        message: `${home} cannot be written (${code ?? "unknown error"})`,
        next: "Give this user the right to write there, or set INQUEST_HOME to another folder.",
      };
    }
  };
}

export function checkDisk(home: string): Check {
  return async () => {
    try {
      const { bavail, bsize } = await statfs(home);
      const free = bavail * bsize;
      if (free >= leastFreeBytes) return { state: "ok", message: `${byteSize(free)} free` };
      return {
        state: "broken",
        message: `${byteSize(free)} free where ${home} lies`,
        next: "Free some space, or set INQUEST_HOME to a folder on another disk.",
      };
    } catch {
      return { state: "off", message: "not known, since the data folder cannot be read" };
    }
  };
}
