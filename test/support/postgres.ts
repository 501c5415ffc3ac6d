import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the one embedded PostgreSQL of this test run. */
    postgresFolder: string;
  }
}

const prefix = "inquest-test-postgres-";

/**
 * One embedded PostgreSQL for the whole run, started by the first test that wants a database (so a run
 * without one costs nothing) and ended here. What killed runs left behind is ended too.
 */
export async function prepareTestPostgres(project: TestProject): Promise<() => Promise<void>> {
  for (const name of await readdir(tmpdir())) {
    const [, owner] = name.startsWith(prefix) ? name.slice(prefix.length - 1).split("-") : [];
    if (owner && !isAlive(Number(owner))) await putAway(join(tmpdir(), name));
  }
  const home = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL runs under another account when the tests run as root.
  await chmod(home, 0o755);
  project.provide("postgresFolder", join(home, "postgres"));
  return () => putAway(home);
}

async function putAway(home: string): Promise<void> {
  const file = join(home, "postgres", "cluster", "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
  if (pid > 0 && isAlive(pid)) {
    // SIGQUIT ends it at once; nothing of its data is wanted.
    process.kill(pid, "SIGQUIT");
    for (let look = 0; look < 200 && isAlive(pid); look++) await sleep(25);
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
