import { type Kysely, sql, type Transaction } from "kysely";
import type { Incident } from "../domain/index.ts";
import { rememberDeployment } from "./deployments.ts";
import { incidentOf, selectIncidents } from "./incident-rows.ts";
import { type Found, findIncidentOf, joinIncident, openIncident } from "./join.ts";
import { lockHashes } from "./locks.ts";
import type { Received, ReceivedDelivery } from "./ports.ts";
import { createRepeats } from "./repeats.ts";
import { resolve } from "./resolve.ts";
import type { Tables } from "./schema.ts";
import { activeSilences, countSilenced, matches } from "./silences.ts";
import { numberOf, storableText } from "./stored-text.ts";
import { type ToldEvent, toldEvent } from "./told-event.ts";

/** What follows from one delivery, the incidents still as numbers. */
type Outcome =
  | { kind: "duplicate" }
  | { kind: "opened" | "joined"; incident: number }
  | { kind: "resolved" | "updated" | "deployed"; incidents: number[] }
  | { kind: "silenced"; silence: string };

/**
 * Records deliveries and what follows from them, in their order and in one transaction. Deliveries that may
 * belong together wait for each other, so a hundred at once open one incident.
 */
export async function receive(
  db: Kysely<Tables>,
  deliveries: readonly ReceivedDelivery[],
): Promise<Received[]> {
  const told = deliveries.map(toldEvent);
  return db.transaction().execute(async (trx) => {
    const fresh = await record(trx, told);
    // All inserts come before all locks, in every transaction.
    await lockHashes(
      trx,
      [...fresh].flatMap(({ dedupe, aliases, stream, likeness, keys }) => [
        dedupe,
        ...aliases,
        stream,
        likeness,
        ...keys,
      ]),
    );
    const outcomes = await follow(trx, told, fresh);
    return withIncidents(trx, outcomes);
  });
}

async function follow(
  trx: Transaction<Tables>,
  told: readonly ToldEvent[],
  fresh: ReadonlySet<ToldEvent>,
): Promise<Outcome[]> {
  const silences = await activeSilences(trx);
  const silenced = new Map<string, ToldEvent[]>();
  const repeats = await createRepeats(trx, told);
  const outcomes: Outcome[] = [];
  const placed: { one: ToldEvent; at: Found }[] = [];
  /** Successes that came one after another are written together. */
  let successes: { one: ToldEvent; index: number }[] = [];
  const writeSuccesses = async () => {
    if (successes.length === 0) return;
    const answers = await resolve(
      trx,
      successes.map(({ one }) => one),
    );
    for (const [at, answer] of answers.entries()) {
      const { one, index = 0 } = successes[at] ?? {};
      outcomes[index] = one?.event.deployed ? await alsoDeployed(trx, one, answer) : answer;
    }
    successes = [];
  };
  for (const one of told) {
    if (!fresh.has(one)) {
      outcomes.push({ kind: "duplicate" });
      continue;
    }
    if (one.event.kind === "resolution") {
      await repeats.write();
      successes.push({ one, index: outcomes.length });
      outcomes.push({ kind: "resolved", incidents: [] });
      continue;
    }
    await writeSuccesses();
    const silence = silences.find(({ matcher }) => matches(matcher, one.event));
    if (silence !== undefined) {
      silenced.set(silence.id, [...(silenced.get(silence.id) ?? []), one]);
      outcomes.push({ kind: "silenced", silence: silence.id });
      continue;
    }
    const again = repeats.add(one);
    if (again !== undefined) {
      placed.push({ one, at: again });
      outcomes.push({ kind: "joined", incident: again.incident });
      continue;
    }
    const joined = await joinWhatIsFound(trx, one);
    const at = joined ?? (await openIncident(trx, one));
    repeats.know(one, at);
    placed.push({ one, at });
    outcomes.push({ kind: joined === undefined ? "opened" : "joined", incident: at.incident });
  }
  await repeats.write();
  await writeSuccesses();
  await place(trx, placed);
  await recordSilenced(trx, silenced);
  return outcomes;
}

async function joinWhatIsFound(trx: Transaction<Tables>, one: ToldEvent): Promise<Found | undefined> {
  // One that was merged or resolved since it was found is looked for again.
  for (let attempt = 0; attempt < 3; attempt++) {
    const found = await findIncidentOf(trx, one);
    const joined = found && (await joinIncident(trx, one, found));
    if (found === undefined || joined !== undefined) return joined;
  }
  return undefined;
}

