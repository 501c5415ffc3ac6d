import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import type { IncidentStore, Received } from "../store/ports.ts";
import type { PollSource, Position } from "../triggers/poll-source.ts";

/** Where each source's looks have come to, kept over restarts. */
export interface Positions {
  read(name: string): Promise<Position | undefined>;
  write(name: string, position: Position): Promise<void>;
}

export interface WatchDependencies {
  sources: readonly PollSource[];
  positions: Positions;
  incidents: Pick<IncidentStore, "receive">;
  logger: Logger;
  /** Seconds between two looks at one source. */
  every: number;
  /** Told in one line what was heard, and of trouble. */
  onNote: (line: string) => void;
}

/** Trouble that waiting does not mend; at the first look it ends the watch, so that a person sees it. */
const settled = new Set(["credentials_refused", "permission_missing", "not_found"]);
/** Longest pause after trouble, in seconds. */
const longestPause = 600;

/**
 * Looks at every source until the signal. News goes the way of webhooks and under the same delivery ids, so
 * that what a webhook tells too is told once; a position is kept only when its news is recorded.
 *
 * @throws InquestError when the first look at a source is refused
 */
export async function watchSources(dependencies: WatchDependencies, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const watching = dependencies.sources.map(async (source) => {
    try {
      await watchSource(dependencies, source, either);
    } catch (error) {
      // The others end too: a watch of which a part is missing would look whole.
      failed.abort();
      if (!signal.aborted && error !== failed.signal.reason) throw error;
    }
  });
  const ends = await Promise.allSettled(watching);
  const refused = ends.find((end) => end.status === "rejected");
  if (refused) throw refused.reason;
}

async function watchSource(
  { positions, incidents, logger, every, onNote }: WatchDependencies,
  source: PollSource,
  signal: AbortSignal,
): Promise<void> {
  let position = await positions.read(source.name);
  let looked = false;
  let troubles = 0;
  while (!signal.aborted) {
    let pause = every;
    try {
      const look = await source.look(position, { signal });
      for (const { deliveryId, event } of look.news) {
        const received = await incidents.receive({ source: source.source, deliveryId, event });
        logger.info({ source: source.name, delivery: deliveryId, outcome: received.kind }, "polled");
        const outcome = outcomeOf(received);
        if (outcome) onNote(`${event.title} (${source.name}): ${outcome}`);
      }
      await positions.write(source.name, look.position);
      position = look.position;
      for (const note of look.notes ?? []) onNote(note);
      if (troubles > 0) onNote(`${source.name} answers again`);
      if (look.waitSeconds !== undefined && look.waitSeconds > every) {
        onNote(`${source.name} asks to wait ${look.waitSeconds} s (rate limit)`);
        pause = look.waitSeconds;
      }
      looked = true;
      troubles = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!looked && error instanceof InquestError && settled.has(error.code)) throw error;
      troubles += 1;
      pause = Math.min(every * 2 ** Math.min(troubles, 10), Math.max(every, longestPause));
      const known = error instanceof InquestError;
      // The person at the terminal is told in words; how it came about is for whoever asks for it.
      logger[known ? "debug" : "warn"]({ source: source.name, err: error }, "poll failed");
      if (troubles === 1) onNote(known ? `${error.message} ${error.remedy}` : `${source.name} failed`);
    }
    await sleep(pause * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Nothing for what was told already. */
function outcomeOf(received: Received): string | undefined {
  switch (received.kind) {
    case "opened":
    case "joined":
      return `${received.kind} ${received.incident.id}`;
    case "duplicate":
      return undefined;
    default:
      if (!("incidents" in received) || received.incidents.length === 0) return undefined;
      return `${received.kind} ${received.incidents.map(({ id }) => id).join(", ")}`;
  }
}
