import { sql, type Transaction } from "kysely";
import type { FailureEvent } from "../domain/index.ts";
import { factsOf } from "./correlation/facts.ts";
import { whyJoined } from "./correlation/rules.ts";
import { searchTextOf } from "./incident-rows.ts";
import { addJob } from "./jobs.ts";
import { resolutionOf } from "./resolution.ts";
import { schemaName, type Tables } from "./schema.ts";
import { addRepeats, addSignal } from "./signals.ts";
import { storableJson } from "./stored-text.ts";
import type { ToldEvent } from "./told-event.ts";

/** Where an event belongs, and why in words; empty when it is the same signal again. */
export interface Found {
  incident: number;
  signal: number;
  reason: string;
  /** It names the very failure that the incident is about already, so there is nothing new to investigate. */
  sameFailure?: boolean;
}

/** The same alert, or the same workflow on the same commit, is the same signal for so long. */
const ALIKE_WITHIN_MS = { build: 24 * 3_600_000, deployment: 24 * 3_600_000, runtime: 3_600_000 };

/** As long as the longest rule reaches; older signals are not looked at. */
const LOOK_BACK = "25 hours";

/** Different signals of one incident; further ones count as repetitions of the one that they join by. */
const MOST_SIGNALS = 100;

/** So that signals that come one after another are investigated together. Seconds. */
const SETTLE = 5;

/** A stream that failed so often within this time flaps. */
const FLAPPING = { failures: 3, within: "1 hour" };

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
  const { rows } = await sql<{
    incident: number;
    signal: number;
    same_key: boolean;
    same_stream: boolean;
  }>`
    select f.incident, f.signal, f.dedupe_hash = ${one.dedupe} as same_key,
      f.stream_hash = ${one.stream} as same_stream
    from inquest.failures f
    join inquest.incidents i on i.number = f.incident
    join inquest.signals s on s.incident = f.incident and s.number = f.signal
    where (f.dedupe_hash = ${one.dedupe}
        and (i.resolved_at is null or i.resolved_at >= ${one.occurredAt}::timestamptz))
      or (f.stream_hash = ${one.stream} and f.resolved_at is null and i.resolved_at is null
        and (${runs}::boolean or s.event->>'commit' = ${one.event.commit ?? null}::text))
    order by same_key desc, same_stream desc, f.incident desc
    limit 1`.execute(trx);
  const [known] = rows;
  if (known !== undefined) {
    const { incident, signal, same_key: sameFailure, same_stream: sameStream } = known;
    const reason = sameStream ? "" : "it names the same failure";
    return { incident, signal, reason, sameFailure, late: sameFailure };
  }
  const shared = await findByFacts(trx, one);
  return shared && { ...shared, late: false };
}

async function findByFacts(trx: Transaction<Tables>, one: ToldEvent): Promise<Found | undefined> {
  const { rows } = await sql<{
    incident: number;
    number: number;
    event: FailureEvent;
    first_failed_at: Date;
    last_failed_at: Date;
    alike: boolean;
  }>`
    with candidates as (
      select incident, number from inquest.signals where likeness_hash = ${one.likeness}
      union
      select incident, signal from inquest.signal_keys where key = any(${one.keys}::bytea[])
    )
    select s.incident, s.number, s.event, s.first_failed_at, s.last_failed_at,
      s.likeness_hash = ${one.likeness} as alike
    from candidates c
    join inquest.signals s on s.incident = c.incident and s.number = c.number
    join inquest.incidents i on i.number = s.incident
    where i.resolved_at is null
      and s.last_failed_at > ${one.occurredAt}::timestamptz - ${LOOK_BACK}::interval
      and s.first_failed_at < ${one.occurredAt}::timestamptz + ${LOOK_BACK}::interval
      and not exists (
        select from inquest.signals t
        join inquest.not_the_same n on (n.one = t.identity_hash and n.other = ${one.identity})
          or (n.other = t.identity_hash and n.one = ${one.identity})
        where t.incident = s.incident)
    order by alike desc, s.incident desc, s.number
    limit 200`.execute(trx);
  const at = Date.parse(one.occurredAt);
  let nearest: { found: Found; apart: number } | undefined;
  for (const row of rows) {
    const apart = Math.max(row.first_failed_at.getTime() - at, at - row.last_failed_at.getTime(), 0);
    if (row.alike && apart <= ALIKE_WITHIN_MS[one.facts?.role ?? "build"]) {
      return { incident: row.incident, signal: row.number, reason: "" };
    }
    const facts = factsOf(row.event);
    const reason = one.facts && facts && whyJoined(one.facts, facts, apart);
    if (reason === undefined || (nearest !== undefined && nearest.apart <= apart)) continue;
    nearest = { found: { incident: row.incident, signal: row.number, reason }, apart };
  }
  return nearest?.found;
}

