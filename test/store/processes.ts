import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Starts a TypeScript file as a process of its own, with a channel for messages. */
export function startProcess(
  file: string,
  args: string[],
  options: Pick<ForkOptions, "uid" | "gid" | "cwd"> = {},
): ChildProcess {
  return fork(fileURLToPath(file), args, {
    ...options,
    execArgv: ["--import", import.meta.resolve("tsx")],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** The process's next message of this kind; fails when it ends before. */
export async function messageOf(child: ChildProcess, kind: string): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: Record<string, string>) => {
      if (message.kind === kind) resolve(message);
    });
    child.once("exit", (code, signal) => reject(new Error(`it ended (${code ?? signal}) before "${kind}"`)));
  });
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
