import { sql, type Transaction } from "kysely";
import { joinDeployments } from "./deployments.ts";
import { flappingOf, noteFlapping } from "./flapping.ts";
import { searchTextOf } from "./incident-rows.ts";
import { investigateAgain } from "./investigations.ts";
import { addJob } from "./jobs.ts";
import { matchesOf } from "./matches.ts";
import { mergeConnected } from "./merge.ts";
import { resolutionOf } from "./resolution.ts";
import { schemaName, type Tables } from "./schema.ts";
import { addKeys, addRepeats, addSignal } from "./signals.ts";
import { storableJson } from "./stored-text.ts";
import type { ToldEvent } from "./told-event.ts";

/** Where an event belongs, and why in words; empty when it is the same signal again. */
export interface Found {
  incident: number;
  signal: number;
  reason: string;
  /** It names the very failure that the incident is about already, so there is nothing new to investigate. */
  sameFailure?: boolean;
  /** Only a person has asked about that failure so far. */
  asked?: boolean;
}

/** Different signals of one incident; further ones count as repetitions of the one that they join by. */
const MOST_SIGNALS = 100;

/**
 * The incident that this failure belongs to: one that knows its key and is open, or was resolved after the
 * failure happened (a late delivery); else an open one of the same stream (of the same commit, when something
 * was built); else one that shares enough with it by the rules.
 */
export async function findIncidentOf(
  trx: Transaction<Tables>,
  one: ToldEvent,
): Promise<(Found & { late: boolean }) | undefined> {
  const runs = one.facts?.role === "runtime";
  const keys = [one.dedupe, ...one.aliases];
  const { rows } = await sql<{
    incident: number;
    signal: number;
    same_key: boolean;
    same_stream: boolean;
    asked: boolean;
  }>`
    select f.incident, f.signal, f.dedupe_hash = any(${keys}::bytea[]) as same_key,
      f.stream_hash = ${one.stream} as same_stream, s.event->'asked' is not null as asked
    from inquest.failures f
    join inquest.incidents i on i.number = f.incident
    join inquest.signals s on s.incident = f.incident and s.number = f.signal
    where (f.dedupe_hash = any(${keys}::bytea[])
        and (i.resolved_at is null or i.resolved_at >= ${one.occurredAt}::timestamptz))
      or (f.stream_hash = ${one.stream} and f.resolved_at is null and i.resolved_at is null
        and (${runs}::boolean or s.event->>'commit' = ${one.event.commit ?? null}::text))
    order by same_key desc, same_stream desc, f.incident desc
    limit 1`.execute(trx);
  const [known] = rows;
  if (known !== undefined) {
    const { incident, signal, same_key: sameFailure, same_stream: sameStream, asked } = known;
    const reason = sameStream ? "" : "it names the same failure";
    return { incident, signal, reason, sameFailure, asked, late: sameFailure };
  }
  const shared = await findByFacts(trx, one);
  return shared && { ...shared, late: false };
}

/** By what it shares with them; open incidents that it connects become one first. */
async function findByFacts(trx: Transaction<Tables>, one: ToldEvent): Promise<Found | undefined> {
  const matches = await matchesOf(trx, one);
  const merged = await mergeConnected(trx, one, matches);
  return (merged ? await matchesOf(trx, one) : matches)[0];
}

