import { sql, type Transaction } from "kysely";
import { addJob } from "./jobs.ts";
import { resolutionOf } from "./resolution.ts";
import type { Tables } from "./schema.ts";
import type { ToldEvent } from "./told-event.ts";

/**
 * Ends every failure of the stream that happened before this success; a signal without an open failure has
 * ended with it, and an incident without an open signal too.
 */
export async function resolve(
  trx: Transaction<Tables>,
  one: ToldEvent,
): Promise<{ kind: "resolved" | "updated"; incidents: number[] }> {
  const { stream, occurredAt } = one;
  const resolution = resolutionOf(one.event);
  // Two successes that end the last two failures of one incident take turns, or neither would close it.
  const { rows: concerned } = await sql<{ number: number }>`
    select number from inquest.incidents
    where number in (
      select incident from inquest.failures
      where stream_hash = ${stream} and resolved_at is null and last_failed_at < ${occurredAt}::timestamptz)
    order by number for update`.execute(trx);
  if (concerned.length === 0) return { kind: "resolved", incidents: [] };
  const numbers = concerned.map((row) => row.number);
  await sql`
    update inquest.failures set resolved_at = ${occurredAt}
    where stream_hash = ${stream} and resolved_at is null and last_failed_at < ${occurredAt}::timestamptz
      and incident = any(${numbers}::int[])`.execute(trx);
  const { rows: signals } = await sql<{ incident: number }>`
    update inquest.signals as s set resolved_at = ${occurredAt}, resolution = ${resolution}
    where s.incident = any(${numbers}::int[]) and s.resolved_at is null
      and not exists (select from inquest.failures f
        where f.incident = s.incident and f.signal = s.number and f.resolved_at is null)
    returning s.incident`.execute(trx);
  const { rows: ended } = await sql<{ number: number; version: number }>`
    update inquest.incidents as i set
      status = 'resolved', resolved_at = ${occurredAt}, resolution = ${resolution},
      updated_at = clock_timestamp()
    where i.number = any(${numbers}::int[]) and i.resolved_at is null
      and not exists (select from inquest.failures f where f.incident = i.number and f.resolved_at is null)
    returning i.number, i.version`.execute(trx);
  const closed = ended.map((row) => row.number).toSorted((a, b) => a - b);
  await sql`delete from inquest.signal_keys where incident = any(${closed}::int[])`.execute(trx);
  for (const { number, version } of ended) {
    // One without a report is closed once it has one, see `setStatus`.
    if (version > 0) await addJob(trx, "close", { incident: `INC-${number}` });
  }
  const updated = [...new Set(signals.map((row) => row.incident))].filter(
    (number) => !closed.includes(number),
  );
  for (const number of updated) await addJob(trx, "close", { incident: `INC-${number}` });
  return closed.length > 0
    ? { kind: "resolved", incidents: closed }
    : { kind: "updated", incidents: updated };
}
