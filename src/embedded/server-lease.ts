import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import lockfile from "proper-lockfile";
import { InquestError } from "../domain/index.ts";
import { processStart } from "./process-start.ts";

/** A server that Inquest starts for itself and that several of its processes share. `State` is plain JSON. */
export interface EmbeddedServer<State> {
  name: string;
  /** Its data folder. The lease is kept beside its data, so one folder never has two servers. */
  folder: string;
  /** Starts it and resolves when it answers. It must outlive a Ctrl-C in the terminal (own process group). */
  start(signal: AbortSignal): Promise<State>;
  answers(state: State): Promise<boolean>;
  stop(state: State): Promise<void>;
}

export interface ServerLease<State> {
  state: State;
  /** Gives the lease back; the last holder stops the server. */
  close(): Promise<void>;
}

interface Holder {
  token: string;
  pid: number;
  /** The process's start time as the kernel counts it, so that a reused pid is not taken for it. */
  started: string;
}

interface LeaseFile<State> {
  state: State;
  holders: Holder[];
}

/**
 * Opens an embedded server: adopts the one that already answers, or starts one. A holder that was killed
 * without giving its lease back is noticed by its pid and start time; its server is adopted, not doubled.
 *
 * @throws InquestError `embedded_locked` when another process holds the folder's lock for too long,
 * and whatever `start` throws.
 */
export async function openEmbeddedServer<State>(
  server: EmbeddedServer<State>,
  options: { signal: AbortSignal },
): Promise<ServerLease<State>> {
  await mkdir(server.folder, { recursive: true });
  const file = join(server.folder, "lease.json");
  const me: Holder = { token: randomUUID(), pid: process.pid, started: await processStart(process.pid) };

  const state = await withLock(server, async () => {
    options.signal.throwIfAborted();
    const lease = await readLease<State>(file);
    if (lease && (await server.answers(lease.state))) {
      const holders = await living(lease.holders);
      await writeLease(file, { state: lease.state, holders: [...holders, me] });
      return lease.state;
    }
    const started = await server.start(options.signal);
    await writeLease(file, { state: started, holders: [me] });
    return started;
  });

  let closing: Promise<void> | undefined;
  const close = () =>
    withLock(server, async () => {
      const lease = await readLease<State>(file);
      const others = (await living(lease?.holders ?? [])).filter((holder) => holder.token !== me.token);
      if (lease && others.length > 0) {
        await writeLease(file, { state: lease.state, holders: others });
        return;
      }
      await server.stop(state);
      await rm(file, { force: true });
    });
  return { state, close: () => (closing ??= close()) };
}

async function withLock<Result, State>(
  server: EmbeddedServer<State>,
  work: () => Promise<Result>,
): Promise<Result> {
  let release: () => Promise<void>;
  try {
    // A killed process leaves its lock behind; it goes stale after 10 s without a sign of life.
    release = await lockfile.lock(server.folder, {
      stale: 10_000,
      update: 2_000,
      realpath: false,
      lockfilePath: join(server.folder, "lease.lock"),
      retries: { retries: 600, factor: 1, minTimeout: 50, maxTimeout: 50 },
    });
  } catch (cause) {
    throw new InquestError(
      "embedded_locked",
      `Another process is starting or stopping ${server.name} and does not finish.`,
      "Try again in a minute; if it stays, look for a hanging inquest process.",
      { cause },
    );
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

async function readLease<State>(file: string): Promise<LeaseFile<State> | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as LeaseFile<State>;
  } catch {
    // Absent, or cut off by a crash: either way nobody can be adopted through it.
    return undefined;
  }
}

async function writeLease<State>(file: string, lease: LeaseFile<State>): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(lease), { mode: 0o600 });
  await rename(draft, file);
}

async function living(holders: Holder[]): Promise<Holder[]> {
  const alive = await Promise.all(
    holders.map(async (holder) => (await processStart(holder.pid)) === holder.started),
  );
  return holders.filter((_, index) => alive[index]);
}
