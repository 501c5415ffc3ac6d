import type { ChildProcess } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { openStore, type StoreOptions } from "../../src/store/database.ts";
import type { TaskHandlers } from "../../src/store/ports.ts";
import { kill, messageOf, startProcess } from "./processes.ts";
import {
  failureEvent,
  jobKeys,
  logger,
  openTestStore,
  query,
  type TestStore,
  terminateConnections,
} from "./support.ts";

const timings = { beatEvery: 100, deadAfter: 1_000, grace: 100, abortGrace: 100, pollEvery: 100 };
let store: TestStore;
const stops: (() => Promise<void>)[] = [];
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  for (const child of children.splice(0)) await kill(child);
  await store.close();
});

async function open(options: Partial<StoreOptions> = {}): Promise<void> {
  store = await openTestStore({ timings, ...options });
}

/** Works with these handlers; what is not given does nothing. */
async function work(handlers: Partial<TaskHandlers>): Promise<() => Promise<void>> {
  const nothing = () => Promise.resolve();
  const working = await store.queue.work({
    investigate: nothing,
    notify: nothing,
    close: nothing,
    ...handlers,
  });
  stops.push(working.stop);
  return working.stop;
}

async function receive(): Promise<void> {
  await store.incidents.receive({ source: "github", deliveryId: "1", event: failureEvent() });
}

async function startWorker(): Promise<ChildProcess> {
  const child = startProcess(import.meta.resolve("./worker-process.ts"), [store.url]);
  children.push(child);
  await messageOf(child, "working");
  return child;
}

test("tasks are done once by whichever process, with their payload", async () => {
  await open();
  const done: string[] = [];
  const handlers: Partial<TaskHandlers> = {
    investigate: async ({ incident }) => void done.push(incident),
    notify: async ({ incident, version, channel }) => void done.push(`${incident} ${version} ${channel}`),
  };
  await work(handlers);
  await work(handlers);
  await receive();
  await store.queue.add("notify", { incident: "INC-1", version: 1, channel: "slack" });
  await expect.poll(() => done.toSorted()).toEqual(["INC-1", "INC-1 1 slack"]);
  await expect.poll(() => jobKeys(store.url)).toEqual([]);
  expect(done).toHaveLength(2);
});

test("a task that is added again while it waits is done once", async () => {
  await open();
  for (let time = 0; time < 5; time++) await store.queue.add("close", { incident: "INC-1" });
  expect(await jobKeys(store.url)).toEqual(["close:INC-1"]);
});

test("a channel gets its messages one at a time, investigations run beside each other", async () => {
  await open();
  let atOnce = 0;
  let most = 0;
  let sent = 0;
  let together: () => void = () => undefined;
  const bothInvestigate = new Promise<void>((resolve) => {
    together = resolve;
  });
  let investigating = 0;
  await work({
    notify: async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      sent++;
    },
    investigate: async () => {
      if (++investigating === 2) together();
      await bothInvestigate;
    },
  });
  for (let version = 1; version <= 8; version++) {
    await store.queue.add("notify", { incident: "INC-1", version, channel: "slack" });
  }
  await store.queue.add("investigate", { incident: "INC-1" });
  await store.queue.add("investigate", { incident: "INC-2" });
  await expect.poll(() => jobKeys(store.url), { timeout: 10_000 }).toEqual([]);
  expect([most, sent]).toEqual([1, 8]);
});

test("a process that is killed in a task leaves it to one that works already", async () => {
  await open();
  const child = await startWorker();
  const began = messageOf(child, "began");
  await receive();
  await began;
  const done: string[] = [];
  await work({ investigate: async ({ incident }) => void done.push(incident) });
  await kill(child);
  await expect.poll(() => done, { timeout: 10_000 }).toEqual(["INC-1"]);
});

test("what a killed process of this machine left is taken up at once by the next that starts", async () => {
  await open({ timings: { ...timings, deadAfter: 3_600_000 } });
  const child = await startWorker();
  const began = messageOf(child, "began");
  await receive();
  await began;
  // One beat, so that its workers are in the list.
  await expect
    .poll(
      async () => (await query(store.url, "select from inquest.workers where worker_ids <> '{}'")).length,
      { timeout: 10_000 },
    )
    .toBe(1);
  await kill(child);
  const done: string[] = [];
  await work({ investigate: async ({ incident }) => void done.push(incident) });
  await expect.poll(() => done).toEqual(["INC-1"]);
});