/** Adds it to the incident it was found to belong to; undefined when that was resolved meanwhile. */
export async function joinIncident(
  trx: Transaction<Tables>,
  one: ToldEvent,
  found: Found & { late: boolean },
): Promise<Found | undefined> {
  const { incident } = found;
  const { rows } = await sql<{ status: string; last_signal: number; signal_count: number }>`
    update inquest.incidents set
      event_count = event_count + 1,
      last_failed_at = greatest(last_failed_at, ${one.occurredAt}::timestamptz),
      updated_at = clock_timestamp()
    where number = ${incident} and (resolved_at is null or ${found.late}::boolean)
    returning status, last_signal, signal_count`.execute(trx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const signal = await sameSignal(trx, one, found);
  if (signal !== undefined || row.signal_count >= MOST_SIGNALS) {
    const at = { incident, signal: signal ?? found.signal, reason: "" };
    await addRepeats(trx, at, [one]);
    return at;
  }
  const at = { ...found, signal: row.last_signal + 1 };
  await addSignal(trx, one, at);
  await sql`update inquest.incidents set last_signal = ${at.signal}, signal_count = signal_count + 1,
      taken_signal = case when ${found.sameFailure ?? false}::boolean and taken_signal = last_signal
        then ${at.signal} else taken_signal end
    where number = ${incident}`.execute(trx);
  if (!found.sameFailure) await investigateAgain(trx, incident);
  return at;
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

/** Queues another investigation of one whose last has ended; one that runs is followed by another anyway. */
async function investigateAgain(
  trx: Transaction<Tables>,
  incident: number,
  delay = SETTLE,
): Promise<boolean> {
  const { rows } = await sql`
    update inquest.incidents set status = 'queued', updated_at = clock_timestamp()
    where number = ${incident} and status in ('reported', 'failed') and resolved_at is null
    returning number`.execute(trx);
  if (rows.length === 0) return false;
  await addJob(trx, "investigate", { incident: `INC-${incident}` }, delay);
  return true;
}

/** After an investigation: another one, when a signal joined that it did not take up. */
export async function investigateJoined(trx: Transaction<Tables>, incident: number): Promise<boolean> {
  const { rows } = await sql`select from inquest.incidents
    where number = ${incident} and last_signal > taken_signal for update`.execute(trx);
  return rows.length > 0 && (await investigateAgain(trx, incident));
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
  await addJob(trx, "investigate", { incident: `INC-${number}` });
  return at;
}

/** Whether the stream failed and recovered several times shortly before, and which incident told of that. */
async function flappingOf(trx: Transaction<Tables>, one: ToldEvent) {
  const { rows } = await sql<{ failures: number; since: Date | null; told_by: number | null }>`
    select count(distinct f.incident)::int + 1 as failures, min(f.last_failed_at) as since,
      min(coalesce(i.flaps_told_by, i.number)) filter (where i.flaps is not null) as told_by
    from inquest.failures f join inquest.incidents i on i.number = f.incident
    where f.stream_hash = ${one.stream} and f.resolved_at is not null
      and f.resolved_at between ${one.occurredAt}::timestamptz - ${FLAPPING.within}::interval
        and ${one.occurredAt}::timestamptz`.execute(trx);
  const [row] = rows;
  if (row === undefined || row.failures < FLAPPING.failures) {
    return { flaps: null, flapping_since: null, flaps_told_by: null };
  }
  return {
    flaps: row.failures,
    flapping_since: row.since?.toISOString() ?? null,
    flaps_told_by: row.told_by,
  };
}
