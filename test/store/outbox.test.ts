import { afterEach, beforeEach, expect, test } from "vitest";
import { failureEvent, jobKeys, openTestStore, type TestStore } from "./support.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
  await store.incidents.receive({ source: "github", deliveryId: "1", event: failureEvent() });
});
afterEach(() => store.close());

test("each version is told once on each channel, and the next one edits the message", async () => {
  const { outbox } = store;
  await outbox.add("INC-1", 1, ["slack", "email", "slack"]);
  await outbox.add("INC-1", 1, ["slack", "email"]);
  expect(await jobKeys(store.url)).toEqual([
    "investigate:INC-1",
    "notify:INC-1:email:1",
    "notify:INC-1:slack:1",
  ]);
  expect(await outbox.begin("INC-1", 1, "slack")).toEqual({
    incident: "INC-1",
    channel: "slack",
    version: 1,
    uncertain: false,
  });
  await outbox.sent("INC-1", 1, "slack", { ts: "17.3" });
  expect(await outbox.begin("INC-1", 1, "slack")).toBeUndefined();
  expect(await outbox.begin("INC-1", 1, "email")).toMatchObject({ uncertain: false });

  await outbox.add("INC-1", 2, ["slack"]);
  expect(await outbox.begin("INC-1", 2, "slack")).toMatchObject({
    version: 2,
    previous: { ts: "17.3" },
    uncertain: false,
  });
});

test("a sending without an answer makes the next one uncertain", async () => {
  const { outbox } = store;
  await outbox.add("INC-1", 1, ["slack"]);
  await outbox.begin("INC-1", 1, "slack");
  expect(await outbox.begin("INC-1", 1, "slack")).toMatchObject({ version: 1, uncertain: true });
  await outbox.add("INC-1", 2, ["slack"]);
  expect(await outbox.begin("INC-1", 2, "slack")).toMatchObject({ version: 2, uncertain: true });
  await outbox.sent("INC-1", 2, "slack", { ts: "1" });
  await outbox.add("INC-1", 3, ["slack"]);
  expect(await outbox.begin("INC-1", 3, "slack")).toMatchObject({ uncertain: false, previous: { ts: "1" } });
});

test("a newer version supersedes one that waits, and an old one added late changes nothing", async () => {
  const { outbox } = store;
  await outbox.add("INC-1", 1, ["slack"]);
  await outbox.add("INC-1", 3, ["slack"]);
  await outbox.add("INC-1", 2, ["slack"]);
  expect(await outbox.begin("INC-1", 1, "slack")).toBeUndefined();
  expect(await outbox.begin("INC-1", 2, "slack")).toBeUndefined();
  expect(await outbox.begin("INC-1", 3, "slack")).toMatchObject({ version: 3 });
});

test("the receipt of an older version that comes last does not undo the newer one", async () => {
  const { outbox } = store;
  await outbox.add("INC-1", 1, ["slack"]);
  await outbox.begin("INC-1", 1, "slack");
  await outbox.add("INC-1", 2, ["slack"]);
  await outbox.begin("INC-1", 2, "slack");
  await outbox.sent("INC-1", 2, "slack", { ts: "new" });
  await outbox.sent("INC-1", 1, "slack", { ts: "old" });
  expect(await outbox.begin("INC-1", 2, "slack")).toBeUndefined();
  await outbox.add("INC-1", 3, ["slack"]);
  expect(await outbox.begin("INC-1", 3, "slack")).toMatchObject({
    previous: { ts: "new" },
    uncertain: false,
  });
});

test("nothing is told of what was never added", async () => {
  expect(await store.outbox.begin("INC-1", 1, "slack")).toBeUndefined();
  await expect(store.outbox.add("INC-9", 1, ["slack"])).rejects.toMatchObject({ code: "incident_not_found" });
});
