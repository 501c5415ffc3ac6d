import { z } from "zod";
import type { FailureEvent } from "../domain/index.ts";

/** Where a source's looks have come to. Kept from one look to the next, and over restarts. */
export const Position = z.object({
  /** What ended before this was told, or is too old to be. */
  since: z.iso.datetime({ offset: true }),
  /** Of the last first page, for the next conditional request. */
  etag: z.string().optional(),
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
}

/** Asks a host for what its webhooks would tell, for those that it cannot reach. Reads only. */
export interface PollSource {
  /** `github orchard/shop`. */
  readonly name: string;
  readonly source: FailureEvent["source"];
  /**
   * Looks once. Without a position it is the first look, which goes back an hour.
   *
   * @throws InquestError `credentials_refused`, `permission_missing`, `not_found`, `unreachable`, `malformed_answer`
   */
  look(position: Position | undefined, options: { signal: AbortSignal }): Promise<Look>;
}

const hour = 3_600_000;
const mostTold = 5_000;

/** The position that a look starts from. */
export function startOf(position: Position | undefined, now: Date): Position {
  return position ?? { since: new Date(now.getTime() - hour).toISOString(), told: [] };
}

/**
 * The position after a look at `now`: an hour of overlap, so that neither a clock that is off nor an end that
 * the host tells late is lost.
 */
export function positionAfter(
  before: Position,
  now: Date,
  seen: { etag: string | undefined; told: readonly string[] },
): Position {
  const overlap = new Date(now.getTime() - hour).toISOString();
  return {
    since: overlap > before.since ? overlap : before.since,
    ...(seen.etag ? { etag: seen.etag } : {}),
    told: seen.told.slice(-mostTold),
  };
}
