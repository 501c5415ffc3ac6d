import { emptyCheckpoint } from "@langchain/langgraph-checkpoint";
import { afterEach, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { cleanBatch } from "../../src/store/retention.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { failureEvent, logger, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

async function* text(words: string) {
  yield words;
}

async function investigated(id: string, index: number): Promise<void> {
  const event = failureEvent({ dedupeKey: `run ${index}`, commit: `${100 + index}abcdef` });
  await store.incidents.receive({ source: "github", deliveryId: `d${index}`, event });
  await store.evidence.put(id, text("the log\n"), () => ({
    kind: "failed_log",
    title: "Log",
    collector: "test",
    round: 1,
    truncated: false,
    redactions: {},
  }));
  await store.incidents.addStep({ incident: id, node: "fetch", state: "finished", message: "fetched" });
  const saver = await store.checkpointer();
  const config = { configurable: { thread_id: id, checkpoint_ns: "" } };
  await saver.put(config, emptyCheckpoint(), { source: "input", step: -1, parents: {} }, {});
  await store.incidents.savePostMortem(id, samplePostMortem);
  await store.incidents.setStatus(id, "reported");
}

test("the texts, steps, deliveries and checkpoints of old incidents go, the records and the young ones stay", async () => {
  store = await openTestStore();
  for (let index = 1; index <= 12; index++) await investigated(`INC-${index}`, index);
  await query(
    store.url,
    "update inquest.incidents set updated_at = now() - interval '91 days' where number <= 11",
  );
  const { db, close } = await openDatabase(store.url, { signal: new AbortController().signal, logger });
  try {
    // In small batches, until nothing is left to do.
    expect(await cleanBatch(db, 90)).toBe(10);
    expect(await cleanBatch(db, 90)).toBe(1);
    expect(await cleanBatch(db, 90)).toBe(0);
  } finally {
    await close();
  }
  const checkpoint = async (id: string) =>
    (await store.checkpointer()).getTuple({ configurable: { thread_id: id, checkpoint_ns: "" } });
  expect(await store.incidents.get("INC-1")).toMatchObject({
    postMortem: { title: samplePostMortem.title },
    signals: [{ number: 1 }],
  });
  expect(await store.evidence.list("INC-1")).toMatchObject([{ id: "E1", lines: 1 }]);
  expect(await store.evidence.lines("INC-1", "E1", 1, 9)).toEqual([]);
  expect(await store.incidents.steps("INC-1", 0)).toEqual([]);
  expect(await checkpoint("INC-1")).toBeUndefined();

  expect(await store.evidence.lines("INC-12", "E1", 1, 9)).toEqual(["the log"]);
  expect(await store.incidents.steps("INC-12", 0)).toHaveLength(1);
  expect(await checkpoint("INC-12")).toBeDefined();
  expect(await query(store.url, "select incident from inquest.deliveries")).toEqual([{ incident: 12 }]);
});
