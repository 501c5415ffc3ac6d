import pg from "pg";
import { databaseUser } from "./cluster.ts";

/** Where a running server is met. Plain JSON: it is kept in the lease. */
export interface ServerAddress {
  pid: number;
  socketFolder: string;
}

export const databaseName = "inquest";

/** A connection string that node-postgres and psql understand alike; it holds no secret. */
export function connectionString(address: ServerAddress, database: string = databaseName): string {
  const where = new URLSearchParams({ host: address.socketFolder, port: "5432", sslmode: "disable" });
  return `postgresql://${databaseUser}@/${database}?${where.toString()}`;
}

export type Readiness =
  | "ready"
  /** It starts, recovers or stops; it will say more in a moment. */
  | "busy"
  /** It answers, and the database has not been made yet. */
  | "empty"
  | "silent";

/** Asks the server for a row. SQLSTATE codes are those of PostgreSQL's appendix A. */
export async function probe(address: ServerAddress): Promise<Readiness> {
  const client = clientOf(connectionString(address), 3_000);
  try {
    await client.connect();
    await client.query("select 1");
    return "ready";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "57P03") return "busy";
    if (code === "3D000") return "empty";
    // Too many connections: it is alive and well enough.
    return code === "53300" ? "ready" : "silent";
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function createDatabase(address: ServerAddress): Promise<void> {
  const client = clientOf(connectionString(address, "postgres"), 30_000);
  await client.connect();
  try {
    await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

function clientOf(url: string, timeout: number): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
  });
  client.on("error", () => {
    // The connection broke after it stood; the query that follows says so.
  });
  return client;
}
