import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { lives, processIdentity } from "./process-identity.ts";
import { schemaName, type Tables } from "./schema.ts";

export interface WorkerBeats {
  /** Says "I live" with the workers that this process has. False when others had taken it for dead. */
  beat(): Promise<boolean>;
  /** Frees the jobs of processes that were not heard of for too long, and those that got lost here. */
  freeDead(): Promise<void>;
  /** Takes this process out of the list. */
  leave(): Promise<void>;
}

/**
 * graphile-worker itself frees a dead worker's jobs after four hours. Here every process that works writes a
 * beat into a table, and any of them frees the jobs of one whose beat is old. What a dead process left on
 * this very machine is freed at once.
 */
export async function joinWorkers(dependencies: {
  db: Kysely<Tables>;
  logger: Logger;
  /** The ids that this process's workers lock jobs with. */
  workerIds: () => string[];
  /** The jobs that they work on. */
  activeJobs: () => string[];
  /** Milliseconds without a beat. */
  deadAfter: number;
}): Promise<WorkerBeats> {
  const { db, logger, workerIds, activeJobs, deadAfter } = dependencies;
  const tables = db.withSchema(schemaName);
  const id = randomUUID();
  const me = await processIdentity();
  const longAgo = sql<Date>`clock_timestamp() - make_interval(secs => ${deadAfter / 1000})`;

  const enter = () =>
    tables
      .insertInto("workers")
      .values({ id, ...me, worker_ids: workerIds() })
      .execute();

  const unlock = async (ids: string[]) => {
    if (ids.length === 0) return;
    await sql`select graphile_worker.force_unlock_workers(${ids}::text[])`.execute(db);
    logger.warn({ workers: ids.length }, "freed the tasks of a process that ended without giving them back");
  };

  const here = await tables
    .selectFrom("workers")
    .select(["id", "host", "pid", "started", "worker_ids"])
    .where("host", "=", me.host)
    .execute();
  for (const other of here) {
    if (await lives(other, me.host)) continue;
    await unlock(other.worker_ids);
    await tables.deleteFrom("workers").where("id", "=", other.id).execute();
  }
  await enter();

  return {
    async beat() {
      const beaten = await tables
        .updateTable("workers")
        .set({ worker_ids: workerIds(), beat_at: sql<string>`clock_timestamp()` })
        .where("id", "=", id)
        .executeTakeFirst();
      if (beaten.numUpdatedRows > 0n) return true;
      await enter();
      return false;
    },

    async freeDead() {
      await tables.deleteFrom("workers").where("beat_at", "<", longAgo).execute();
      // Whatever was locked long ago by somebody who is not in the list (any more).
      const { rows } = await sql<{ locked_by: string }>`
        select distinct locked_by from graphile_worker.jobs
        where locked_at < ${longAgo}
          and locked_by not in (select unnest(worker_ids) from inquest.workers)`.execute(db);
      await unlock(rows.map((row) => row.locked_by));
      // What is locked in our name and not worked on: the connection broke between the lock and its answer.
      // Freed one by one, since the worker may be at another job by now.
      await sql`
        with lost as (
          update graphile_worker._private_jobs set locked_at = null, locked_by = null
          where locked_by = any(${workerIds()}::text[]) and locked_at < ${longAgo}
            and id <> all(${activeJobs()}::bigint[])
          returning job_queue_id
        )
        update graphile_worker._private_job_queues as q set locked_at = null, locked_by = null
        from lost where q.id = lost.job_queue_id`.execute(db);
    },

    async leave() {
      await tables.deleteFrom("workers").where("id", "=", id).execute();
    },
  };
}
