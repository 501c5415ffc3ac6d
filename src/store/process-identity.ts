import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { processStart } from "../embedded/process-start.ts";

/** Names a process so that others on the same machine can tell whether it still lives. */
export interface ProcessIdentity {
  /** Processes with the same `host` see each other's pids: same boot, same pid namespace. */
  host: string;
  pid: number;
  /** Start time as the kernel counts it, so that a reused pid is not taken for it. */
  started: string;
}

export async function processIdentity(pid: number = process.pid): Promise<ProcessIdentity> {
  const [boot, namespace, started] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
    processStart(pid),
  ]);
  return { host: `${hostname()} ${boot.trim()} ${namespace}`, pid, started };
}

/** Whether a process of this host lives; of another host's nothing is known, so it counts as alive. */
export async function lives(identity: ProcessIdentity, here: string): Promise<boolean> {
  return identity.host !== here || (await processStart(identity.pid)) === identity.started;
}
