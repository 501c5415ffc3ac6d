import { z } from "zod";
import type { FailureEvent } from "../domain/index.ts";

/** Where a source's looks have come to. Kept from one look to the next, and over restarts. */
export const Position = z.object({
  /** What ended before this was told, or is too old to be. */
  since: z.iso.datetime({ offset: true }),
  /** What ended since and was told or is no news. */
  told: z.array(z.string()),
});
export type Position = z.infer<typeof Position>;

/** What one look brought. */
export interface Look {
  /** Oldest first; the delivery's id is the one that the webhook's delivery of the same news has. */
  news: { deliveryId: string; event: FailureEvent }[];
  /** To be kept once the news is recorded. */
  position: Position;
  /** Seconds that the host asks to leave it alone, beyond the usual pause. */
  waitSeconds?: number;
  /** What a person should know of this look: what may not be asked for, what is left out. */
  notes?: string[];
}

/** Asks a host for what its webhooks would tell, for those that it cannot reach. Reads only. */
export interface PollSource {
  /** `github orchard/shop`. */
  readonly name: string;
  readonly source: FailureEvent["source"];
  /**
   * Looks once. Without a position it is the first look, which goes back an hour; one that is older than a day
   * is taken up a day ago.
   *
   * @throws InquestError `credentials_refused`, `permission_missing`, `not_found`, `unreachable`, `malformed_answer`
   */
  look(position: Position | undefined, options: { signal: AbortSignal }): Promise<Look>;
}

const hour = 3_600_000;
/** After a longer absence, what ended before is no news any more. */
const longestAbsence = 24 * hour;
const mostTold = 5_000;

/** The position that a look starts from; `late` when it leaves something out. */
export function startOf(position: Position | undefined, now: Date): Position & { late: boolean } {
  const back = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
  if (!position) return { since: back(hour), told: [], late: false };
  const late = Date.parse(position.since) < now.getTime() - longestAbsence - hour;
  return { ...position, ...(late ? { since: back(longestAbsence) } : {}), late };
}

/**
 * The position after a look at `now`: an hour of overlap, so that neither a clock that is off nor an end that
 * the host tells late is lost. A look that was not complete is taken up where it began.
 */
export function positionAfter(
  before: Position,
  now: Date,
  seen: { told: readonly string[]; complete: boolean },
): Position {
  const overlap = new Date(now.getTime() - hour).toISOString();
  const on = seen.complete && Date.parse(overlap) > Date.parse(before.since);
  return { since: on ? overlap : before.since, told: seen.told.slice(-mostTold) };
}
