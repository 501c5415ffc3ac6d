import { Kysely, Migrator, PostgresDialect } from "kysely";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/store/database.ts";
import { migrationsOf } from "../../src/store/migrate.ts";
import { hashOf } from "../../src/store/stored-text.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/database.ts";
import { failureEvent, logger } from "./support.ts";

let database: TestDatabase;
afterEach(() => database.close());

/** A database as the version before signals left it: one open incident with a rerun, and one resolved. */
async function createEarlierDatabase(): Promise<void> {
  database = await createEmptyDatabase();
  const pool = new pg.Pool({ connectionString: database.url });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrations = migrationsOf(pool, logger);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: "inquest",
  });
  const { error } = await migrator.migrateTo("0004-graphile-worker-0.16.6");
  expect(error).toBeUndefined();
  const event = failureEvent();
  const [dedupe, stream] = [hashOf("dedupe", event.dedupeKey), hashOf("stream", event.stream)];
  const resolved = [hashOf("dedupe", "old"), hashOf("stream", "old")];
  await pool.query(
    `insert into inquest.incidents
       (status, event, event_count, dedupe_hash, stream_hash, commit, last_failed_at, resolved_at, resolution, search)
     values ('reported', $1, 1, $2, $3, $4, $5, null, null, ''),
       ('resolved', $1, 0, $6, $7, null, $5, $5::timestamptz + interval '1 hour', 'Fixed', '')`,
    [JSON.stringify(event), dedupe, stream, event.commit, event.occurredAt, ...resolved],
  );
  await pool.query(
    `insert into inquest.deliveries
       (hash, source, delivery_id, kind, occurred_at, dedupe_hash, stream_hash, event, incident)
     values ($1, 'github', '1', 'failure', $2, $3, $4, $5, 1), ($6, 'github', '2', 'failure', $2, $7, $4, $5, 1)`,
    [
      hashOf("github", "1"),
      event.occurredAt,
      dedupe,
      stream,
      JSON.stringify(event),
      hashOf("github", "2"),
      hashOf("dedupe", "attempt 2"),
    ],
  );
  await db.destroy();
}

test("incidents of the version before are there with their signal, take repetitions and are resolved", async () => {
  await createEarlierDatabase();
  const store = await openStore(database.url, { signal: new AbortController().signal, logger });
  try {
    expect(await store.incidents.get("INC-1")).toMatchObject({
      status: "reported",
      signalCount: 1,
      signals: [{ number: 1, reason: "", repeats: 1, event: { title: "CI failed on main" } }],
    });
    expect(await store.incidents.get("INC-2")).toMatchObject({
      signals: [{ resolvedAt: "2025-03-01T13:00:00.000Z" }],
    });
    const receive = (deliveryId: string, changes: Parameters<typeof failureEvent>[0]) =>
      store.incidents.receive({ source: "github", deliveryId, event: failureEvent(changes) });
    expect(await receive("1", {})).toEqual({ kind: "duplicate" });
    expect(await receive("3", { dedupeKey: "attempt 2" })).toMatchObject({
      kind: "joined",
      incident: { id: "INC-1", signalCount: 1 },
    });
    expect(await receive("4", { dedupeKey: "attempt 3" })).toMatchObject({
      incident: { id: "INC-1", signalCount: 1 },
    });
    const green = { kind: "resolution", dedupeKey: "green", occurredAt: "2025-03-01T14:00:00Z" } as const;
    expect(await receive("5", green)).toMatchObject({ kind: "resolved", incidents: [{ id: "INC-1" }] });
  } finally {
    await store.close();
  }
});
