import { sql, type Transaction } from "kysely";
import type { FailureEvent } from "../domain/index.ts";
import { factsOf, placeOf } from "./correlation/facts.ts";
import { bondOf } from "./correlation/rules.ts";
import { investigateAgain } from "./investigations.ts";
import { LOOK_BACK, type Match, matchesOf } from "./matches.ts";
import { mergeConnected } from "./merge.ts";
import { schemaName, type Tables } from "./schema.ts";
import { hashOf, storableJson } from "./stored-text.ts";
import { type ToldEvent, toldEvent } from "./told-event.ts";

/** Deployments that one failure looks at, the nearest first. */
const MOST_LOOKED_AT = 50;
/** Deployments that one failure brings to its incident, and all of one incident. */
const MOST_JOINED = 5;
const MOST_OF_INCIDENT = 20;

/**
 * Writes a deployment down that went well: a short row, so that a failure which follows finds it. It opens
 * nothing. Open incidents that it belongs to have it as a signal, and become one when it connects them. Gives back
 * those incidents.
 */
export async function rememberDeployment(trx: Transaction<Tables>, one: ToldEvent): Promise<number[]> {
  const { facts } = one;
  if (facts === undefined) return [];
  const { rows } = await sql<{ number: string }>`
    insert into inquest.deployments (delivery_hash, place_hash, event, commit, deployed_at)
    values (${one.hash}, ${placeHashOf(one)}, ${storableJson(shortened(one.event))}::jsonb,
      ${facts.commit ?? null}, ${one.occurredAt}::timestamptz)
    on conflict (delivery_hash) do nothing returning number`.execute(trx);
  const number = rows[0]?.number;
  if (number === undefined) return [];
  await sql`insert into inquest.deployment_keys (key, deployed_at, deployment)
    select key, ${one.occurredAt}::timestamptz, ${number}::bigint from unnest(${one.keys}::bytea[]) as key
    on conflict do nothing`.execute(trx);
  let matches = await matchesOf(trx, one);
  if (await mergeConnected(trx, one, matches)) matches = await matchesOf(trx, one);
  if (matches.length === 0) return [];
  const event = await withPrevious(trx, one);
  const joined: number[] = [];
  for (const match of matches) if (await attach(trx, one, event, match)) joined.push(match.incident);
  return joined;
}

/** The deployments that a new signal of an incident belongs to become signals of that incident. */
export async function joinDeployments(
  trx: Transaction<Tables>,
  one: ToldEvent,
  at: { incident: number; signal: number },
): Promise<void> {
  const { facts } = one;
  if (facts === undefined || one.keys.length === 0) return;
  const { rows } = await sql<{ event: FailureEvent; deployed_at: Date }>`
    select d.event, d.deployed_at from inquest.deployments d
    where d.number in (
      select deployment from inquest.deployment_keys
      where key = any(${one.keys}::bytea[])
        and deployed_at > ${one.occurredAt}::timestamptz - ${LOOK_BACK}::interval
        and deployed_at < ${one.occurredAt}::timestamptz + ${LOOK_BACK}::interval)
    order by abs(extract(epoch from d.deployed_at - ${one.occurredAt}::timestamptz))
    limit ${MOST_LOOKED_AT}`.execute(trx);
  const since = Date.parse(one.occurredAt);
  let joined = 0;
  for (const row of rows) {
    const deployment = toldEvent({ source: "", deliveryId: "", event: row.event });
    const apart = Math.abs(since - row.deployed_at.getTime());
    const bond = deployment.facts && bondOf(facts, deployment.facts, apart);
    if (bond === undefined) continue;
    const match = { ...at, reason: bond.reason, shared: bond.shared, apart, since };
    if (await attach(trx, deployment, await withPrevious(trx, deployment), match)) joined += 1;
    if (joined === MOST_JOINED) return;
  }
}

/** Makes it a signal of the incident. False when it is one already, or a person said that it has nothing to do with it. */
async function attach(
  trx: Transaction<Tables>,
  one: ToldEvent,
  event: FailureEvent,
  { incident, reason, since }: Match,
): Promise<boolean> {
  // What came after the failure is shown and explains nothing, so that nothing is investigated again for it.
  const before = Date.parse(one.occurredAt) <= since;
  const { rows } = await sql<{ number: number }>`
    update inquest.incidents as i set
      last_signal = last_signal + 1, signal_count = signal_count + 1, updated_at = clock_timestamp(),
      taken_signal = case when not ${before}::boolean and taken_signal = last_signal
        then last_signal + 1 else taken_signal end
    where number = ${incident}
      and not exists (select from inquest.signals s
        where s.incident = ${incident} and s.likeness_hash = ${one.likeness})
      and not exists (select from inquest.signals s
        join inquest.not_the_same n on n.one = least(s.identity_hash, ${one.identity}::bytea)
          and n.other = greatest(s.identity_hash, ${one.identity}::bytea)
        where s.incident = ${incident})
      and (select count(*) from inquest.signals s
        where s.incident = ${incident} and s.is_change) < ${MOST_OF_INCIDENT}
    returning last_signal as number`.execute(trx);
  const number = rows[0]?.number;
  if (number === undefined) return false;
  await trx
    .withSchema(schemaName)
    .insertInto("signals")
    .values({
      incident,
      number,
      event: storableJson(event),
      likeness_hash: one.likeness,
      identity_hash: one.identity,
      reason,
      first_failed_at: one.occurredAt,
      last_failed_at: one.occurredAt,
      resolved_at: one.occurredAt,
      is_change: true,
    })
    .execute();
  await sql`insert into inquest.signal_keys (key, incident, signal)
    select key, ${incident}, ${number} from unnest(${one.keys}::bytea[]) as key
    on conflict do nothing`.execute(trx);
  if (before) await investigateAgain(trx, incident);
  return true;
}

/** With the commit that the deployment before it brought to the same place, so that the two can be compared. */
async function withPrevious(trx: Transaction<Tables>, one: ToldEvent): Promise<FailureEvent> {
  const event = shortened(one.event);
  const commit = one.facts?.commit;
  const { rows } = await sql<{ commit: string }>`
    select commit from inquest.deployments
    where place_hash = ${placeHashOf(one)} and deployed_at < ${one.occurredAt}::timestamptz
      and left(commit, 7) <> ${commit?.slice(0, 7) ?? ""}
    order by deployed_at desc limit 1`.execute(trx);
  const [previous] = rows;
  return previous === undefined || commit === undefined
    ? event
    : { ...event, deployed: { ...event.deployed, previousCommit: previous.commit } };
}

function placeHashOf({ facts, event }: ToldEvent): Buffer {
  return hashOf("place", ...(facts === undefined ? [event.stream] : placeOf(facts)));
}

/** What is worth keeping of it: who brought which version where. */
function shortened(event: FailureEvent): FailureEvent {
  const facts = factsOf(event);
  const { labels: _labels, alsoKnownAs: _others, subject, ...rest } = event;
  return {
    ...rest,
    title: event.title.slice(0, 300),
    // Named by the labels, where the sender does not name them otherwise.
    ...(facts?.service === undefined ? {} : { service: event.service ?? facts.service }),
    ...(facts?.environment === undefined ? {} : { environment: event.environment ?? facts.environment }),
    ...(facts?.namespace === undefined ? {} : { namespace: event.namespace ?? facts.namespace }),
    ...(facts?.commit === undefined ? {} : { commit: event.commit ?? facts.commit }),
    subject: subject.kind === "generic" ? { ...subject, text: "" } : subject,
  };
}
