import type { RunnableConfig } from "@langchain/core/runnables";
import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { afterEach, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/database.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { messageOf, startProcess } from "./processes.ts";
import { logger, query } from "./support.ts";

const signal = new AbortController().signal;
let database: TestDatabase;
let store: Store | undefined;
afterEach(async () => {
  await store?.close();
  store = undefined;
  await database.close();
});

test("processes that start at once on an empty database all find their tables", {
  timeout: 60_000,
}, async () => {
  database = await createEmptyDatabase();
  const children = Array.from({ length: 4 }, () =>
    startProcess(import.meta.resolve("./migrate-process.ts"), [database.url]),
  );
  await Promise.all(children.map((child) => messageOf(child, "waiting")));
  const results = children.map((child) => messageOf(child, "result"));
  for (const child of children) child.send("go");
  for (const result of await Promise.all(results))
    expect(result).toEqual({ kind: "result", version: "18.4" });
});

test("the checkpointer keeps a thread's state across stores, in a schema of its own", async () => {
  database = await createTestDatabase();
  store = await openStore(database.url, { signal, logger });
  const saver = await store.checkpointer();
  expect(await store.checkpointer()).toBe(saver);
  const config: RunnableConfig = { configurable: { thread_id: "INC-1", checkpoint_ns: "" } };
  const checkpoint = emptyCheckpoint();
  await saver.put(config, checkpoint, { source: "input", step: -1, parents: {} }, {});
  await store.close();

  store = await openStore(database.url, { signal, logger });
  const kept = await (await store.checkpointer()).getTuple(config);
  expect(kept?.checkpoint.id).toBe(checkpoint.id);
  const tables = await query(
    database.url,
    "select distinct schemaname from pg_tables where tablename like 'checkpoint%'",
  );
  expect(tables).toEqual([{ schemaname: "inquest_checkpoints" }]);
});

test("health says version, round trip and what waits, and fails plainly when the database is gone", async () => {
  database = await createTestDatabase();
  store = await openStore(database.url, { signal, logger });
  expect(await store.health()).toEqual({
    version: "18.4",
    milliseconds: expect.any(Number) as number,
    waiting: 0,
    retrying: 0,
  });
  await database.close();
  await expect(store.health()).rejects.toMatchObject({ code: "database_unreachable" });
});

test("a database that is not there is named without its password", async () => {
  database = await createTestDatabase();
  const url = "postgresql://someone:s3cret@127.0.0.1:1/records";
  const failure = await openStore(url, { signal, logger, patience: 0 }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "database_unreachable",
    message: "PostgreSQL at 127.0.0.1:1, database records, does not answer (ECONNREFUSED).",
  });
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("s3cret");
});

test("waiting for a database ends with the abort", async () => {
  database = await createTestDatabase();
  const url = "postgresql://someone@127.0.0.1:1/records";
  const options = { signal: AbortSignal.timeout(200), logger, patience: 60_000 };
  await expect(openStore(url, options)).rejects.toThrow(/timeout|abort/i);
});

test("a database that a newer version has used is left alone", async () => {
  database = await createTestDatabase();
  await query(database.url, "insert into inquest.kysely_migration values ('9999-future', now()::text)");
  await expect(openStore(database.url, { signal, logger })).rejects.toMatchObject({ code: "database_newer" });
});
