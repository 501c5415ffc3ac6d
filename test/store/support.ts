import pg from "pg";
import type { FailureEvent } from "../../src/domain/index.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/database.ts";
import { createTestDatabase } from "../support/database.ts";
import { logger } from "./support-logger.ts";

export type TestStore = Store & { url: string };

export { logger };

/** A store on a database of its own; `close` drops that too. */
export async function openTestStore(options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const database = await createTestDatabase();
  const store = await openStore(database.url, {
    signal: new AbortController().signal,
    logger,
    ...options,
  });
  return {
    ...store,
    url: database.url,
    close: async () => {
      await store.close();
      await database.close();
    },
  };
}

export function failureEvent(changes: Partial<FailureEvent> = {}): FailureEvent {
  return {
    source: "github",
    kind: "failure",
    dedupeKey: "github:acme/shop:run:7:1",
    stream: "github:acme/shop:ci.yml:main",
    title: "CI failed on main",
    occurredAt: "2025-03-01T12:00:00Z",
    subject: { kind: "github_run", owner: "acme", repo: "shop", runId: 7, attempt: 1 },
    repository: "acme/shop",
    commit: "1a2b3c4d5e6f7a8b9c0d",
    branch: "main",
    ...changes,
  };
}

/** What waits in the queue, by key. */
export async function jobKeys(url: string): Promise<string[]> {
  const rows = await query<{ key: string }>(url, "select key from graphile_worker.jobs order by key");
  return rows.map((row) => row.key);
}

/** Cuts off everybody who is connected to this database. */
export async function terminateConnections(url: string): Promise<void> {
  await query(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

export async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
