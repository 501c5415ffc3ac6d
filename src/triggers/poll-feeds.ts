import { type FailureEvent, InquestError } from "../domain/index.ts";
import { type Ask, type AskedHost, createAskedPages } from "./asked-pages.ts";
import { RateLimited } from "./conditional-get.ts";
import { type Look, type PollSource, positionAfter, startOf } from "./poll-source.ts";

/** What one look gathers, over all feeds of its source. */
export interface Gathering {
  /** Milliseconds of the moment before which nothing is news. */
  readonly since: number;
  /** Whether this was told, or found to be no news, before. */
  knows(key: string): boolean;
  /** Makes it known, and news where there is something to tell. */
  tell(key: string, reading?: { event: FailureEvent; deliveryId?: string } | { ignored: string }): void;
}

/** One list of a source's: its runs, its deployments. */
export interface Feed {
  /** `deployments`. */
  readonly name: string;
  /** Without it there is nothing to watch. One that is not may be refused; the others then go on without it. */
  readonly essential: boolean;
  gather(gathering: Gathering, ask: Ask): Promise<void>;
}

export interface FeedSourceOptions {
  name: string;
  source: FailureEvent["source"];
  host: AskedHost;
  /** Asked for before every look. */
  headers(signal: AbortSignal): Promise<Record<string, string>>;
  feeds: readonly Feed[];
  now: () => Date;
}

/** Trouble that only a person can mend: not asked for again within the hour. */
const settled = new Set(["permission_missing", "not_found"]);
const hour = 3_600_000;

/** A source that looks at several lists of one host, one after the other, and tells their news as one. */
export function createFeedSource(options: FeedSourceOptions): PollSource {
  const { name, source, feeds, now } = options;
  const pages = createAskedPages(options.host);
  const resting = new Map<Feed, number>();
  const troubled = new Set<Feed>();
  let first = true;
  return {
    name,
    source,
    async look(position, { signal }) {
      const started = now();
      const { late, ...before } = startOf(position, started);
      const notes: string[] = [];
      if (late && first) {
        notes.push(
          `${name} was not looked at for more than a day: what ended before ${before.since} is left out`,
        );
      }
      const told = new Set(before.told);
      const news: Look["news"] = [];
      const gathering: Gathering = {
        since: Date.parse(before.since),
        knows: (key) => told.has(key),
        tell(key, reading) {
          told.add(key);
          if (!reading || !("event" in reading) || reading.deliveryId === undefined) return;
          news.push({ deliveryId: reading.deliveryId, event: reading.event });
        },
      };
      let waitSeconds: number | undefined;
      let complete = true;
      const ask = pages.begin(await options.headers(signal), signal);
      for (const feed of feeds) {
        if ((resting.get(feed) ?? 0) > started.getTime()) continue;
        try {
          await feed.gather(gathering, ask);
          if (troubled.delete(feed)) notes.push(`${name} tells of ${feed.name} again`);
        } catch (cause) {
          signal.throwIfAborted();
          if (cause instanceof RateLimited) {
            // What was heard so far is told, so that much news and a low limit come to an end together.
            waitSeconds = cause.seconds;
            complete = false;
            break;
          }
          const refused = cause instanceof InquestError && cause.code === "credentials_refused";
          if (feed.essential || refused || !(cause instanceof InquestError)) throw cause;
          if (settled.has(cause.code)) resting.set(feed, started.getTime() + hour);
          else complete = false;
          if (!troubled.has(feed)) notes.push(`${cause.message} ${cause.remedy}`);
          troubled.add(feed);
        }
      }
      first = false;
      return {
        news: news.toSorted((a, b) => Date.parse(a.event.occurredAt) - Date.parse(b.event.occurredAt)),
        position: positionAfter(before, started, { told: [...told], complete }),
        ...(waitSeconds === undefined ? {} : { waitSeconds }),
        ...(notes.length === 0 ? {} : { notes }),
      };
    },
  };
}
