import type { Kysely } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import { addJob } from "./jobs.ts";
import type { Queue, Tasks } from "./ports.ts";
import type { Tables } from "./schema.ts";
import { workOnQueue } from "./work-on-queue.ts";

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
    work: (handlers) => workOnQueue(dependencies, handlers),
  };
}
