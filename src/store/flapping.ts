import { sql, type Transaction } from "kysely";
import { addJob } from "./jobs.ts";
import type { Tables } from "./schema.ts";
import type { ToldEvent } from "./told-event.ts";

/** A stream that failed so often within this time flaps. */
const FLAPPING = { failures: 3, within: "1 hour" };

/**
 * Whether the stream failed and recovered several times shortly before, in this incident or in others, and which
 * incident told of that. Two failures that one success ended are one time.
 */
export async function flappingOf(trx: Transaction<Tables>, one: ToldEvent) {
  const { rows } = await sql<{ failures: number; since: Date | null; told_by: number | null }>`
    select count(distinct ended.at)::int + 1 as failures, min(ended.failed) as since,
      min(coalesce(i.flaps_told_by, i.number)) filter (where i.flaps is not null) as told_by
    from (
      select f.incident, f.last_failed_at as failed, f.resolved_at as at
      from inquest.failures f where f.stream_hash = ${one.stream} and f.resolved_at is not null
      union all
      select f.incident, least(s.first_failed_at, again.at), again.at
      from inquest.failures f
      join inquest.signals s on s.incident = f.incident and s.number = f.signal
      cross join lateral unnest(f.recovered_at) as again (at)
      where f.stream_hash = ${one.stream} and f.recovered_at <> '{}'
    ) as ended
    join inquest.incidents i on i.number = ended.incident
    where ended.at between ${one.occurredAt}::timestamptz - ${FLAPPING.within}::interval
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

/** Names an incident as flapping whose failure came back while something kept it open. */
export async function noteFlapping(
  trx: Transaction<Tables>,
  one: ToldEvent,
  incident: number,
): Promise<void> {
  const { flaps, flapping_since: since } = await flappingOf(trx, one);
  if (flaps === null) return;
  const { rows } = await sql<{ first: boolean; version: number }>`
    update inquest.incidents as i set
      flaps = greatest(coalesce(i.flaps, 0), ${flaps}), flapping_since = coalesce(i.flapping_since, ${since})
    from (select number, flaps from inquest.incidents where number = ${incident}) as before
    where i.number = before.number and i.resolved_at is null
    returning before.flaps is null as first, i.version`.execute(trx);
  // Told once: the counts that follow stand in the next version that there is for another reason.
  if (rows[0]?.first && rows[0].version > 0) await addJob(trx, "close", { incident: `INC-${incident}` });
}
