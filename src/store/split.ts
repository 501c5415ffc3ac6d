import { type Kysely, sql, type Transaction } from "kysely";
import { type FailureEvent, InquestError } from "../domain/index.ts";
import { searchTextOf } from "./incident-rows.ts";
import { investigateAgain } from "./investigations.ts";
import { addJob } from "./jobs.ts";
import { lockHashes } from "./locks.ts";
import { schemaName, type Tables } from "./schema.ts";
import { hashOf, incidentNotFound, storableJson } from "./stored-text.ts";
import { mergedFrom, unmerge } from "./unmerge.ts";

/**
 * Makes a new incident of one signal, with its deliveries and open failures, and has both investigated. A signal
 * that came with a merged incident goes back there with all that came with it, and a deployment is only taken out.
 * Gives back the number of the incident that the signal is in now; for a deployment, of the one it was in.
 */
export async function split(db: Kysely<Tables>, incident: number, signal: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { likeness } = await signalAt(trx, incident, signal);
    // Nobody may add to the signal while it moves.
    await lockHashes(trx, [likeness]);
    await sql`select from inquest.incidents where number = ${incident} or merged_into = ${incident}
      order by number for update`.execute(trx);
    const { event, identity, isChange, ...moved } = await signalAt(trx, incident, signal);
    const from = await mergedFrom(trx, incident, signal);
    const others = (await othersOf(trx, incident, signal)).filter(
      // With a merged incident goes all that came with it.
      (other) => isChange || from === undefined || other.number <= from.first || other.number > from.last,
    );
    const next = others.find((other) => !other.is_change);
    if (next === undefined && !isChange) {
      throw new InquestError(
        "invalid_request",
        `INC-${incident} has only this signal, so there is nothing to split.`,
        "`inquest incidents show` lists an incident's signals.",
      );
    }
    if (from !== undefined && next !== undefined && !isChange) {
      const told = await unmerge(trx, incident, from);
      await remain(trx, incident, { event: next.event, told, signals: from.signals });
      return from.incident;
    }
    await sql`insert into inquest.not_the_same (one, other)
      select least(${identity}::bytea, o), greatest(${identity}::bytea, o)
      from unnest(${others.map((other) => other.identity_hash)}::bytea[]) as o
      where o <> ${identity}
      on conflict do nothing`.execute(trx);
    if (isChange) {
      await sql`delete from inquest.signals where incident = ${incident} and number = ${signal}`.execute(trx);
      await sql`update inquest.incidents set signal_count = signal_count - 1, updated_at = clock_timestamp()
        where number = ${incident}`.execute(trx);
      await investigateAgain(trx, incident);
      return incident;
    }
    const { number } = await trx
      .withSchema(schemaName)
      .insertInto("incidents")
      .values({
        status: moved.resolvedAt ? "resolved" : "queued",
        event: storableJson(event),
        event_count: moved.repeats,
        dedupe_hash: hashOf("dedupe", event.dedupeKey),
        stream_hash: hashOf("stream", event.stream),
        commit: event.commit ?? null,
        last_failed_at: moved.lastFailedAt.toISOString(),
        resolved_at: moved.resolvedAt?.toISOString() ?? null,
        resolution: moved.resolution,
        search: searchTextOf(event),
        signal_count: 1,
        last_signal: 1,
      })
      .returning("number")
      .executeTakeFirstOrThrow();
    // Keys and failures follow their signal by their foreign keys.
    await sql`update inquest.signals set incident = ${number}, number = 1, reason = ''
      where incident = ${incident} and number = ${signal}`.execute(trx);
    await sql`update inquest.deliveries set incident = ${number}, signal = 1
      where incident = ${incident} and signal = ${signal}`.execute(trx);
    if (next !== undefined) {
      await remain(trx, incident, { event: next.event, told: moved.repeats + 1, signals: 1 });
    }
    await addJob(trx, "investigate", { incident: `INC-${number}` });
    return number;
  });
}

async function othersOf(trx: Transaction<Tables>, incident: number, signal: number) {
  const { rows } = await sql<{
    number: number;
    event: FailureEvent;
    identity_hash: Buffer;
    is_change: boolean;
  }>`
    select number, event, identity_hash, is_change from inquest.signals
    where incident = ${incident} and number <> ${signal} order by number`.execute(trx);
  return rows;
}

/** What is left is about its first remaining signal, and over when that is all that was open. */
async function remain(
  trx: Transaction<Tables>,
  incident: number,
  { event, told, signals }: { event: FailureEvent; told: number; signals: number },
): Promise<void> {
  const { rows } = await sql<{ resolved: boolean }>`
    update inquest.incidents as i set
      event = ${storableJson(event)}::jsonb,
      dedupe_hash = ${hashOf("dedupe", event.dedupeKey)},
      stream_hash = ${hashOf("stream", event.stream)},
      commit = ${event.commit ?? null},
      search = ${searchTextOf(event)},
      event_count = greatest(event_count - ${told}, 0),
      signal_count = signal_count - ${signals},
      updated_at = clock_timestamp(),
      resolved_at = coalesce(i.resolved_at, ended.at),
      resolution = coalesce(i.resolution, ended.resolution),
      status = case
        when i.resolved_at is not null or ended.at is not null then 'resolved'
        when i.status in ('reported', 'failed') then 'queued' else i.status end,
      taken_signal = least(taken_signal, last_signal - 1)
    from (
      select case when bool_and(s.resolved_at is not null) then max(s.resolved_at) end as at,
        (array_agg(s.resolution order by s.resolved_at desc))[1] as resolution
      from inquest.signals s where s.incident = ${incident} and not s.is_change
    ) as ended
    where i.number = ${incident}
    returning i.resolved_at is not null as resolved`.execute(trx);
  if (rows[0]?.resolved) {
    await sql`delete from inquest.signal_keys where incident = ${incident}`.execute(trx);
  }
  await addJob(trx, "investigate", { incident: `INC-${incident}` });
}

async function signalAt(trx: Transaction<Tables>, incident: number, signal: number) {
  const tables = trx.withSchema(schemaName);
  const known = tables.selectFrom("incidents").select("number").where("number", "=", incident);
  if (!(await known.executeTakeFirst())) throw incidentNotFound(`INC-${incident}`);
  const row = await tables
    .selectFrom("signals")
    .selectAll()
    .where("incident", "=", incident)
    .where("number", "=", signal)
    .executeTakeFirst();
  if (row === undefined) {
    throw new InquestError(
      "signal_not_found",
      `INC-${incident} has no such signal.`,
      "`inquest incidents show` lists an incident's signals.",
    );
  }
  return {
    event: row.event,
    likeness: row.likeness_hash,
    identity: row.identity_hash,
    isChange: row.is_change,
    repeats: row.repeats,
    lastFailedAt: row.last_failed_at,
    resolvedAt: row.resolved_at,
    resolution: row.resolution,
  };
}
