import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";

/** News about one incident's steps: that there may be some, not which. */
export interface StepNews {
  /** Resolves at the next news, at once when there was some since the last call, or when the signal aborts. */
  next(): Promise<void>;
  close(): void;
}

export interface StepListener {
  /** Resolves once PostgreSQL listens, or once the signal aborts. */
  listen(incident: number, signal: AbortSignal): Promise<StepNews>;
  close(): Promise<void>;
}

/** Whoever waits looks by itself this often, for the case that a dead connection goes unnoticed. */
const longestWait = 30_000;

/**
 * One connection of its own for all followers of this process, opened with the first and closed with the
 * last. When it is lost it is opened anew, and all followers look at once for what they missed.
 */
export function createStepListener(url: string, logger: Logger): StepListener {
  const followers = new Map<number, Set<() => void>>();
  let connection: { ready: Promise<void>; close(): Promise<void> } | undefined;

  const wake = (incident?: number) => {
    const sets = incident === undefined ? [...followers.values()] : [followers.get(incident) ?? new Set()];
    for (const set of sets) for (const tell of set) tell();
  };

  const release = async () => {
    const closing = connection;
    connection = undefined;
    await closing?.close();
  };

  return {
    async listen(incident, signal) {
      const mine = createNews(signal);
      const set = followers.get(incident) ?? new Set();
      followers.set(incident, set.add(mine.tell));
      connection ??= openConnection(url, logger, wake);
      await Promise.race([connection.ready, mine.aborted]);
      return {
        next: mine.next,
        close() {
          mine.close();
          set.delete(mine.tell);
          if (set.size === 0) followers.delete(incident);
          if (followers.size === 0) void release();
        },
      };
    },
    close: release,
  };
}

function createNews(signal: AbortSignal) {
  let fresh = false;
  let answer: (() => void) | undefined;
  const tell = () => {
    fresh = true;
    answer?.();
  };
  let stop: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const onAbort = () => {
    stop();
    tell();
  };
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    tell,
    aborted,
    async next() {
      if (!fresh) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longestWait);
          timer.unref();
          answer = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      fresh = false;
      answer = undefined;
    },
    close: () => signal.removeEventListener("abort", onAbort),
  };
}

function openConnection(url: string, logger: Logger, wake: (incident?: number) => void) {
  const closed = new AbortController();
  let client: pg.Client | undefined;
  let becameReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becameReady = resolve;
  });

  const listenOnce = async () => {
    const current = new pg.Client({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
      application_name: "inquest steps",
    });
    client = current;
    const lost = new Promise<void>((resolve) => {
      current.once("end", resolve);
      current.on("error", () => resolve());
    });
    current.on("notification", ({ payload }) => wake(Number(payload)));
    try {
      await current.connect();
      await current.query("listen inquest_steps");
      becameReady();
      wake();
      await lost;
    } finally {
      await current.end().catch(() => undefined);
    }
  };

  const keepListening = async () => {
    for (let pause = 100; !closed.signal.aborted; pause = Math.min(pause * 2, 5_000)) {
      const began = Date.now();
      await listenOnce().catch((err: unknown) => logger.warn({ err }, "cannot listen for steps"));
      // A connection that stood for a while was a good one: try again soon.
      if (Date.now() - began > 10_000) pause = 100;
      // Followers look even while nobody tells them.
      wake();
      await sleep(pause, undefined, { signal: closed.signal }).catch(() => undefined);
    }
  };
  const running = keepListening();

  return {
    ready,
    async close() {
      closed.abort();
      becameReady();
      await client?.end().catch(() => undefined);
      await running;
    },
  };
}
