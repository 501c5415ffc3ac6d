import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

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
    startOf(pid),
  ]);
  return { host: `${hostname()} ${boot.trim()} ${namespace}`, pid, started };
}

/** Whether a process of this host lives; of another host's nothing is known, so it counts as alive. */
export async function lives(identity: ProcessIdentity, here: string): Promise<boolean> {
  return identity.host !== here || (await startOf(identity.pid)) === identity.started;
}

/** Field 22 of `/proc/PID/stat` (proc(5)); without `/proc` only "alive" or "dead". */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "alive";
  } catch {
    try {
      process.kill(pid, 0);
      return "alive";
    } catch {
      return "dead";
    }
  }
}
