import { readFile } from "node:fs/promises";

/**
 * Start time of a process: field 22 of `/proc/PID/stat` (proc(5)); `alive` where there is no `/proc`; `dead` otherwise,
 * also while its parent has not asked for its exit code, which nobody may ever do in a container without an init.
 */
export async function processStart(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? "dead" : (fields[18] ?? "alive");
  } catch {
    try {
      process.kill(pid, 0);
      return "alive";
    } catch {
      return "dead";
    }
  }
}
