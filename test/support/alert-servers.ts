import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function missing(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).error !== undefined;
}

/** Debian's packages `prometheus` and `prometheus-alertmanager`. With `CI` set their absence fails. */
export const alertServersMissing =
  process.env["CI"] === undefined && (missing("prometheus") || missing("prometheus-alertmanager"));

export interface StartedServer {
  url: string;
  stop(): Promise<void>;
}

/** A page of metrics for Prometheus to scrape; `set` changes what it says from then on. */
export interface MetricsPage {
  /** `127.0.0.1:PORT` */
  target: string;
  set(text: string): void;
  close(): Promise<void>;
}

export async function serveMetrics(text: string): Promise<MetricsPage> {
  let page = text;
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4").end(page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => {
      page = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A real Prometheus; `files` are written beside its configuration (JSON is YAML, too), `storage` holds blocks. */
export async function startPrometheus(
  configuration: object,
  files: Record<string, object> = {},
  where: { storage?: string; port?: number } = {},
): Promise<StartedServer> {
  const argumentsFor = (folder: string, port: number) => [
    `--config.file=${folder}/prometheus.json`,
    `--storage.tsdb.path=${where.storage ?? `${folder}/data`}`,
    "--storage.tsdb.retention.time=100y",
    `--web.listen-address=127.0.0.1:${port}`,
    "--log.level=warn",
  ];
  return startServer("prometheus", { "prometheus.json": configuration, ...files }, argumentsFor, where.port);
}

export async function startAlertmanager(configuration: object): Promise<StartedServer> {
  return startServer("prometheus-alertmanager", { "alertmanager.json": configuration }, (folder, port) => [
    `--config.file=${folder}/alertmanager.json`,
    `--storage.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
    "--log.level=warn",
  ]);
}

/** Debian's package `victoria-metrics`, which answers Prometheus' API too. With `CI` set its absence fails. */
export const victoriaMetricsMissing = process.env["CI"] === undefined && missing("victoria-metrics");

/** A real VictoriaMetrics; `settings` are its flags. */
export async function startVictoriaMetrics(settings: readonly string[] = []): Promise<StartedServer> {
  return startServer("victoria-metrics", {}, (folder, port) => [
    `-storageDataPath=${folder}/data`,
    `-httpListenAddr=127.0.0.1:${port}`,
    "-retentionPeriod=100y",
    "-search.latencyOffset=0s",
    "-loggerLevel=WARN",
    ...settings,
  ]);
}

async function startServer(
  program: string,
  files: Record<string, object>,
  argumentsFor: (folder: string, port: number) => string[],
  wanted?: number,
): Promise<StartedServer> {
  const folder = await mkdtemp(join(tmpdir(), `${program}-`));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), JSON.stringify(content).replaceAll("FOLDER", folder));
  }
  const port = wanted ?? (await freePort());
  const child = spawn(program, argumentsFor(folder, port), { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += String(chunk)));
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended (${code}):\n${output}`)));
  });
  // It is raced below only until the server answers; later its end is expected.
  failed.catch(() => undefined);
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([ready(url), failed]);
  return { url, stop: () => stopped(child, folder) };
}

async function ready(url: string): Promise<void> {
  const deadline = AbortSignal.timeout(20_000);
  for (;;) {
    const response = await fetch(`${url}/-/ready`, { signal: deadline }).catch(() => undefined);
    if (response?.ok) return;
    deadline.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopped(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  }
  await rm(folder, { recursive: true, force: true });
}

/** A port that nobody listens on just now, for an address that is told before its server starts. */
export async function freePort(): Promise<number> {
  const socket = createSocket();
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, "close");
  return port;
}
