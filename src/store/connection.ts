import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";

export interface ConnectOptions {
  signal: AbortSignal;
  logger: Logger;
  /** How many connections the pool may hold. */
  connections: number;
  /** How long to wait for a server that is not there yet, in milliseconds. */
  patience: number;
}

/**
 * A pool whose first connection stands. It mends itself: a lost connection is replaced at the next query.
 *
 * @throws InquestError `database_unreachable` naming host and database, never user or password.
 */
export async function connect(url: string, options: ConnectOptions): Promise<pg.Pool> {
  const { signal, logger, patience } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: "inquest",
  });
  // Only the message: the error carries the whole client.
  pool.on("error", ({ message }) => logger.warn({ reason: message }, "database connection lost"));
  // The pool listens to idle connections only. One that breaks while it is lent out, and while nobody's query
  // runs on it, would end the process; whoever borrowed it hears of it at the next query.
  pool.on("connect", (client) => {
    client.on("error", ({ message }) => logger.debug({ reason: message }, "database connection lost in use"));
  });
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      signal.throwIfAborted();
      await pool.query("select 1");
      return pool;
    } catch (cause) {
      if (signal.aborted || !isPassing(cause) || Date.now() > deadline) {
        await pool.end();
        signal.throwIfAborted();
        throw unreachable(url, cause);
      }
      await sleep(100, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Whether a failed query may succeed when it is sent again: the connection broke, or the server restarts. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  // Class 08 is connection failure, 57P01–57P03 shutdown and start, 40001 and 40P01 serialization and deadlock.
  return (
    /^(08...|57P0[123]|40001|40P01|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|EAI_AGAIN)$/.test(code) ||
    /^Connection terminated|^timeout exceeded when trying to connect|not queryable/.test(error.message)
  );
}

/** Sends again what is safe to send twice, while the connection is being mended. */
export async function retryPassing<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !isPassing(error)) throw error;
      await sleep(50 * 2 ** attempt);
    }
  }
}

function unreachable(url: string, cause: unknown): InquestError {
  const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new InquestError(
    "database_unreachable",
    `PostgreSQL ${placeOf(url)} does not answer${reason}.`,
    "Check that it runs and that DATABASE_URL is right, or unset DATABASE_URL to use the embedded one.",
    { cause },
  );
}

/** Host and database of a connection string. */
export function placeOf(url: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString: url });
    return `at ${host}${host.startsWith("/") ? "" : `:${port}`}${database === undefined ? "" : `, database ${database},`}`;
  } catch {
    return "at the configured address";
  }
}
