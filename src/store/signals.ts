import { type Selectable, sql, type Transaction } from "kysely";
import type { Signal } from "../domain/index.ts";
import { schemaName, type Tables } from "./schema.ts";
import { storableJson } from "./stored-text.ts";
import type { ToldEvent } from "./told-event.ts";

/** A signal of an incident by its numbers. */
interface Place {
  incident: number;
  signal: number;
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
  await sql`insert into inquest.signal_keys (key, incident, signal)
    select key, ${incident}, ${signal} from unnest(${one.keys}::bytea[]) as key
    on conflict do nothing`.execute(trx);
  await addFailures(trx, at, [one]);
  await renewSignal(trx, at, { repeats: 0, told: [one] });
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
  await sql`
    insert into inquest.failures (incident, signal, dedupe_hash, stream_hash, last_failed_at, resolved_at)
    select ${at.incident}::int, ${at.signal}::int, t.dedupe, t.stream, t.failed_at,
      (select min(d.occurred_at) from inquest.deliveries d
        where d.kind = 'resolution' and d.stream_hash = t.stream and d.occurred_at > t.failed_at)
    from (
      select dedupe, stream, max(failed_at) as failed_at
      from unnest(
        ${told.map(({ dedupe }) => dedupe)}::bytea[],
        ${told.map(({ stream }) => stream)}::bytea[],
        ${told.map(({ occurredAt }) => occurredAt)}::timestamptz[]) as u (dedupe, stream, failed_at)
      group by dedupe, stream
    ) as t
    on conflict (incident, dedupe_hash, stream_hash) do update set
      last_failed_at = greatest(failures.last_failed_at, excluded.last_failed_at),
      resolved_at = case when excluded.last_failed_at > failures.last_failed_at
        then excluded.resolved_at else failures.resolved_at end`.execute(trx);
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

export function signalOf(row: Selectable<Tables["signals"]>): Signal {
  return {
    number: row.number,
    event: row.event,
    receivedAt: row.received_at.toISOString(),
    reason: row.reason,
    repeats: row.repeats,
    ...(row.resolved_at === null ? {} : { resolvedAt: row.resolved_at.toISOString() }),
  };
}
