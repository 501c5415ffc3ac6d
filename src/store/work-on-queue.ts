import { setTimeout as sleep } from "node:timers/promises";
import type { Task, TaskList, WorkerPool } from "graphile-worker";
import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import type { TaskHandlers, Tasks } from "./ports.ts";
import type { QueueOptions } from "./queue.ts";
import type { Tables } from "./schema.ts";
import { joinWorkers } from "./worker-beats.ts";
import { watchWorkers } from "./worker-watch.ts";

const names = ["investigate", "notify", "close"] as const satisfies (keyof Tasks)[];

/** Works on the queue until stopped. See `queue.ts` for what it promises. */
export async function workOnQueue(
  dependencies: { db: Kysely<Tables>; pool: pg.Pool; logger: Logger; options: QueueOptions },
  handlers: TaskHandlers,
): Promise<{ stop(): Promise<void> }> {
  const { db, pool, logger, options } = dependencies;
  const { timings } = options;
  // Loaded when needed: most commands never work on the queue.
  const [{ runMigrations, runTaskList }, { workerLogger }] = await Promise.all([
    import("graphile-worker"),
    import("./worker-logger.ts"),
  ]);
  const stopping = new AbortController();
  const watch = watchWorkers();
  /** Job id → attempts before this one. */
  const interrupted = new Map<string, number>();
  let running = new AbortController();

  const taskOf = <Name extends keyof Tasks>(name: Name): Task => {
    return async (payload, { job }) => {
      const { signal } = running;
      try {
        // The payload is what `addJob` wrote under this name.
        await endSoonAfterAbort(handlers[name](payload as Tasks[Name], signal), signal, timings.abortGrace);
      } catch (error) {
        if (signal.aborted) interrupted.set(job.id, job.attempts - 1);
        else if (job.attempts >= options.attempts[name]) {
          logger.error({ task: name, key: job.key, err: error }, "task given up");
          await options.onGivenUp(name, job.key ?? "", error);
          return;
        } else logger.warn({ task: name, key: job.key, err: error }, "task failed, will be tried again");
        throw error;
      }
    };
  };
  const taskList: TaskList = Object.fromEntries(names.map((name) => [name, taskOf(name)]));

  const beats = await joinWorkers({ db, logger, ...watch, deadAfter: timings.deadAfter });
  // Not `run`: its schedule of repeated tasks, of which there are none, rejects where nobody can catch it when the
  // connection is lost while it begins, and that ends the process.
  const start = async (): Promise<{ workers: WorkerPool }> => {
    const shared = { pgPool: pool, logger: workerLogger(logger), events: watch.events };
    await runMigrations(shared);
    const workers = runTaskList(
      {
        ...shared,
        concurrency: options.concurrency,
        pollInterval: timings.pollEvery,
        noHandleSignals: true,
      },
      taskList,
      pool,
    );
    workers.promise.catch((err: unknown) => logger.warn({ err }, "the queue's workers ended with an error"));
    // In an object: the pool itself can be awaited, and would be, to its end.
    return { workers };
  };
  let fallen = watch.fallen(stopping.signal);
  let begun = await start();

  /** Begins anew when workers have fallen, so that the process keeps its number of them. */
  const keepRunning = async () => {
    for (;;) {
      await fallen;
      await begun.workers.gracefulShutdown();
      if (stopping.signal.aborted) return;
      logger.warn("the queue's workers are started anew");
      fallen = watch.fallen(stopping.signal);
      await sleep(timings.pollEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
      const started = await startAgain();
      if (!started) return;
      begun = started;
    }
  };
  const startAgain = async (): Promise<{ workers: WorkerPool } | undefined> => {
    while (!stopping.signal.aborted) {
      try {
        return await start();
      } catch (err) {
        logger.warn({ err }, "the queue cannot be worked on, trying again");
        await sleep(timings.pollEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return undefined;
  };

  const keepBeating = async () => {
    while (!stopping.signal.aborted) {
      try {
        if (!(await beats.beat())) {
          logger.warn("this process was taken for dead; its tasks are with others now");
          running.abort(new Error("the task was given to another process"));
          running = new AbortController();
        }
        await beats.freeDead();
        await giveUpExhausted(db, options, logger);
      } catch (err) {
        logger.warn({ err }, "the queue's beat failed");
      }
      await sleep(timings.beatEvery, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const beating = keepBeating();
  const working = keepRunning();

  const stop = async () => {
    const timer = setTimeout(() => running.abort(new Error("Inquest is stopping")), timings.grace);
    stopping.abort();
    await Promise.all([beating, working]);
    clearTimeout(timer);
    // An interrupted task has not failed: it goes on at once, here or elsewhere, and no attempt is counted.
    for (const [id, attempts] of interrupted) {
      await sql`select graphile_worker.reschedule_jobs(
        array[${id}::bigint], run_at := clock_timestamp(), attempts := ${Math.max(0, attempts)}::int)`.execute(
        db,
      );
    }
    await beats.leave();
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}

/** The task's end, or an error soon after the abort when the task does not notice it. */
async function endSoonAfterAbort(task: Promise<void>, signal: AbortSignal, patience: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(new Error("the task did not end when told to")), patience);
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Tasks whose processes died in them again and again: nobody would take them up, so they are told of and removed. */
async function giveUpExhausted(db: Kysely<Tables>, options: QueueOptions, logger: Logger): Promise<void> {
  const { rows } = await sql<{ id: string; task_identifier: string; key: string | null }>`
    select id, task_identifier, key from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null`.execute(db);
  for (const { id, task_identifier, key } of rows) {
    const name = names.find((known) => known === task_identifier);
    if (!name) continue;
    logger.error({ task: name, key }, "task given up: its process died too often");
    await options.onGivenUp(name, key ?? "", new Error("the process died in it again and again"));
    await sql`select graphile_worker.complete_jobs(array[${id}::bigint])`.execute(db);
  }
}
