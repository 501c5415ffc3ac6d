import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** A process by its pid and start time, so that a reused pid is not taken for it. */
export interface ServerProcess {
  pid: number;
  /** As the kernel counts it; empty where there is no `/proc`. */
  started: string;
}

const POLL_MILLISECONDS = 20;

/** The process that has this pid now. */
export async function serverProcess(pid: number): Promise<ServerProcess> {
  return { pid, started: (await processStart(pid)) ?? "" };
}

/** False also for one that ended and that nobody has reaped yet, which happens in containers without an init. */
export async function isRunning(server: ServerProcess): Promise<boolean> {
  const started = await processStart(server.pid);
  if (started !== undefined) return started === server.started;
  if (server.started !== "") return false;
  try {
    process.kill(server.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends SIGKILL, since Chroma ignores SIGTERM, and resolves when the process is gone. */
export async function endProcess(server: ServerProcess): Promise<void> {
  if (!(await isRunning(server))) return;
  try {
    process.kill(server.pid, "SIGKILL");
  } catch {
    return;
  }
  while (await isRunning(server)) await wait(POLL_MILLISECONDS);
}

/** Field 22 of `/proc/PID/stat` (proc(5)); undefined when the process is gone, dead, or there is no `/proc`. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
