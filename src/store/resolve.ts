import { sql, type Transaction } from "kysely";
import { addJob } from "./jobs.ts";
import { resolutionOf } from "./resolution.ts";
import type { Tables } from "./schema.ts";
import type { ToldEvent } from "./told-event.ts";

interface Resolved {
  kind: "resolved" | "updated";
  incidents: number[];
}

/**
 * Ends every failure of these streams that happened before its success; a signal without an open failure has
 * ended with it, and an incident without an open signal too. What ended is told with the success that ended
 * it, one answer for each success.
 */
export async function resolve(trx: Transaction<Tables>, told: readonly ToldEvent[]): Promise<Resolved[]> {
  const successes = sql`(select * from unnest(
      ${told.map(({ stream }) => stream)}::bytea[],
      ${told.map(({ occurredAt }) => occurredAt)}::timestamptz[]) as u (stream, at))`;
  const concerned = async () => {
    // Two successes that end the last two failures of one incident take turns, or neither would close it.
    const { rows } = await sql<{ number: number }>`
      select number from inquest.incidents
      where number in (
        select f.incident from inquest.failures f join ${successes} as t on t.stream = f.stream_hash
        where f.resolved_at is null and f.last_failed_at < t.at)
      order by number for update`.execute(trx);
    return rows.map((row) => row.number);
  };
  let numbers = await concerned();
  if (numbers.length === 0) return told.map(() => NOTHING);
  for (let attempt = 0; attempt < 3; attempt++) {
    // While it waited for one, that may have been merged into another.
    const now = await concerned();
    if (now.every((number) => numbers.includes(number))) break;
    numbers = now;
  }

  const { rows: failures } = await sql<{ incident: number; signal: number; stream_hash: Buffer }>`
    update inquest.failures as f set resolved_at = ended.at
    from (
      select g.incident, g.dedupe_hash, g.stream_hash, min(t.at) as at
      from inquest.failures g join ${successes} as t on t.stream = g.stream_hash
      where g.resolved_at is null and g.last_failed_at < t.at and g.incident = any(${numbers}::int[])
      group by g.incident, g.dedupe_hash, g.stream_hash
    ) as ended
    where f.incident = ended.incident and f.dedupe_hash = ended.dedupe_hash
      and f.stream_hash = ended.stream_hash
    returning f.incident, f.signal, f.stream_hash`.execute(trx);

  const last = lastOf(told, failures);
  const ended = new Set<number>();
  const closed = new Set<number>();
  for (const { incident, signal, one } of last.signals) {
    if (await endSignal(trx, incident, signal, one)) ended.add(incident);
  }
  for (const [incident, one] of last.incidents) {
    const version = await endIncident(trx, incident, one);
    if (version !== undefined) closed.add(incident);
    // One without a report is closed once it has one, see `setStatus`.
    const amended = version === undefined ? ended.has(incident) : version > 0;
    if (amended) await addJob(trx, "close", { incident: `INC-${incident}` });
  }
  await sql`delete from inquest.signal_keys where incident = any(${[...closed]}::int[])`.execute(trx);

  const touched = new Set(failures.map((row) => row.stream_hash.toString("hex")));
  return told.map((one): Resolved => {
    const mine = [...last.incidents].filter(([, by]) => by === one).map(([incident]) => incident);
    const over = mine.filter((incident) => closed.has(incident)).toSorted((a, b) => a - b);
    if (over.length > 0) return { kind: "resolved", incidents: over };
    if (!touched.has(one.stream.toString("hex"))) return NOTHING;
    return { kind: "updated", incidents: mine.filter((incident) => ended.has(incident)) };
  });
}

const NOTHING: Resolved = { kind: "resolved", incidents: [] };

/** The latest success for each signal and each incident that it ended a failure of. */
function lastOf(
  told: readonly ToldEvent[],
  failures: readonly { incident: number; signal: number; stream_hash: Buffer }[],
) {
  const byStream = new Map<string, ToldEvent>();
  for (const one of told) byStream.set(one.stream.toString("hex"), one);
  const signals = new Map<string, { incident: number; signal: number; one: ToldEvent }>();
  const incidents = new Map<number, ToldEvent>();
  for (const { incident, signal, stream_hash } of failures) {
    const one = byStream.get(stream_hash.toString("hex"));
    if (one === undefined) continue;
    const later = (known: ToldEvent | undefined) =>
      known === undefined || Date.parse(one.occurredAt) >= Date.parse(known.occurredAt);
    const place = `${incident}/${signal}`;
    if (later(signals.get(place)?.one)) signals.set(place, { incident, signal, one });
    if (later(incidents.get(incident))) incidents.set(incident, one);
  }
  return { signals: [...signals.values()], incidents };
}

async function endSignal(
  trx: Transaction<Tables>,
  incident: number,
  signal: number,
  one: ToldEvent,
): Promise<boolean> {
  const { rows } = await sql`
    update inquest.signals as s set resolved_at = ${one.occurredAt}, resolution = ${resolutionOf(one.event)}
    where s.incident = ${incident} and s.number = ${signal} and s.resolved_at is null
      and not exists (select from inquest.failures f
        where f.incident = s.incident and f.signal = s.number and f.resolved_at is null)
    returning s.number`.execute(trx);
  return rows.length > 0;
}

/** The version of its post-mortem; undefined while another failure keeps it open. */
async function endIncident(
  trx: Transaction<Tables>,
  incident: number,
  one: ToldEvent,
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    update inquest.incidents as i set
      status = 'resolved', resolved_at = ${one.occurredAt}, resolution = ${resolutionOf(one.event)},
      updated_at = clock_timestamp()
    where i.number = ${incident} and i.resolved_at is null
      and not exists (select from inquest.failures f where f.incident = i.number and f.resolved_at is null)
    returning i.version`.execute(trx);
  return rows[0]?.version;
}
