import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../bin/inquest.js", import.meta.url));

export interface InquestProcess {
  /** Address that it said it listens on. */
  url: string;
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** SIGKILL: no clean-up of any kind. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** Environment of a child that sees nothing of this machine's own settings but what it needs to run. */
export function cleanEnvironment(own: Record<string, string>): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "NODE_V8_COVERAGE"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...own };
}

/** Starts `inquest serve` on a free port and resolves when it says where it listens. */
export async function startInquest(
  environment: Record<string, string>,
  args: string[] = ["--no-example"],
): Promise<InquestProcess> {
  const child = spawn(process.execPath, [launcher, "serve", ...args], {
    env: cleanEnvironment({ INQUEST_PORT: "0", INQUEST_LOG_LEVEL: "info", ...environment }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (address) resolve(address);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code, signal) =>
      reject(new Error(`inquest serve ended (${code ?? signal}):\n${output}`)),
    );
  });
  const address = await url;
  return {
    url: address,
    pid: child.pid ?? 0,
    output: () => output,
    kill: async () => {
      await ended(child, "SIGKILL");
    },
    stop: () => ended(child, "SIGTERM"),
  };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
  return child.exitCode;
}
