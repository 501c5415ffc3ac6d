import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const waitMs = 50;
/** A build is over in less than this; nobody needs to hear of that. */
const waitsBeforeNote = 40;

/**
 * Runs `work` while no other process sets up this checkout. The lock file holds its owner's pid, so a killed
 * owner's lock is noticed and taken over.
 */
export async function withSetupLock(root, note, work) {
  const folder = join(root, ".inquest");
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, "setup.lock");
  const mine = join(folder, `setup.${process.pid}`);
  writeFileSync(mine, String(process.pid));
  let waits = 0;
  try {
    while (!take(mine, lock)) {
      waits += 1;
      if (waits === waitsBeforeNote) note("Another process is setting up; waiting for it…");
      await wait(waitMs);
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A hard link either makes the lock with its content or finds it there: nobody ever reads half a lock. */
function take(mine, lock) {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const owner = read(lock);
  if (owner !== undefined && !isAlive(Number(owner))) breakLock(lock, owner);
  return false;
}

/** Two processes may find the same dead owner: the second must not break the lock that the first then took. */
function breakLock(lock, owner) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside) !== owner) {
    try {
      linkSync(aside, lock);
    } catch {
      // A third process holds a new lock by now; the rightful owner is waited for by its build's own renames.
    }
  }
  unlinkSync(aside);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
