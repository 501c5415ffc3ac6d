import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { createLogger } from "../../config/logger.ts";
import { InquestError } from "../../domain/index.ts";
import type { Check, PartReport } from "./part.ts";

/** Connects to the configured PostgreSQL, or starts the embedded one for a moment. */
export function checkPostgres(config: Config): Check {
  return async (signal) => {
    const { connect } = await import("../../store/connection.ts");
    const ask = async (url: string) => {
      const logger = createLogger("silent");
      const pool = await connect(url, { signal, logger, connections: 1, patience: 0 });
      try {
        const { rows } = await pool.query<{ server_version: string }>("show server_version");
        return String(rows[0]?.server_version).split(" ")[0];
      } finally {
        await pool.end();
      }
    };
    if (config.databaseUrl) {
      const version = await ask(config.databaseUrl);
      return { state: "ok", message: `version ${version}, at DATABASE_URL` };
    }
    const { openEmbeddedPostgres } = await import("../../store/embedded-postgres.ts");
    const server = await openEmbeddedPostgres({ folder: join(config.home, "postgres") }, { signal });
    try {
      return { state: "ok", message: `version ${await ask(server.url)}, embedded` };
    } finally {
      await server.close();
    }
  };
}

/** Asks the configured Chroma for its heartbeat, or starts the embedded one for a moment. */
export function checkChroma(config: Config): Check {
  return async (signal) => {
    if (config.chroma) {
      const { url, apiKey } = config.chroma;
      await heartbeat(url, apiKey, signal);
      return { state: "ok", message: `answers at ${new URL(url).host}` };
    }
    const { openEmbeddedChroma } = await import("../../vectorstore/embedded-chroma.ts");
    const server = await openEmbeddedChroma({ folder: join(config.home, "chroma") }, { signal });
    try {
      await heartbeat(server.url, undefined, signal);
      return { state: "ok", message: "embedded" };
    } finally {
      await server.close();
    }
  };
}

/** @see https://docs.trychroma.com/reference/server-api: `GET /api/v2/heartbeat` */
async function heartbeat(url: string, apiKey: string | undefined, signal: AbortSignal): Promise<void> {
  const answer = await fetch(new URL("/api/v2/heartbeat", url), {
    signal,
    headers: apiKey === undefined ? {} : { "x-chroma-token": apiKey },
  });
  if (answer.ok) return;
  throw new InquestError(
    "memory_refused",
    `Chroma answered with ${answer.status}.`,
    "Check CHROMA_URL and CHROMA_API_KEY.",
  );
}

/** What a part that could not be reached says, without its address's secrets. */
export function broken(error: unknown, name: string): Omit<PartReport, "name"> {
  if (error instanceof InquestError) {
    return { state: "broken", message: error.message, next: error.remedy };
  }
  const timedOut = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return {
    state: "broken",
    message: timedOut ? "does not answer in time" : `cannot be reached${code}`,
    next: `Check the address that is configured for ${name}, and the network.`,
  };
}
