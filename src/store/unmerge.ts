import { sql, type Transaction } from "kysely";
import { addJob } from "./jobs.ts";
import type { Tables } from "./schema.ts";

/** An incident that was merged, and where its signals are: numbered above `first`, up to `last`. */
export interface Merged {
  incident: number;
  reason: string;
  first: number;
  last: number;
  /** How many there are. */
  signals: number;
}

/** The incident whose merging brought this signal; undefined when it joined by itself. */
export async function mergedFrom(
  trx: Transaction<Tables>,
  incident: number,
  signal: number,
): Promise<Merged | undefined> {
  const { rows } = await sql<Merged>`
    select i.number as incident, i.merged_reason as reason, i.merged_offset as first,
      i.merged_offset + i.last_signal as last,
      (select count(*)::int from inquest.signals s where s.incident = ${incident}
        and s.number > i.merged_offset and s.number <= i.merged_offset + i.last_signal) as signals
    from inquest.incidents i
    where i.merged_into = ${incident} and ${signal}::int > i.merged_offset
      and ${signal}::int <= i.merged_offset + i.last_signal`.execute(trx);
  return rows[0];
}

/**
 * Undoes a merging: everything that came with the younger incident goes back to it, under its old numbers, and
 * the two are remembered as not the same. The caller holds both incidents' rows and sees to what remains. Gives
 * back how many events went back.
 */
export async function unmerge(trx: Transaction<Tables>, older: number, from: Merged): Promise<number> {
  const { incident: younger, reason, first, last } = from;
  const came = sql`incident = ${older} and number > ${first} and number <= ${last}`;
  await sql`insert into inquest.not_the_same (one, other)
    select distinct least(a.identity_hash, b.identity_hash), greatest(a.identity_hash, b.identity_hash)
    from (select identity_hash from inquest.signals where ${came}) as a,
      (select identity_hash from inquest.signals
        where incident = ${older} and (number <= ${first} or number > ${last})) as b
    where a.identity_hash <> b.identity_hash
    on conflict do nothing`.execute(trx);
  await sql`update inquest.signals set incident = ${younger}, number = number - ${first},
      reason = case when reason = ${reason} then '' else reason end
    where ${came}`.execute(trx);
  await sql`update inquest.deliveries set incident = ${younger}, signal = signal - ${first}
    where incident = ${older} and signal > ${first} and signal <= ${last}`.execute(trx);
  const { rows } = await sql<{ told: number }>`
    update inquest.incidents as i set
      merged_into = null, merged_reason = null, merged_at = null, merged_offset = null,
      event_count = s.told - 1, signal_count = s.signals, taken_signal = 0,
      last_failed_at = s.failed, resolved_at = s.ended, resolution = s.resolution,
      status = case when s.ended is null then 'queued' else 'resolved' end,
      updated_at = clock_timestamp()
    from (
      select count(*)::int as signals, (sum(repeats + 1) filter (where not is_change))::int as told,
        max(last_failed_at) as failed,
        case when bool_and(resolved_at is not null) then max(resolved_at) filter (where not is_change) end as ended,
        (array_agg(resolution order by resolved_at desc nulls last) filter (where not is_change))[1] as resolution
      from inquest.signals where incident = ${younger}
    ) as s
    where i.number = ${younger}
    returning s.told`.execute(trx);
  await addJob(trx, "investigate", { incident: `INC-${younger}` });
  return rows[0]?.told ?? 0;
}
