import { randomBytes } from "node:crypto";
import pg from "pg";
import pino from "pino";
import { inject } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { openEmbeddedPostgres } from "../../src/store/embedded-postgres.ts";

export interface TestDatabase {
  url: string;
  /** Drops it, cutting off whoever is still connected. */
  close(): Promise<void>;
}

const template = "inquest_template";
let opening: Promise<string> | undefined;

/** A fresh database with Inquest's tables, on the PostgreSQL that the whole test run shares. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(`template ${template}`);
}

/** A database without any table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("");
}

async function createDatabase(options: string): Promise<TestDatabase> {
  opening ??= openTestServer();
  const server = await opening;
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withClient(server, (client) => client.query(`create database ${name} ${options}`));
  return {
    url: databaseUrl(server, name),
    close: () =>
      withClient(server, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

async function openTestServer(): Promise<string> {
  const signal = new AbortController().signal;
  // Not closed: the run's global set-up ends the server when all tests are done.
  const { url } = await openEmbeddedPostgres({ folder: inject("postgresFolder") }, { signal });
  await withClient(url, async (client) => {
    await client.query("select pg_advisory_lock(1)");
    const { rows } = await client.query("select from pg_database where datname = $1", [template]);
    if (rows.length > 0) return;
    // Tests kill processes, not the machine.
    await client.query("alter system set fsync = off");
    await client.query("select pg_reload_conf()");
    await client.query(`create database ${template}_draft`);
    const database = await openDatabase(databaseUrl(url, `${template}_draft`), {
      signal,
      logger: pino({ level: "silent" }),
    });
    await database.close();
    await client.query(`alter database ${template}_draft rename to ${template}`);
  });
  return url;
}

async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  return server.replace("/inquest?", `/${name}?`);
}
