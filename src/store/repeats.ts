import { sql, type Transaction } from "kysely";
import type { Found } from "./join.ts";
import type { Tables } from "./schema.ts";
import { addRepeats } from "./signals.ts";
import type { ToldEvent } from "./told-event.ts";

/** A repetition this near to the signal's latest needs no second look. */
const NEAR_MS = 15 * 60_000;

/**
 * Repetitions within one transaction, written together: of a thousand alerts about one thing the first is
 * looked up and the others are counted. It relies on the locks that the transaction holds on their likeness.
 */
export async function createRepeats(trx: Transaction<Tables>, told: readonly ToldEvent[]) {
  const known = new Map<string, { at: Found; last: number; waiting: ToldEvent[] }>();
  /** Where each key belongs: its likeness here, its incidents in the database. */
  const owner = new Map<string, string>();
  const elsewhere = new Map<string, number[]>();
  if (told.length > 1) {
    const { rows } = await sql<{ dedupe_hash: Buffer; incident: number }>`
      select distinct dedupe_hash, incident from inquest.failures
      where dedupe_hash = any(${told.map(({ dedupe }) => dedupe)}::bytea[])`.execute(trx);
    for (const { dedupe_hash, incident } of rows) {
      const key = dedupe_hash.toString("hex");
      elsewhere.set(key, [...(elsewhere.get(key) ?? []), incident]);
    }
  }

  return {
    /** Counts it when its signal is known in this transaction; undefined when it must be looked up. */
    add(one: ToldEvent): Found | undefined {
      const likeness = one.likeness.toString("hex");
      const entry = known.get(likeness);
      const key = one.dedupe.toString("hex");
      const at = Date.parse(one.occurredAt);
      if (entry === undefined || Math.abs(at - entry.last) > NEAR_MS) return undefined;
      if ((owner.get(key) ?? likeness) !== likeness) return undefined;
      if (elsewhere.get(key)?.some((incident) => incident !== entry.at.incident)) return undefined;
      owner.set(key, likeness);
      entry.last = Math.max(entry.last, at);
      entry.waiting.push(one);
      return entry.at;
    },

    /** Remembers where one was put that had to be looked up. */
    know(one: ToldEvent, at: Found): void {
      const likeness = one.likeness.toString("hex");
      owner.set(one.dedupe.toString("hex"), likeness);
      const waiting = known.get(likeness)?.waiting ?? [];
      if (waiting.length > 0 || one.facts === undefined) return;
      known.set(likeness, { at, last: Date.parse(one.occurredAt), waiting });
    },

    /** Writes what was counted, and looks everything up anew afterwards. */
    async write(): Promise<void> {
      for (const { at, waiting } of known.values()) {
        if (waiting.length === 0) continue;
        const { rows } = await sql`
          update inquest.incidents set
            event_count = event_count + ${waiting.length},
            last_failed_at = greatest(last_failed_at,
              ${waiting
                .map(({ occurredAt }) => occurredAt)
                .toSorted()
                .at(-1)}::timestamptz),
            updated_at = clock_timestamp()
          where number = ${at.incident}
          returning number`.execute(trx);
        if (rows.length > 0) await addRepeats(trx, at, waiting);
      }
      known.clear();
    },
  };
}
