import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Logger } from "pino";
import { advisoryLocks } from "./migrate.ts";
import type { Tables } from "./schema.ts";

export interface RetentionOptions {
  /** Incidents untouched for this long lose their texts. The records stay. */
  keepDays: number;
  /** Milliseconds between two looks. */
  every: number;
}

/** Incidents, and deliveries that opened none, in one transaction. */
const BATCH = { incidents: 10, deliveries: 500 };
/** Between two batches, so that whoever waits for the database gets a turn. Milliseconds. */
const PAUSE = 50;
const SETTLING = 60_000;

/** Cleans in the background until stopped. */
export function keepClean(
  dependencies: { db: Kysely<Tables>; logger: Logger },
  { keepDays, every }: RetentionOptions,
): { stop(): Promise<void> } {
  const { db, logger } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;
  const rest = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  const clean = async () => {
    // A process that has just begun has other things to do.
    await rest(Math.min(every, SETTLING));
    while (!signal.aborted) {
      try {
        let total = 0;
        for (let removed = -1; removed !== 0 && !signal.aborted; await rest(PAUSE)) {
          removed = await cleanBatch(db, keepDays);
          total += removed;
        }
        if (total > 0) logger.info({ removed: total, keepDays }, "old texts removed");
      } catch (err) {
        logger.warn({ err }, "old texts could not be removed, trying again later");
      }
      await rest(every);
    }
  };
  const cleaning = clean();
  return {
    stop: async () => {
      stopping.abort();
      await cleaning;
    },
  };
}

/**
 * Takes the texts, steps, deliveries and checkpoints from some incidents that nobody touched for so many days,
 * and removes some old deliveries that opened none. Gives back how many rows it dealt with; 0 when nothing is
 * left, or when another process is at it.
 */
export async function cleanBatch(db: Kysely<Tables>, keepDays: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const lock = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${advisoryLocks.cleaning}::bigint) as mine`.execute(trx);
    if (!lock.rows[0]?.mine) return 0;
    const before = sql`clock_timestamp() - make_interval(days => ${keepDays})`;
    const { rows: old } = await sql<{ number: number }>`
      update inquest.incidents set cleaned_at = clock_timestamp()
      where number in (
        select number from inquest.incidents
        where cleaned_at is null and updated_at < ${before}
          and status not in ('queued', 'investigating')
        order by updated_at limit ${BATCH.incidents} for update skip locked)
      returning number`.execute(trx);
    const numbers = old.map((row) => row.number);
    if (numbers.length > 0) {
      const of = sql`incident = any(${numbers}::int[])`;
      // What was stored stays described; only its text is gone.
      await sql`delete from inquest.chunks using inquest.evidence e
        where chunks.content = e.content and e.${of}`.execute(trx);
      await sql`update inquest.evidence set data = null where ${of}`.execute(trx);
      await sql`delete from inquest.steps where ${of}`.execute(trx);
      await sql`delete from inquest.deliveries where ${of}`.execute(trx);
      await sql`delete from inquest.signal_keys where ${of}`.execute(trx);
      await dropCheckpoints(
        trx,
        numbers.map((number) => `INC-${number}`),
      );
    }
    const { numAffectedRows = 0n } = await sql`
      delete from inquest.deliveries where hash in (
        select hash from inquest.deliveries
        where incident is null and received_at < ${before} limit ${BATCH.deliveries})`.execute(trx);
    return numbers.length + Number(numAffectedRows);
  });
}

/** LangGraph's tables, which are there once an investigation has run. */
async function dropCheckpoints(db: Kysely<Tables>, threads: string[]): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('inquest_checkpoints.checkpoints') is not null as there`.execute(db);
  if (!rows[0]?.there) return;
  for (const table of ["checkpoint_writes", "checkpoint_blobs", "checkpoints"]) {
    await sql`delete from ${sql.table(`inquest_checkpoints.${table}`)}
      where thread_id = any(${threads}::text[])`.execute(db);
  }
}
