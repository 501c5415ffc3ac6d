import { type Kysely, Migrator } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import { incidents } from "./migrations/0001-incidents.ts";
import { evidence } from "./migrations/0002-evidence.ts";
import { outbox } from "./migrations/0003-outbox.ts";
import { signals } from "./migrations/0005-signals.ts";
import { deployments } from "./migrations/0006-deployments.ts";
import { schemaName, type Tables } from "./schema.ts";

/** Names are for ever: they are recorded in every database. */
export function migrationsOf(pool: pg.Pool, logger: Logger) {
  return {
    "0001-incidents": incidents,
    "0002-evidence": evidence,
    "0003-outbox": outbox,
    "0004-graphile-worker-0.16.6": {
      up: async () => {
        // Loaded when needed: most starts find nothing to migrate.
        const [{ runMigrations }, { workerLogger }] = await Promise.all([
          import("graphile-worker"),
          import("./worker-logger.ts"),
        ]);
        await runMigrations({ pgPool: pool, logger: workerLogger(logger) });
      },
    },
    "0005-signals": signals,
    "0006-deployments": deployments,
  };
}

/** Any number that other programs on the same database are unlikely to lock. */
export const advisoryLocks = { migrate: "7310584201", checkpoints: "7310584202", cleaning: "7310584203" };

/**
 * Brings the database's tables to this version. Processes that start at once wait for each other.
 *
 * @throws InquestError `database_newer`, `database_migration_failed`
 */
export async function migrate(db: Kysely<Tables>, pool: pg.Pool, logger: Logger): Promise<void> {
  const migrations = migrationsOf(pool, logger);
  const wanted = Object.keys(migrations);
  if (isCurrent(await applied(pool), wanted)) return;
  await underLock(pool, advisoryLocks.migrate, async () => {
    if (isCurrent(await applied(pool), wanted)) return;
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableSchema: schemaName,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) {
      throw new InquestError(
        "database_migration_failed",
        "The database's tables could not be brought to this version of Inquest.",
        "Check that the database user may create schemas and tables, then start again.",
        { cause: error },
      );
    }
    for (const result of results ?? []) logger.debug({ migration: result.migrationName }, "migrated");
  });
}

/** Runs `work` while this process alone, of all on this database, holds the lock. */
export async function underLock<Result>(
  pool: pg.Pool,
  lock: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: boolean | Error = false;
  try {
    await client.query("select pg_advisory_lock($1)", [lock]);
    try {
      return await work();
    } finally {
      // When unlocking fails the connection is dropped, which unlocks too.
      await client.query("select pg_advisory_unlock($1)", [lock]).catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    client.release(broken);
  }
}

async function applied(pool: pg.Pool): Promise<string[]> {
  try {
    const { rows } = await pool.query<{ name: string }>(`select name from ${schemaName}.kysely_migration`);
    return rows.map((row) => row.name);
  } catch (error) {
    // 42P01 undefined_table: nothing was migrated yet.
    if (error instanceof Error && "code" in error && error.code === "42P01") return [];
    throw error;
  }
}

function isCurrent(names: string[], wanted: string[]): boolean {
  const unknown = names.find((name) => !wanted.includes(name));
  if (unknown !== undefined) {
    throw new InquestError(
      "database_newer",
      `A newer Inquest has used this database (it knows the step ${unknown}).`,
      "Start that newer version, or give this one a database of its own.",
    );
  }
  return wanted.every((name) => names.includes(name));
}
