import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { InquestError } from "../domain/index.ts";
import { openEmbeddedServer } from "../embedded/server-lease.ts";
import { findChromaBinding } from "./chroma-binding.ts";
import { endProcess, isRunning, type ServerProcess, serverProcess } from "./server-process.ts";

export interface EmbeddedChroma {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The last process to close it ends the server. */
  close(): Promise<void>;
}

interface ServerState extends ServerProcess {
  url: string;
}

/** What the child runs. It is a program in a string so that it is there however this project is bundled. */
const PROGRAM = `
const binding = { exports: {} };
process.dlopen(binding, process.argv[1]);
binding.exports.cli(["chroma", "run", ...process.argv.slice(2)]);
`;
const START_MILLISECONDS = 30_000;
/** A server that runs but says nothing for this long is taken for hung. */
const SILENCE_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 20;
/** Somebody else may take the port between finding it and using it. */
const START_ATTEMPTS = 3;

/**
 * Opens the Chroma server that comes with the `chromadb` package, on loopback and a free port, with its data
 * under `folder`. Processes that open the same folder share one server; one that a killed process left behind
 * is adopted. It sends nothing anywhere: telemetry is off and its environment is empty.
 *
 * @throws InquestError `chroma_unavailable` when no server can be had on this system, `chroma_version_mismatch`
 * when the folder was written by another version, `chroma_start_failed`, `embedded_locked`.
 */
export async function openEmbeddedChroma(
  settings: { folder: string; onProgress?: (message: string) => void },
  options: { signal: AbortSignal },
): Promise<EmbeddedChroma> {
  const { folder, onProgress } = settings;
  const lease = await openEmbeddedServer<ServerState>(
    {
      name: "Chroma",
      folder,
      start: async (signal) => {
        onProgress?.("Starting Chroma, the incident memory");
        const binding = await findChromaBinding(join(folder, "bindings"), { signal });
        const data = await dataFolder(folder, binding.version);
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await startServer(binding.file, data, join(folder, "server.log"), signal);
          } catch (error) {
            signal.throwIfAborted();
            if (attempt === START_ATTEMPTS) throw error;
          }
        }
      },
      answers: async (state) => {
        if (!(await isRunning(state))) return false;
        if (await heartbeatWithin(state.url, SILENCE_MILLISECONDS)) return true;
        // A second server on the same data would corrupt it, so the hung one has to go first.
        await endProcess(state);
        return false;
      },
      stop: endProcess,
    },
    options,
  );
  return { url: lease.state.url, close: () => lease.close() };
}

/** Where the data lies; refuses data of another version, since older servers abort on newer data. */
async function dataFolder(folder: string, version: string): Promise<string> {
  const data = join(folder, "data");
  const mark = join(folder, "binding-version");
  await mkdir(data, { recursive: true, mode: 0o700 });
  const written = await readFile(mark, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
  if (written === version) return data;
  if (written !== undefined || (await readdir(data)).length > 0) {
    throw new InquestError(
      "chroma_version_mismatch",
      `The incident memory in ${folder} was written by Chroma ${written ?? "of unknown version"}, and this is ${version}.`,
      "Move that folder away to begin with an empty memory, or go back to the version of Inquest that wrote it.",
    );
  }
  await writeFile(mark, `${version}\n`);
  return data;
}

async function startServer(
  binding: string,
  data: string,
  logFile: string,
  signal: AbortSignal,
): Promise<ServerState> {
  const port = await freePort();
  const log = await open(logFile, "w", 0o600);
  let child: ChildProcess;
  try {
    child = spawn(
      process.execPath,
      ["-e", PROGRAM, "--", binding, "--path", data, "--host", "127.0.0.1", "--port", String(port)],
      {
        cwd: data,
        // Its own process group: a Ctrl-C in the terminal is for Inquest, which ends it in order.
        detached: true,
        env: { RUST_LOG: "error", ANONYMIZED_TELEMETRY: "False" },
        stdio: ["ignore", log.fd, log.fd],
      },
    );
    await once(child, "spawn");
  } finally {
    await log.close();
  }
  child.unref();

  const url = `http://127.0.0.1:${port}`;
  const server = await serverProcess(child.pid ?? 0);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(START_MILLISECONDS)]);
  while (!patience.aborted && child.exitCode === null && child.signalCode === null) {
    if (await heartbeat(url, patience)) return { ...server, url };
    await wait(POLL_MILLISECONDS);
  }
  await endProcess(server);
  signal.throwIfAborted();
  throw new InquestError(
    "chroma_start_failed",
    `Chroma did not start (${child.exitCode === null ? "no answer" : `exit code ${child.exitCode}`}).`,
    `See ${logFile}, or set CHROMA_URL to the address of a Chroma server.`,
  );
}

async function heartbeatWithin(url: string, milliseconds: number): Promise<boolean> {
  const patience = AbortSignal.timeout(milliseconds);
  while (!patience.aborted) {
    if (await heartbeat(url, patience)) return true;
    await wait(POLL_MILLISECONDS);
  }
  return false;
}

async function heartbeat(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v2/heartbeat`, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}
