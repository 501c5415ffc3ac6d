import { sql, type Transaction } from "kysely";
import type { FailureEvent } from "../domain/index.ts";
import { factsOf } from "./correlation/facts.ts";
import { bondOf } from "./correlation/rules.ts";
import type { Tables } from "./schema.ts";
import type { ToldEvent } from "./told-event.ts";

/** An open incident that an event belongs to, by the nearest of its signals. */
export interface Match {
  incident: number;
  signal: number;
  /** In words; empty when it is the same signal again. */
  reason: string;
  /** What it shares with the incident: "commit 3f2a91c"; empty when that is too little to merge by. */
  shared: string;
  /** Milliseconds between the two. */
  apart: number;
  /** When the signal first failed. */
  since: number;
}

/** The same alert, or the same workflow on the same commit, is the same signal for so long. */
const ALIKE_WITHIN_MS = { build: 24 * 3_600_000, deployment: 24 * 3_600_000, runtime: 3_600_000 };

/** As long as the longest rule reaches; older signals are not looked at. */
export const LOOK_BACK = "25 hours";

/**
 * The open incidents that share enough with the event by the rules, nearest first, each once. When it is the same
 * signal told again, there is only that one.
 */
export async function matchesOf(trx: Transaction<Tables>, one: ToldEvent): Promise<Match[]> {
  const { rows } = await sql<{
    incident: number;
    number: number;
    event: FailureEvent;
    first_failed_at: Date;
    last_failed_at: Date;
    alike: boolean;
  }>`
    with candidates as (
      select incident, number from inquest.signals where likeness_hash = ${one.likeness}
      union
      select incident, signal from inquest.signal_keys where key = any(${one.keys}::bytea[])
    )
    select s.incident, s.number, s.event, s.first_failed_at, s.last_failed_at,
      s.likeness_hash = ${one.likeness} as alike
    from candidates c
    join inquest.signals s on s.incident = c.incident and s.number = c.number
    join inquest.incidents i on i.number = s.incident
    where i.resolved_at is null
      and s.last_failed_at > ${one.occurredAt}::timestamptz - ${LOOK_BACK}::interval
      and s.first_failed_at < ${one.occurredAt}::timestamptz + ${LOOK_BACK}::interval
      and not exists (
        select from inquest.signals t
        join inquest.not_the_same n on (n.one = t.identity_hash and n.other = ${one.identity})
          or (n.other = t.identity_hash and n.one = ${one.identity})
        where t.incident = s.incident)
    order by alike desc, s.incident desc, s.number
    limit 200`.execute(trx);
  const at = Date.parse(one.occurredAt);
  const nearest = new Map<number, Match>();
  for (const row of rows) {
    const { incident, number: signal } = row;
    const since = row.first_failed_at.getTime();
    const apart = Math.max(since - at, at - row.last_failed_at.getTime(), 0);
    if (row.alike && apart <= ALIKE_WITHIN_MS[one.facts?.role ?? "build"]) {
      return [{ incident, signal, reason: "", shared: "", apart, since }];
    }
    const facts = factsOf(row.event);
    const bond = one.facts && facts && bondOf(one.facts, facts, apart);
    if (bond === undefined) continue;
    const known = nearest.get(incident);
    const shared = bond.strong ? bond.shared : "";
    if (known === undefined || apart < known.apart) {
      nearest.set(incident, {
        incident,
        signal,
        reason: bond.reason,
        shared: shared || (known?.shared ?? ""),
        apart,
        since,
      });
    } else known.shared ||= shared;
  }
  // Of two that are as near, the younger comes first.
  return [...nearest.values()].toSorted((a, b) => a.apart - b.apart || b.incident - a.incident);
}
