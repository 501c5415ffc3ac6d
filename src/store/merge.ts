import { sql, type Transaction } from "kysely";
import type { FailureEvent } from "../domain/index.ts";
import { type Facts, factsOf } from "./correlation/facts.ts";
import { standApart } from "./correlation/rules.ts";
import { investigateAgain } from "./investigations.ts";
import { addJob } from "./jobs.ts";
import type { Match } from "./matches.ts";
import type { Tables } from "./schema.ts";
import { storableText } from "./stored-text.ts";
import type { ToldEvent } from "./told-event.ts";

/**
 * Makes one of the open incidents that an event connects: the oldest takes in the younger ones, unless something
 * in them stands apart or a person has said that they are not the same. Gives back whether anything was merged.
 */
export async function mergeConnected(
  trx: Transaction<Tables>,
  one: ToldEvent,
  matches: readonly Match[],
): Promise<boolean> {
  const connected = matches.filter(({ shared }) => shared !== "").toSorted((a, b) => a.incident - b.incident);
  const [oldest, ...younger] = connected;
  if (oldest === undefined || younger.length === 0) return false;
  let merged = false;
  for (const other of younger) {
    if (!(await mayMerge(trx, oldest.incident, other.incident))) continue;
    const reason = `“${one.event.title.slice(0, 200)}” has the same ${oldest.shared} as INC-${oldest.incident} and the same ${other.shared} as INC-${other.incident}`;
    await merge(trx, oldest.incident, other.incident, storableText(reason));
    merged = true;
  }
  return merged;
}

/** Whether both are open still and nothing in one stands apart from anything in the other. Locks both. */
async function mayMerge(trx: Transaction<Tables>, older: number, younger: number): Promise<boolean> {
  const { rows: open } = await sql`select from inquest.incidents
    where number in (${older}, ${younger}) and resolved_at is null order by number for update`.execute(trx);
  if (open.length < 2) return false;
  const { rows: told } = await sql`
    select from inquest.signals a
    join inquest.signals b on b.incident = ${younger}
    join inquest.not_the_same n on n.one = least(a.identity_hash, b.identity_hash)
      and n.other = greatest(a.identity_hash, b.identity_hash)
    where a.incident = ${older} limit 1`.execute(trx);
  if (told.length > 0) return false;
  const { rows } = await sql<{ incident: number; event: FailureEvent }>`
    select incident, event from inquest.signals
    where incident in (${older}, ${younger}) and not is_change`.execute(trx);
  const factsIn = (incident: number) =>
    rows.filter((row) => row.incident === incident).flatMap(({ event }) => factsOf(event) ?? []);
  const others = factsIn(younger);
  return !factsIn(older).some((mine) =>
    others.some((other) => standApart(mine, other) || elsewhere(mine, other)),
  );
}

/** What runs in two namespaces fails for itself. */
function elsewhere(one: Facts, other: Facts): boolean {
  const known = one.namespace !== undefined && other.namespace !== undefined;
  return known && one.namespace !== other.namespace && one.role === "runtime" && other.role === "runtime";
}

/**
 * The younger one's signals, failures, keys and deliveries become the older one's, under numbers of its own; its
 * evidence and its report stay where they are and point to the older one. All in the caller's transaction.
 */
async function merge(
  trx: Transaction<Tables>,
  older: number,
  younger: number,
  reason: string,
): Promise<void> {
  const { rows } = await sql<{ offset: number }>`
    select last_signal as offset from inquest.incidents where number = ${older}`.execute(trx);
  const offset = rows[0]?.offset ?? 0;
  // The same failure may stand in both after a split; the older one's row knows of it from now on.
  await sql`
    update inquest.failures as f set
      last_failed_at = greatest(f.last_failed_at, g.last_failed_at),
      resolved_at = case when g.resolved_at is null then null else f.resolved_at end
    from inquest.failures g
    where f.incident = ${older} and g.incident = ${younger}
      and g.dedupe_hash = f.dedupe_hash and g.stream_hash = f.stream_hash`.execute(trx);
  await sql`
    delete from inquest.failures g using inquest.failures f
    where g.incident = ${younger} and f.incident = ${older}
      and g.dedupe_hash = f.dedupe_hash and g.stream_hash = f.stream_hash`.execute(trx);
  // Keys and failures follow their signal by their foreign keys.
  await sql`update inquest.signals set incident = ${older}, number = number + ${offset},
      reason = case when reason = '' then ${reason} else reason end
    where incident = ${younger}`.execute(trx);
  await sql`update inquest.deliveries set incident = ${older}, signal = signal + ${offset}
    where incident = ${younger}`.execute(trx);
  await sql`
    update inquest.incidents as i set
      event_count = i.event_count + y.event_count + 1,
      signal_count = i.signal_count + y.signal_count,
      last_signal = ${offset} + y.last_signal,
      last_failed_at = greatest(i.last_failed_at, y.last_failed_at),
      flaps = greatest(i.flaps, y.flaps),
      flapping_since = least(i.flapping_since, y.flapping_since),
      updated_at = clock_timestamp()
    from inquest.incidents y where i.number = ${older} and y.number = ${younger}`.execute(trx);
  await sql`
    update inquest.incidents set
      status = 'merged', merged_into = ${older}, merged_reason = ${reason}, merged_offset = ${offset},
      merged_at = clock_timestamp(), resolved_at = clock_timestamp(),
      resolution = ${`Merged into INC-${older}: ${reason}`}, taken_signal = last_signal,
      signal_count = 0, updated_at = clock_timestamp()
    where number = ${younger}`.execute(trx);
  await sql`select graphile_worker.remove_job(${`investigate:INC-${younger}`})`.execute(trx);
  // Those who were told of the younger one hear where it went.
  await addJob(trx, "close", { incident: `INC-${younger}` });
  await investigateAgain(trx, older);
}