test("stopping lets a task end within the grace time", async () => {
  await open({ timings: { ...timings, grace: 10_000 } });
  let finish: () => void = () => undefined;
  let aborted = false;
  const began = new Promise<void>((begin) => {
    void work({
      investigate: (_, signal) => {
        begin();
        signal.addEventListener("abort", () => (aborted = true));
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
    });
  });
  await receive();
  await began;
  const stopped = stops.pop()?.();
  finish();
  await stopped;
  expect(aborted).toBe(false);
  expect(await jobKeys(store.url)).toEqual([]);
});

test("a task that is aborted by a stop goes on at once elsewhere, and no attempt is counted", async () => {
  await open();
  for (const notices of [true, false]) {
    let begin: () => void = () => undefined;
    const began = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const stop = await work({
      investigate: (_, signal) => {
        begin();
        return new Promise((_resolve, reject) => {
          // The second one does not listen.
          if (notices) signal.addEventListener("abort", () => reject(new Error("aborted")));
        });
      },
    });
    if (notices) await receive();
    await began;
    await stop();
    const rows = await query(
      store.url,
      "select attempts, run_at <= now() as due, locked_by from graphile_worker.jobs",
    );
    expect(rows).toEqual([{ attempts: 0, due: true, locked_by: null }]);
  }
  const done: string[] = [];
  await work({ investigate: async ({ incident }) => void done.push(incident) });
  await expect.poll(() => done).toEqual(["INC-1"]);
});

test("an investigation that fails too often is given up and its incident says so", async () => {
  const told: string[] = [];
  await open({
    attempts: { investigate: 2 },
    onGivenUp: async (name, key, error) => void told.push(`${name} ${key} ${String(error)}`),
  });
  let attempts = 0;
  await work({
    investigate: async () => {
      attempts++;
      throw new Error("no luck");
    },
  });
  await receive();
  await expect.poll(() => attempts).toBe(1);
  // The second attempt is due in e seconds; it need not be waited for.
  await expect
    .poll(
      async () => {
        await query(
          store.url,
          "update graphile_worker._private_jobs set run_at = now() where locked_by is null",
        );
        return told;
      },
      { timeout: 10_000 },
    )
    .toEqual(["investigate investigate:INC-1 Error: no luck"]);
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "failed" });
  await expect.poll(() => jobKeys(store.url)).toEqual([]);
});

test("a task that kills every process that takes it is given up too", async () => {
  const told: string[] = [];
  await open({ onGivenUp: async (name, key) => void told.push(`${name} ${key}`) });
  await receive();
  await query(store.url, "update graphile_worker._private_jobs set attempts = max_attempts");
  await work({});
  await expect.poll(() => told).toEqual(["investigate investigate:INC-1"]);
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "failed" });
});

test("a process that others took for dead lets go of its tasks", async () => {
  await open();
  let why: unknown;
  let times = 0;
  await work({
    investigate: (_, signal) => {
      times++;
      if (why !== undefined) return Promise.resolve();
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          why = signal.reason;
          reject(new Error("aborted"));
        });
      });
    },
  });
  await receive();
  await expect.poll(() => times).toBe(1);
  await query(store.url, "delete from inquest.workers");
  await expect.poll(() => String(why)).toContain("given to another process");
});

test("work goes on after the connections were lost, even while it began", async () => {
  await open();
  const done: string[] = [];
  await work({ close: async ({ incident }) => void done.push(incident) });
  await terminateConnections(store.url);
  await store.queue
    .add("close", { incident: "INC-5" })
    .catch(() => store.queue.add("close", { incident: "INC-5" }));
  await expect.poll(() => done, { timeout: 20_000 }).toEqual(["INC-5"]);
});

test("a job that was locked for this process, but whose answer was lost, is taken up again", async () => {
  await open();
  const done: string[] = [];
  await work({ close: async ({ incident }) => void done.push(incident) });
  await expect
    .poll(() => query(store.url, "select from inquest.workers where worker_ids <> '{}'"))
    .toHaveLength(1);
  await query(
    store.url,
    `select graphile_worker.add_job('close', '{"incident":"INC-3"}', run_at := now() + interval '1 hour')`,
  );
  await query(
    store.url,
    `update graphile_worker._private_jobs set run_at = now(), locked_at = now(),
       locked_by = (select worker_ids[1] from inquest.workers)`,
  );
  await expect.poll(() => done, { timeout: 10_000 }).toEqual(["INC-3"]);
});

test("a second store on the same database sees what waits", async () => {
  await open();
  await receive();
  const other = await openStore(store.url, { signal: new AbortController().signal, logger });
  expect(await other.health()).toMatchObject({ waiting: 1, retrying: 0 });
  await other.close();
});
