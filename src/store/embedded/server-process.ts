import { spawn } from "node:child_process";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { InquestError } from "../../domain/index.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { findPostmaster, isAlive } from "./postmaster-file.ts";
import { createDatabase, probe, type ServerAddress } from "./probe.ts";
import { lastLine, programEnvironment, runProgram } from "./program.ts";
import { setAsideLongLog, tail } from "./server-log.ts";

export interface ServerFolders {
  folder: string;
  cluster: string;
  socketFolder: string;
  log: string;
  binaries: Binaries;
  account: Account | undefined;
}

/** A crashed server replays its log first; a big one may take minutes and says "busy" all the while. */
const startPatience = 10 * 60_000;
/** A server that is alive and says nothing at all has lost its socket. */
const silentPatience = 10_000;

/** Adopts the server that a killed process left behind, or starts one; resolves when it answers. */
export async function startServer(server: ServerFolders, signal: AbortSignal): Promise<ServerAddress> {
  // Children of a server that was killed hold its shared memory for a moment longer, so it is tried again.
  for (let attempt = 1; ; attempt++) {
    const found = await findPostmaster(server.cluster);
    if (found.state === "stale") await rm(join(server.cluster, "postmaster.pid"), { force: true });
    if (found.state === "stopping") await untilGone(found.pid, signal);
    if (found.state === "running") {
      const address = { pid: found.pid, socketFolder: found.socketFolder };
      if (await untilReady(address, { signal, alive: () => isAlive(found.pid) })) return address;
      await stopServer(server, address);
    }
    try {
      if (found.state !== "leaving" || attempt >= 20) return await launch(server, signal);
    } catch (error) {
      const passing = error instanceof InquestError && /shared memory block|lock file/.test(error.message);
      if (!passing || attempt >= 20) throw error;
    }
    await sleep(250, undefined, { signal });
  }
}

async function launch(server: ServerFolders, signal: AbortSignal): Promise<ServerAddress> {
  await setAsideLongLog(server.log);
  const log = await open(server.log, "a", 0o600);
  const setting = (name: string, value: string) => ["-c", `${name}=${value}`];
  const child = spawn(
    server.binaries.postgres,
    [
      "-D",
      server.cluster,
      ...setting("listen_addresses", ""),
      ...setting("port", "5432"),
      ...setting("unix_socket_directories", server.socketFolder),
      ...setting("unix_socket_permissions", "0700"),
      // Starts, stops and what is fatal; a statement that failed is told to whoever sent it, and may quote
      // what people wrote.
      ...setting("log_min_messages", "log"),
      ...setting("log_min_error_statement", "panic"),
      ...setting("log_checkpoints", "off"),
      ...setting("io_method", "sync"),
      // Every process has a pool of its own; a slot that nobody uses costs next to nothing.
      ...setting("max_connections", "200"),
    ],
    {
      ...server.account,
      cwd: server.folder,
      env: programEnvironment,
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    },
  );
  let over: Error | "exited" | undefined;
  child.once("error", (error) => {
    over = error;
  });
  child.once("exit", () => {
    over ??= "exited";
  });
  child.unref();
  await log.close();
  const address = { pid: child.pid ?? 0, socketFolder: server.socketFolder };
  try {
    const ready = await untilReady(address, { signal, alive: () => over === undefined });
    if (ready) return address;
  } catch (error) {
    child.kill("SIGQUIT");
    throw error;
  }
  const reason = over instanceof Error ? over.message : lastLine(await tail(server.log));
  if (over === undefined) child.kill("SIGQUIT");
  throw new InquestError(
    "postgres_start_failed",
    `The embedded PostgreSQL did not start: ${reason}`,
    `Its log is ${server.log}. Set DATABASE_URL to use a PostgreSQL of your own.`,
    { cause: over instanceof Error ? over : undefined },
  );
}

/** False when it ended, or was silent for too long. Makes the database when it is missing. */
async function untilReady(
  address: ServerAddress,
  options: { signal: AbortSignal; alive: () => boolean | Promise<boolean> },
): Promise<boolean> {
  const started = Date.now();
  let heard = started;
  while (await options.alive()) {
    const readiness = await probe(address);
    if (readiness === "ready") return true;
    if (readiness === "empty") {
      await createDatabase(address);
      return true;
    }
    const now = Date.now();
    if (readiness === "busy") heard = now;
    if (now - heard > silentPatience || now - started > startPatience) return false;
    await sleep(15, undefined, { signal: options.signal });
  }
  return false;
}

/** Ends the server: fast (clients are cut off, everything is written), and immediately when that takes too long. */
export async function stopServer(server: ServerFolders, address: ServerAddress): Promise<void> {
  for (const mode of ["fast", "immediate"]) {
    if (!(await isAlive(address.pid))) return;
    const args = ["stop", "-D", server.cluster, "-m", mode, "-w", "-t", mode === "fast" ? "30" : "10", "-s"];
    const { code } = await runProgram(server.binaries.pgCtl, args, server);
    if (code === 0) return;
  }
  const found = await findPostmaster(server.cluster);
  if (found.state !== "none" && "pid" in found && found.pid === address.pid)
    process.kill(found.pid, "SIGKILL");
}

async function untilGone(pid: number, signal: AbortSignal): Promise<void> {
  const started = Date.now();
  while ((await isAlive(pid)) && Date.now() - started < 60_000) await sleep(50, undefined, { signal });
}