/** A success that is a deployment ends what it ends, and is remembered for what may follow. */
async function alsoDeployed(
  trx: Transaction<Tables>,
  one: ToldEvent,
  ended: Extract<Outcome, { incidents: number[] }>,
): Promise<Outcome> {
  const joined = await rememberDeployment(trx, one);
  return ended.incidents.length > 0 ? ended : { kind: "deployed", incidents: joined };
}

/** Writes the deliveries down; gives back those that were not there yet. */
async function record(trx: Transaction<Tables>, told: readonly ToldEvent[]): Promise<Set<ToldEvent>> {
  const first = new Map<string, ToldEvent>();
  for (const one of told) {
    const key = one.hash.toString("hex");
    if (!first.has(key)) first.set(key, one);
  }
  // In one order in every transaction, since a second insert of the same waits for the first one's end.
  const rows = [...first.values()].toSorted((a, b) => Buffer.compare(a.hash, b.hash));
  const { rows: inserted } = await sql<{ hash: Buffer }>`
    insert into inquest.deliveries
      (hash, source, delivery_id, kind, occurred_at, dedupe_hash, stream_hash, event)
    select * from unnest(
      ${rows.map(({ hash }) => hash)}::bytea[],
      ${rows.map(({ delivery }) => storableText(delivery.source).slice(0, 100))}::text[],
      ${rows.map(({ delivery }) => storableText(delivery.deliveryId).slice(0, 200))}::text[],
      ${rows.map(({ event }) => event.kind)}::text[],
      ${rows.map(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${rows.map(({ dedupe }) => dedupe)}::bytea[],
      ${rows.map(({ stream }) => stream)}::bytea[],
      ${rows.map(({ event }) => JSON.stringify(event))}::jsonb[])
    on conflict (hash) do nothing
    returning hash`.execute(trx);
  return new Set(
    inserted.flatMap(({ hash }) => {
      const one = first.get(hash.toString("hex"));
      return one === undefined ? [] : [one];
    }),
  );
}

async function place(
  trx: Transaction<Tables>,
  placed: readonly { one: ToldEvent; at: Found }[],
): Promise<void> {
  if (placed.length === 0) return;
  await sql`
    update inquest.deliveries as d set incident = p.incident, signal = p.signal
    from unnest(
      ${placed.map(({ one }) => one.hash)}::bytea[],
      ${placed.map(({ at }) => at.incident)}::int[],
      ${placed.map(({ at }) => at.signal)}::int[]) as p (hash, incident, signal)
    where d.hash = p.hash`.execute(trx);
}

async function recordSilenced(
  trx: Transaction<Tables>,
  silenced: ReadonlyMap<string, ToldEvent[]>,
): Promise<void> {
  for (const [id, events] of silenced) {
    const number = numberOf(id, "SIL-") ?? 0;
    await countSilenced(trx, number, events.length);
    await sql`update inquest.deliveries set silence = ${number}
      where hash = any(${events.map(({ hash }) => hash)}::bytea[])`.execute(trx);
  }
}

/** The outcomes with their incidents as they are now. */
async function withIncidents(trx: Transaction<Tables>, outcomes: readonly Outcome[]): Promise<Received[]> {
  const numbers = outcomes.flatMap((outcome) => {
    if ("incident" in outcome) return [outcome.incident];
    return "incidents" in outcome ? outcome.incidents : [];
  });
  const incidents = new Map<number, Incident>();
  if (numbers.length > 0) {
    const rows = await selectIncidents(trx)
      .where("i.number", "in", [...new Set(numbers)])
      .execute();
    for (const row of rows) incidents.set(row.number, incidentOf(row));
  }
  const incident = (number: number): Incident => {
    const known = incidents.get(number);
    if (known === undefined) throw new Error(`INC-${number} was recorded and is not there`);
    return known;
  };
  return outcomes.map((outcome): Received => {
    if ("incident" in outcome) return { kind: outcome.kind, incident: incident(outcome.incident) };
    if ("incidents" in outcome) return { kind: outcome.kind, incidents: outcome.incidents.map(incident) };
    return outcome;
  });
}