/** Adds it to the incident it was found to belong to; undefined when that was resolved meanwhile. */
export async function joinIncident(
  trx: Transaction<Tables>,
  one: ToldEvent,
  found: Found & { late: boolean },
): Promise<Found | undefined> {
  const { incident } = found;
  // Who asks about what is known already tells nothing new.
  const asks = one.event.asked === true && found.sameFailure === true;
  const { rows } = await sql<{ last_signal: number; signal_count: number }>`
    update inquest.incidents set
      event_count = event_count + ${asks ? 0 : 1},
      last_failed_at = greatest(last_failed_at, ${one.occurredAt}::timestamptz),
      updated_at = clock_timestamp()
    where number = ${incident} and merged_into is null
      and (resolved_at is null or ${found.late}::boolean)
    returning last_signal, signal_count`.execute(trx);
  const [row] = rows;
  if (row === undefined) return undefined;
  if (asks) return { incident, signal: found.signal, reason: "" };
  if (found.sameFailure && found.asked) {
    const at = { incident, signal: found.signal, reason: "" };
    await adopt(trx, one, at);
    await joinDeployments(trx, one, at);
    return at;
  }
  const signal = await sameSignal(trx, one, found);
  if (signal !== undefined || row.signal_count >= MOST_SIGNALS) {
    const at = { incident, signal: signal ?? found.signal, reason: "" };
    await addRepeats(trx, at, [one]);
    await noteFlapping(trx, one, incident);
    return at;
  }
  const at = { ...found, signal: row.last_signal + 1 };
  await addSignal(trx, one, at);
  await sql`update inquest.incidents set last_signal = ${at.signal}, signal_count = signal_count + 1,
      taken_signal = case when ${found.sameFailure ?? false}::boolean and taken_signal = last_signal
        then ${at.signal} else taken_signal end
    where number = ${incident}`.execute(trx);
  if (!found.sameFailure) await investigateAgain(trx, incident);
  await joinDeployments(trx, one, at);
  await noteFlapping(trx, one, incident);
  return at;
}

/**
 * What a person asked about is told by its sender now: it has the sender's event, is found by what that says, and
 * ends with the sender's success.
 */
async function adopt(
  trx: Transaction<Tables>,
  one: ToldEvent,
  { incident, signal }: { incident: number; signal: number },
): Promise<void> {
  const { event } = one;
  await sql`delete from inquest.failures where incident = ${incident} and signal = ${signal}`.execute(trx);
  await sql`delete from inquest.signal_keys where incident = ${incident} and signal = ${signal}`.execute(trx);
  await sql`
    update inquest.signals set event = ${storableJson(event)}::jsonb,
      likeness_hash = ${one.likeness}, identity_hash = ${one.identity}
    where incident = ${incident} and number = ${signal}`.execute(trx);
  await addKeys(trx, one, { incident, signal });
  await addRepeats(trx, { incident, signal }, [one]);
  await sql`
    update inquest.incidents set event = ${storableJson(event)}::jsonb, commit = ${event.commit ?? null},
      dedupe_hash = ${one.dedupe}, stream_hash = ${one.stream},
      search = search || ${`\n${searchTextOf(event)}`}
    where number = ${incident} and event->'asked' is not null`.execute(trx);
}

/** The signal of that incident which this one repeats. */
async function sameSignal(
  trx: Transaction<Tables>,
  one: ToldEvent,
  found: Found,
): Promise<number | undefined> {
  if (found.reason === "") return found.signal;
  const { rows } = await sql<{ number: number }>`
    select number from inquest.signals
    where incident = ${found.incident} and likeness_hash = ${one.likeness} limit 1`.execute(trx);
  return rows[0]?.number;
}

export async function openIncident(trx: Transaction<Tables>, one: ToldEvent): Promise<Found> {
  const tables = trx.withSchema(schemaName);
  const { event, stream, dedupe, occurredAt } = one;
  // Deliveries may arrive in any order: the success that ended this failure may have been told already.
  const ended = await tables
    .selectFrom("deliveries")
    .select(["event", "occurred_at"])
    .where("kind", "=", "resolution")
    .where("stream_hash", "=", stream)
    .where("occurred_at", ">", sql<Date>`${occurredAt}::timestamptz`)
    .orderBy("occurred_at")
    .limit(1)
    .executeTakeFirst();
  const { number } = await tables
    .insertInto("incidents")
    .values({
      status: ended ? "resolved" : "queued",
      event: storableJson(event),
      dedupe_hash: dedupe,
      stream_hash: stream,
      commit: event.commit ?? null,
      last_failed_at: occurredAt,
      resolved_at: ended?.occurred_at.toISOString() ?? null,
      resolution: ended ? resolutionOf(ended.event) : null,
      search: searchTextOf(event),
      signal_count: 1,
      last_signal: 1,
      ...(await flappingOf(trx, one)),
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  const at = { incident: number, signal: 1, reason: "" };
  await addSignal(trx, one, at);
  await joinDeployments(trx, one, at);
  await addJob(trx, "investigate", { incident: `INC-${number}` });
  return at;
}
