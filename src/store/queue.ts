import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Runner, Task, TaskList, WorkerEvents } from "graphile-worker";
import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import { addJob } from "./jobs.ts";
import type { Queue, TaskHandlers, Tasks } from "./ports.ts";
import type { Tables } from "./schema.ts";
import { joinWorkers } from "./worker-beats.ts";

/** Times are milliseconds. */
export interface QueueTimings {
  /** How often a process says that it lives. */
  beatEvery: number;
  /** Without a beat for this long a process counts as dead. */
  deadAfter: number;
  /** How long `stop` lets running tasks end by themselves. */
  grace: number;
  /** How long an aborted task may take to notice. */
  abortGrace: number;
  /** How often the queue is looked through when nobody tells of news. */
  pollEvery: number;
}

export interface QueueOptions {
  /** Tasks at a time in this process. */
  concurrency: number;
  /** After so many failures a task is given up; a death of its process counts too. */
  attempts: { [Name in keyof Tasks]: number };
  timings: QueueTimings;
  /** Told of a task that will not be tried again. `key` names it, such as `investigate:INC-7`. */
  onGivenUp(name: keyof Tasks, key: string, error: unknown): Promise<void>;
}

export const queueDefaults: Omit<QueueOptions, "onGivenUp"> = {
  concurrency: 4,
  attempts: { investigate: 5, notify: 8, close: 8 },
  timings: { beatEvery: 5_000, deadAfter: 30_000, grace: 10_000, abortGrace: 5_000, pollEvery: 2_000 },
};

const names = ["investigate", "notify", "close"] as const satisfies (keyof Tasks)[];

/**
 * The queue on graphile-worker. A task runs at least once: a process that dies in it leaves it to another.
 * Failures are tried again after e^n seconds.
 */
export function createQueue(dependencies: {
  db: Kysely<Tables>;
  pool: pg.Pool;
  logger: Logger;
  options: QueueOptions;
}): Queue {
  const { db } = dependencies;
  return {
    add: (name, payload) => addJob(db, name, payload),
    work: (handlers) => work(dependencies, handlers),
  };
}

async function work(
  { db, pool, logger, options }: Parameters<typeof createQueue>[0],
  handlers: TaskHandlers,
): Promise<{ stop(): Promise<void> }> {
  const { timings } = options;
  // Loaded when needed: most commands never work on the queue.
  const [{ run }, { workerLogger }] = await Promise.all([
    import("graphile-worker"),
    import("./worker-logger.ts"),
  ]);
  const stopping = new AbortController();
  const workerIds = new Set<string>();
  const interrupted = new Map<string, number>();
  let running = new AbortController();
  let fallen: () => void = () => undefined;

  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => workerIds.add(worker.workerId));
  events.on("worker:stop", ({ worker }) => workerIds.delete(worker.workerId));
  // A worker that could not give its job back ends; what it holds is freed like a dead process's.
  events.on("worker:fatalError", ({ worker }) => {
    workerIds.delete(worker.workerId);
    fallen();
  });

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

  const beats = await joinWorkers({
    db,
    logger,
    workerIds: () => [...workerIds],
    deadAfter: timings.deadAfter,
  });
  const start = (): Promise<Runner> =>
    run({
      pgPool: pool,
      taskList,
      parsedCronItems: [],
      concurrency: options.concurrency,
      pollInterval: timings.pollEvery,
      noHandleSignals: true,
      logger: workerLogger(logger),
      events,
    });
  let runner = await start();

  /** Begins anew when a worker has fallen, so that the process keeps its number of workers. */
  const keepRunning = async () => {
    while (!stopping.signal.aborted) {
      await new Promise<void>((resolve) => {
        fallen = resolve;
        stopping.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await runner.stop();
      while (!stopping.signal.aborted) {
        try {
          runner = await start();
          break;
        } catch (err) {
          logger.warn({ err }, "the queue cannot be worked on, trying again");
          await sleep(1_000, undefined, { signal: stopping.signal }).catch(() => undefined);
        }
      }
    }
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
  const loops = [keepRunning(), keepBeating()];

  const stop = async () => {
    const timer = setTimeout(() => running.abort(new Error("Inquest is stopping")), timings.grace);
    stopping.abort();
    await Promise.all(loops);
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
