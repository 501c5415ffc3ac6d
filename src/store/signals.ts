import { type Selectable, sql, type Transaction } from "kysely";
import type { Merger, Signal } from "../domain/index.ts";
import { schemaName, type Tables } from "./schema.ts";
import { storableJson } from "./stored-text.ts";
import type { ToldEvent } from "./told-event.ts";

/** A signal of an incident by its numbers. */
interface Place {
  incident: number;
  signal: number;
}

/** An incident that was merged into another, and which signals came with it. */
export interface MergedRow {
  number: number;
  reason: string | null;
  at: Date | null;
  offset: number | null;
  last: number;
}

/** A new signal, with what it is found by. */
export async function addSignal(
  trx: Transaction<Tables>,
  one: ToldEvent,
  at: Place & { reason: string },
): Promise<void> {
  const { incident, signal } = at;
  await trx
    .withSchema(schemaName)
    .insertInto("signals")
    .values({
      incident,
      number: signal,
      event: storableJson(one.event),
      likeness_hash: one.likeness,
      identity_hash: one.identity,
      reason: at.reason,
      first_failed_at: one.occurredAt,
      last_failed_at: one.occurredAt,
    })
    .execute();
  await addKeys(trx, one, at);
  await addFailures(trx, at, [one]);
  await renewSignal(trx, at, { repeats: 0, told: [one] });
}

/** Where the signal is found by what others may share with it. */
export async function addKeys(trx: Transaction<Tables>, one: ToldEvent, at: Place): Promise<void> {
  await sql`insert into inquest.signal_keys (key, incident, signal)
    select key, ${at.incident}, ${at.signal} from unnest(${one.keys}::bytea[]) as key
    on conflict do nothing`.execute(trx);
}

/** The same signal told again: counted, not written down once more. */
export async function addRepeats(
  trx: Transaction<Tables>,
  at: Place,
  told: readonly ToldEvent[],
): Promise<void> {
  await addFailures(trx, at, told);
  await renewSignal(trx, at, { repeats: told.length, told });
}

/** Each with the success that ended it, when that was told before. */
async function addFailures(trx: Transaction<Tables>, at: Place, told: readonly ToldEvent[]): Promise<void> {
  // Under each of its names, so that whoever knows it by another one finds it.
  const named = told.flatMap((one) =>
    [one.dedupe, ...one.aliases].map((dedupe) => ({ dedupe, stream: one.stream, at: one.occurredAt })),
  );
  await sql`
    insert into inquest.failures (incident, signal, dedupe_hash, stream_hash, last_failed_at, resolved_at)
    select ${at.incident}::int, ${at.signal}::int, t.dedupe, t.stream, t.failed_at,
      (select min(d.occurred_at) from inquest.deliveries d
        where d.kind = 'resolution' and d.stream_hash = t.stream and d.occurred_at > t.failed_at)
    from (
      select dedupe, stream, max(failed_at) as failed_at
      from unnest(
        ${named.map(({ dedupe }) => dedupe)}::bytea[],
        ${named.map(({ stream }) => stream)}::bytea[],
        ${named.map((one) => one.at)}::timestamptz[]) as u (dedupe, stream, failed_at)
      group by dedupe, stream
    ) as t
    on conflict (incident, dedupe_hash, stream_hash) do update set
      last_failed_at = greatest(failures.last_failed_at, excluded.last_failed_at),
      resolved_at = case when excluded.last_failed_at > failures.last_failed_at
        then excluded.resolved_at else failures.resolved_at end,
      recovered_at = case
        when excluded.last_failed_at > failures.last_failed_at and failures.resolved_at is not null
        then array_append(failures.recovered_at[greatest(1, cardinality(failures.recovered_at) - 8):],
          failures.resolved_at)
        else failures.recovered_at end`.execute(trx);
}

async function renewSignal(
  trx: Transaction<Tables>,
  at: Place,
  { repeats, told }: { repeats: number; told: readonly ToldEvent[] },
): Promise<void> {
  const times = told.map(({ occurredAt }) => occurredAt).toSorted();
  await sql`
    update inquest.signals as s set
      repeats = repeats + ${repeats},
      first_failed_at = least(first_failed_at, ${times[0]}::timestamptz),
      last_failed_at = greatest(last_failed_at, ${times.at(-1)}::timestamptz),
      resolved_at = ended.at,
      resolution = case when ended.at is null then null else resolution end
    from (
      select case when bool_and(f.resolved_at is not null) then max(f.resolved_at) end as at
      from inquest.failures f where f.incident = ${at.incident} and f.signal = ${at.signal}
    ) as ended
    where s.incident = ${at.incident} and s.number = ${at.signal}`.execute(trx);
}

/** `mergers`: the incidents that were merged into the signal's one. */
export function signalOf(row: Selectable<Tables["signals"]>, mergers: readonly MergedRow[]): Signal {
  const from = mergers.find(
    ({ offset, last }) => offset !== null && row.number > offset && row.number <= offset + last,
  );
  return {
    number: row.number,
    event: row.event,
    receivedAt: row.received_at.toISOString(),
    reason: row.reason,
    repeats: row.repeats,
    ...(row.resolved_at === null || row.is_change ? {} : { resolvedAt: row.resolved_at.toISOString() }),
    ...(from === undefined ? {} : { from: `INC-${from.number}` }),
  };
}

export function mergerOf({ number, reason, at }: MergedRow): Merger {
  return { incident: `INC-${number}`, reason: reason ?? "", at: (at ?? new Date(0)).toISOString() };
}
