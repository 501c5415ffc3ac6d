import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { Kysely, PostgresDialect, sql } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import { createCheckpointer } from "./checkpoints.ts";
import { connect, isPassing, placeOf } from "./connection.ts";
import { createEvidenceStore } from "./evidence-store.ts";
import { dropForgottenTexts } from "./evidence-text.ts";
import { createIncidentStore } from "./incident-store.ts";
import { migrate } from "./migrate.ts";
import { createOutbox } from "./outbox.ts";
import type { EvidenceStore, IncidentStore, Outbox, Queue, SilenceStore } from "./ports.ts";
import { createQueue, type QueueOptions, type QueueTimings, queueDefaults } from "./queue.ts";
import { keepClean } from "./retention.ts";
import type { Tables } from "./schema.ts";
import { createSilenceStore } from "./silences.ts";
import { createStepListener } from "./step-listener.ts";

export interface DatabaseOptions {
  signal: AbortSignal;
  logger: Logger;
  /** Size of the connection pool. Default 10. */
  connections?: number;
  /** How long to wait for a server that is not there yet, in milliseconds. Default 10 s. */
  patience?: number;
}

export interface Database {
  url: string;
  pool: pg.Pool;
  db: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Connects and brings the tables to this version.
 *
 * @throws InquestError `database_unreachable`, `database_newer`, `database_migration_failed`
 */
export async function openDatabase(url: string, options: DatabaseOptions): Promise<Database> {
  const { signal, logger, connections = 10, patience = 10_000 } = options;
  const pool = await connect(url, { signal, logger, connections, patience });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, pool, logger);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { url, pool, db, close: () => db.destroy() };
}

export interface DatabaseHealth {
  /** PostgreSQL's version, such as `18.4`. */
  version: string;
  /** Round trip of one query, in milliseconds. */
  milliseconds: number;
  /** Tasks that wait for a worker, and those of them that have failed before. */
  waiting: number;
  retrying: number;
}

export interface Store {
  incidents: IncidentStore;
  evidence: EvidenceStore;
  outbox: Outbox;
  silences: SilenceStore;
  queue: Queue;
  /** LangGraph's checkpointer on the same database; loaded and set up on first use. */
  checkpointer(): Promise<BaseCheckpointSaver>;
  /** @throws InquestError `database_unreachable` */
  health(): Promise<DatabaseHealth>;
  close(): Promise<void>;
}

export interface StoreOptions extends DatabaseOptions {
  /** Days after which an incident's texts, steps and deliveries are removed. Default 90. */
  keepDays?: number;
  /** Tasks at a time in this process. Default 4. */
  concurrency?: number;
  attempts?: Partial<QueueOptions["attempts"]>;
  timings?: Partial<QueueTimings>;
  /** Told of a task that will not be tried again; an incident whose investigation it was is `failed` by then. */
  onGivenUp?: QueueOptions["onGivenUp"];
}

const hour = 3_600_000;

/** Everything that Inquest keeps in PostgreSQL, over one pool. */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  const { logger, keepDays = 90 } = options;
  const database = await openDatabase(url, options);
  const { db, pool } = database;
  const listener = createStepListener(url, logger);
  const incidents = createIncidentStore({ db, listener });
  const queue = createQueue({
    db,
    pool,
    logger,
    options: {
      concurrency: options.concurrency ?? queueDefaults.concurrency,
      attempts: { ...queueDefaults.attempts, ...options.attempts },
      timings: { ...queueDefaults.timings, ...options.timings },
      onGivenUp: async (name, key, error) => {
        const incident = name === "investigate" ? key.slice("investigate:".length) : "";
        if (incident !== "") await incidents.setStatus(incident, "failed");
        await options.onGivenUp?.(name, key, error);
      },
    },
  });
  let closing: Promise<void> | undefined;
  const close = async () => {
    await listener.close();
    await database.close();
  };
  return {
    incidents,
    evidence: createEvidenceStore({ db }),
    outbox: createOutbox({ db }),
    silences: createSilenceStore({ db }),
    queue: {
      add: queue.add,
      work: async (handlers) => {
        await dropForgottenTexts(db);
        const worker = await queue.work(handlers);
        const cleaning = keepClean({ db, logger }, { keepDays, every: hour });
        return { stop: async () => void (await Promise.all([worker.stop(), cleaning.stop()])) };
      },
    },
    checkpointer: createCheckpointer(pool),
    health: () => health(database),
    close: () => (closing ??= close()),
  };
}

async function health({ db, url }: Database): Promise<DatabaseHealth> {
  const started = performance.now();
  try {
    const { rows } = await sql<{ version: string; waiting: number; retrying: number }>`
      select current_setting('server_version') as version,
        (count(*) filter (where locked_at is null))::int as waiting,
        (count(*) filter (where locked_at is null and attempts > 0))::int as retrying
      from graphile_worker.jobs`.execute(db);
    const [row] = rows;
    return {
      version: row?.version.split(" ")[0] ?? "",
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
      waiting: row?.waiting ?? 0,
      retrying: row?.retrying ?? 0,
    };
  } catch (cause) {
    const state = isPassing(cause) ? "does not answer" : "answers with an error";
    throw new InquestError(
      "database_unreachable",
      `PostgreSQL ${placeOf(url)} ${state}.`,
      "Check that it runs; Inquest connects again by itself.",
      { cause },
    );
  }
}
