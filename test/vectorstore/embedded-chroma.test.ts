import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ChromaClient } from "chromadb";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createChromaMemory } from "../../src/vectorstore/chroma-memory.ts";
import { openEmbeddedChroma } from "../../src/vectorstore/embedded-chroma.ts";
import { createLocalEmbeddings } from "../../src/vectorstore/embeddings/local-embeddings.ts";

const signal = new AbortController().signal;
const embeddings = createLocalEmbeddings();

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "inquest-chroma-"));
  onTestFinished(async () => {
    const pid = await serverPid(folder);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Pid of the server that the folder's lease names, while it has one. */
async function serverPid(folder: string): Promise<number | undefined> {
  const lease = await readFile(join(folder, "lease.json"), "utf8").catch(() => undefined);
  return lease === undefined ? undefined : JSON.parse(lease).state.pid;
}

function memoryAt(url: string) {
  return createChromaMemory({ url, embeddings, logger: pino({ level: "silent" }) });
}

const entry = {
  incident: "INC-1",
  title: "Deploy of payments failed",
  summary: "The disk of the runner is full.",
  category: "disk_full" as const,
  signature: "full",
  text: "no space left on device",
  repository: "acme/payments",
  openedAt: "2026-03-01T10:00:00.000Z",
};
const query = { text: "", signature: "full", limit: 5 };

/** Another Inquest process that holds the same server. */
async function holder(folder: string): Promise<{ process: ChildProcess; url: string }> {
  const program = fileURLToPath(new URL("../support/hold-chroma.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  return { process: child, url: String(url) };
}

test("listens on loopback only, and a restart keeps the memory", async () => {
  const folder = await emptyFolder();
  const said: string[] = [];
  const first = await openEmbeddedChroma({ folder, onProgress: (message) => said.push(message) }, { signal });
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(said.length).toBeGreaterThan(0);
  await memoryAt(first.url).remember(entry, { signal });
  await first.close();
  await expect(fetch(first.url)).rejects.toThrow("fetch failed");

  const second = await openEmbeddedChroma({ folder }, { signal });
  expect(await memoryAt(second.url).recall(query, { signal })).toMatchObject([{ incident: "INC-1" }]);
  await second.close();
});

test("two processes share one server, which ends with the last of them", async () => {
  const folder = await emptyFolder();
  const [other, mine] = await Promise.all([holder(folder), openEmbeddedChroma({ folder }, { signal })]);
  expect(mine.url).toBe(other.url);
  await mine.close();
  expect((await fetch(`${other.url}/api/v2/heartbeat`)).ok).toBe(true);
  other.process.stdin?.end();
  await once(other.process, "exit");
  await expect(fetch(other.url)).rejects.toThrow("fetch failed");
});

test("the server of a process that was killed is adopted, then ended", async () => {
  const folder = await emptyFolder();
  const doomed = await holder(folder);
  await memoryAt(doomed.url).remember(entry, { signal });
  doomed.process.kill("SIGKILL");
  await once(doomed.process, "exit");

  const heir = await openEmbeddedChroma({ folder }, { signal });
  expect(heir.url).toBe(doomed.url);
  expect(await memoryAt(heir.url).recall(query, { signal })).toMatchObject([{ incident: "INC-1" }]);
  await heir.close();
  await expect(fetch(heir.url)).rejects.toThrow("fetch failed");
});

test("2,000 remembered incidents survive SIGKILL of the server", async () => {
  const folder = await emptyFolder();
  const first = await openEmbeddedChroma({ folder }, { signal });
  const memory = memoryAt(first.url);
  await memory.remember(entry, { signal });
  const collection = await collectionAt(first.url);
  const ids = Array.from({ length: 2_000 }, (_, index) => `INC-${index + 2}`);
  const vectors = await embeddings.embed(ids.map(inLetters), { signal });
  for (let at = 0; at < ids.length; at += 500) {
    await collection.upsert({ ids: ids.slice(at, at + 500), embeddings: vectors.slice(at, at + 500) });
  }
  process.kill((await serverPid(folder)) ?? 0, "SIGKILL");

  const second = await openEmbeddedChroma({ folder }, { signal });
  expect(await (await collectionAt(second.url)).count()).toBe(2_001);
  expect(await memoryAt(second.url).recall(query, { signal })).toMatchObject([{ incident: "INC-1" }]);
  const near = await (await collectionAt(second.url)).query({
    queryEmbeddings: [vectors[1_234] ?? []],
    nResults: 1,
  });
  expect(near.ids).toEqual([[ids[1_234]]]);
  await second.close();
  await first.close();
});

/** Three words that no other id has. */
function inLetters(id: string): string {
  const digest = createHash("sha256").update(id).digest("hex");
  const letters = digest.replace(/[0-9]/g, (digit) => "ghijklmnop"[Number(digit)] ?? "");
  return `${letters.slice(0, 10)} ${letters.slice(10, 20)} ${letters.slice(20, 30)}`;
}

async function collectionAt(url: string) {
  const { hostname, port } = new URL(url);
  const client = new ChromaClient({ host: hostname, port: Number(port) });
  return client.getCollection({ name: `inquest-failures-${embeddings.name}-${embeddings.dimension}` });
}

test("a folder written by another version is left alone", async () => {
  const folder = await emptyFolder();
  await (await openEmbeddedChroma({ folder }, { signal })).close();
  await writeFile(join(folder, "binding-version"), "1.0.5\n");
  await expect(openEmbeddedChroma({ folder }, { signal })).rejects.toMatchObject({
    code: "chroma_version_mismatch",
    message: expect.stringContaining("1.0.5"),
  });
  await rm(join(folder, "binding-version"));
  await expect(openEmbeddedChroma({ folder }, { signal })).rejects.toMatchObject({
    code: "chroma_version_mismatch",
    message: expect.stringContaining("unknown"),
  });
});

test("a data file that is no database ends in a plain error that names the log", async () => {
  const folder = await emptyFolder();
  await (await openEmbeddedChroma({ folder }, { signal })).close();
  await writeFile(join(folder, "data", "chroma.sqlite3"), "not a database at all");
  await expect(openEmbeddedChroma({ folder }, { signal })).rejects.toMatchObject({
    code: "chroma_start_failed",
    remedy: expect.stringContaining("server.log"),
  });
});

test("an abort while it starts leaves nothing running", async () => {
  const folder = await emptyFolder();
  const reason = new Error("Ctrl-C");
  await expect(openEmbeddedChroma({ folder }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(await serverPid(folder)).toBeUndefined();
});
