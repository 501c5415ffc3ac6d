import { type Kysely, sql, type Transaction } from "kysely";
import type { FailureEvent, Incident } from "../domain/index.ts";
import { incidentOf, searchTextOf, selectIncidents } from "./incident-rows.ts";
import { addJob } from "./jobs.ts";
import type { Received, ReceivedDelivery } from "./ports.ts";
import { resolutionOf } from "./resolution.ts";
import { schemaName, type Tables } from "./schema.ts";
import { hashOf, storableJson, storableMoment, storableText } from "./stored-text.ts";

export interface JoinRules {
  /** A failure of the same stream and commit joins an open incident that is younger than this, in seconds. */
  joinWithin: number;
}

/**
 * Records a delivery and what follows from it, in one transaction. Deliveries about the same failure or the
 * same stream wait for each other, so a hundred at once open one incident.
 */
export async function receive(
  db: Kysely<Tables>,
  delivery: ReceivedDelivery,
  rules: JoinRules,
): Promise<Received> {
  const event = JSON.parse(storableJson(delivery.event)) as FailureEvent;
  const hash = hashOf(delivery.source, delivery.deliveryId);
  const dedupe = hashOf("dedupe", event.dedupeKey);
  const stream = hashOf("stream", event.stream);
  const occurredAt = storableMoment(event.occurredAt);
  const keys = { dedupe, stream, occurredAt };

  return db.transaction().execute(async (trx): Promise<Received> => {
    const tables = trx.withSchema(schemaName);
    const recorded = await tables
      .insertInto("deliveries")
      .values({
        hash,
        source: storableText(delivery.source).slice(0, 100),
        delivery_id: storableText(delivery.deliveryId).slice(0, 200),
        kind: event.kind,
        occurred_at: occurredAt,
        dedupe_hash: dedupe,
        stream_hash: stream,
        event: storableJson(event),
        incident: null,
      })
      .onConflict((conflict) => conflict.column("hash").doNothing())
      .executeTakeFirst();
    if (recorded.numInsertedOrUpdatedRows === 0n) return { kind: "duplicate" };

    await lockKeys(trx, [dedupe, stream]);
    if (event.kind === "resolution") {
      return { kind: "resolved", incidents: await resolve(trx, event, keys) };
    }
    const open = await findIncidentOf(trx, event, keys, rules);
    const number =
      open === undefined ? await openIncident(trx, event, keys) : await joinIncident(trx, open, keys);
    await tables.updateTable("deliveries").set({ incident: number }).where("hash", "=", hash).execute();
    const row = await selectIncidents(trx).where("i.number", "=", number).executeTakeFirstOrThrow();
    return { kind: open === undefined ? "opened" : "joined", incident: incidentOf(row) };
  });
}

interface Keys {
  dedupe: Buffer;
  stream: Buffer;
  occurredAt: string;
}

/** In one order everywhere, so that two transactions never wait for each other. */
async function lockKeys(trx: Transaction<Tables>, hashes: Buffer[]): Promise<void> {
  const locks = hashes.map((hash) => hash.readBigInt64BE()).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const list = locks.map(String);
  await sql`select pg_advisory_xact_lock(key) from unnest(${list}::bigint[]) as key`.execute(trx);
}

/**
 * The incident that this failure belongs to: one with the same key that is open, or that was resolved after
 * the failure happened (a late delivery); else a young open one of the same stream and commit (a rerun).
 */
async function findIncidentOf(
  trx: Transaction<Tables>,
  event: FailureEvent,
  keys: Keys,
  rules: JoinRules,
): Promise<number | undefined> {
  const tables = trx.withSchema(schemaName);
  const sameKey = await tables
    .selectFrom("incidents as i")
    .select("i.number")
    .where((where) =>
      where.or([
        where("i.dedupe_hash", "=", keys.dedupe),
        where(
          "i.number",
          "in",
          where.selectFrom("deliveries as d").select("d.incident").where("d.dedupe_hash", "=", keys.dedupe),
        ),
      ]),
    )
    .where((where) =>
      where.or([
        where("i.resolved_at", "is", null),
        where("i.resolved_at", ">=", sql<Date>`${keys.occurredAt}::timestamptz`),
      ]),
    )
    .orderBy("i.number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (sameKey) return sameKey.number;
  if (event.commit === undefined) return undefined;
  const sameStream = await tables
    .selectFrom("incidents as i")
    .select("i.number")
    .where("i.stream_hash", "=", keys.stream)
    .where("i.commit", "=", event.commit)
    .where("i.resolved_at", "is", null)
    .where("i.opened_at", ">", sql<Date>`clock_timestamp() - make_interval(secs => ${rules.joinWithin})`)
    .orderBy("i.number", "desc")
    .limit(1)
    .executeTakeFirst();
  return sameStream?.number;
}

async function openIncident(trx: Transaction<Tables>, event: FailureEvent, keys: Keys): Promise<number> {
  const tables = trx.withSchema(schemaName);
  // Deliveries may arrive in any order: the success that ended this failure may have been told already.
  const ended = await tables
    .selectFrom("deliveries")
    .select(["event", "occurred_at"])
    .where("kind", "=", "resolution")
    .where("stream_hash", "=", keys.stream)
    .where("occurred_at", ">", sql<Date>`${keys.occurredAt}::timestamptz`)
    .orderBy("occurred_at")
    .limit(1)
    .executeTakeFirst();
  const { number } = await tables
    .insertInto("incidents")
    .values({
      status: ended ? "resolved" : "queued",
      event: storableJson(event),
      dedupe_hash: keys.dedupe,
      stream_hash: keys.stream,
      commit: event.commit ?? null,
      last_failed_at: keys.occurredAt,
      resolved_at: ended?.occurred_at.toISOString() ?? null,
      resolution: ended ? resolutionOf(ended.event) : null,
      search: searchTextOf(event),
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  await addJob(trx, "investigate", { incident: `INC-${number}` });
  return number;
}

async function joinIncident(trx: Transaction<Tables>, number: number, keys: Keys): Promise<number> {
  await trx
    .withSchema(schemaName)
    .updateTable("incidents")
    .set({
      event_count: sql<number>`event_count + 1`,
      last_failed_at: sql<string>`greatest(last_failed_at, ${keys.occurredAt}::timestamptz)`,
      updated_at: sql<string>`clock_timestamp()`,
    })
    .where("number", "=", number)
    .execute();
  return number;
}

/** Ends every incident of the stream whose last failure happened before this success. */
async function resolve(trx: Transaction<Tables>, event: FailureEvent, keys: Keys): Promise<Incident[]> {
  const ended = await trx
    .withSchema(schemaName)
    .updateTable("incidents")
    .set({
      status: "resolved",
      resolved_at: keys.occurredAt,
      resolution: resolutionOf(event),
      updated_at: sql<string>`clock_timestamp()`,
    })
    .where("stream_hash", "=", keys.stream)
    .where("resolved_at", "is", null)
    .where("last_failed_at", "<", sql<Date>`${keys.occurredAt}::timestamptz`)
    .returning(["number", "version"])
    .execute();
  if (ended.length === 0) return [];
  for (const { number, version } of ended) {
    // One without a report is closed once it has one, see `setStatus`.
    if (version > 0) await addJob(trx, "close", { incident: `INC-${number}` });
  }
  const numbers = ended.map((row) => row.number);
  const rows = await selectIncidents(trx).where("i.number", "in", numbers).orderBy("i.number").execute();
  return rows.map(incidentOf);
}
