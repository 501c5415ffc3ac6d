import { afterEach, expect, test } from "vitest";
import { failureEvent, jobKeys, openTestStore, type TestStore } from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

test("a failure opens an incident and queues its investigation", async () => {
  store = await openTestStore();
  const received = await store.incidents.receive({
    source: "github",
    deliveryId: "1",
    event: failureEvent(),
  });
  expect(received).toMatchObject({
    kind: "opened",
    incident: { id: "INC-1", status: "queued", eventCount: 0, event: { title: "CI failed on main" } },
  });
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
});

test("a hundred deliveries of one failure at once are one incident with one investigation", async () => {
  store = await openTestStore();
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      store.incidents.receive({ source: "github", deliveryId: `d${index}`, event: failureEvent() }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.kind === "opened")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.kind === "joined")).toHaveLength(99);
  expect(await store.incidents.list({ limit: 10 })).toMatchObject([{ id: "INC-1", eventCount: 99 }]);
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
});

test("a redelivery, even at the same moment, does nothing twice", async () => {
  store = await openTestStore();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () =>
      store.incidents.receive({ source: "github", deliveryId: "same", event: failureEvent() }),
    ),
  );
  expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual([
    ...Array.from({ length: 19 }, () => "duplicate"),
    "opened",
  ]);
  expect(await store.incidents.list({ limit: 10 })).toMatchObject([{ eventCount: 0 }]);
});

test("another failure of the same stream and commit joins, of another commit it does not", async () => {
  store = await openTestStore();
  const receive = (deliveryId: string, changes: Parameters<typeof failureEvent>[0]) =>
    store.incidents.receive({ source: "github", deliveryId, event: failureEvent(changes) });
  await receive("1", {});
  expect(await receive("2", { dedupeKey: "run 1 attempt 2" })).toMatchObject({
    kind: "joined",
    incident: { id: "INC-1" },
  });
  // Known under the second key from now on, whatever the commit.
  expect(await receive("3", { dedupeKey: "run 1 attempt 2", commit: undefined })).toMatchObject({
    kind: "joined",
  });
  expect(await receive("4", { dedupeKey: "run 2", commit: "ffff" })).toMatchObject({
    kind: "opened",
    incident: { id: "INC-2" },
  });
});

test("a success ends the open incidents of its stream that failed before it, and no others", async () => {
  store = await openTestStore();
  const receive = (deliveryId: string, changes: Parameters<typeof failureEvent>[0]) =>
    store.incidents.receive({ source: "github", deliveryId, event: failureEvent(changes) });
  await receive("1", { dedupeKey: "a", commit: "a1" });
  await receive("2", { dedupeKey: "b", commit: "b1" });
  await receive("3", { dedupeKey: "c", commit: "c1", occurredAt: "2025-03-01T13:00:00Z" });
  await receive("4", { dedupeKey: "d", stream: "other", commit: "d1" });
  const received = await receive("5", {
    kind: "resolution",
    dedupeKey: "green",
    commit: "0123456789abcdef",
    actor: "alice",
    occurredAt: "2025-03-01T12:30:00Z",
  });
  expect(received).toMatchObject({
    kind: "resolved",
    incidents: [
      {
        id: "INC-1",
        status: "resolved",
        resolvedAt: "2025-03-01T12:30:00.000Z",
        resolution: "Fixed by run 7 of acme/shop, commit 0123456789ab, by alice",
      },
      { id: "INC-2" },
    ],
  });
  expect(await store.incidents.get("INC-3")).toMatchObject({ status: "queued" });
  expect(await store.incidents.get("INC-4")).toMatchObject({ status: "queued" });
  expect(
    await receive("6", { dedupeKey: "new", kind: "failure", occurredAt: "2025-03-01T14:00:00Z" }),
  ).toMatchObject({
    kind: "opened",
  });
});

test("a success that is told before its failure still ends it", async () => {
  store = await openTestStore();
  const success = failureEvent({ kind: "resolution", occurredAt: "2025-03-01T12:30:00Z" });
  expect(await store.incidents.receive({ source: "github", deliveryId: "1", event: success })).toEqual({
    kind: "resolved",
    incidents: [],
  });
  const late = await store.incidents.receive({ source: "github", deliveryId: "2", event: failureEvent() });
  expect(late).toMatchObject({ kind: "opened", incident: { status: "resolved" } });
});

test("what no database likes is recorded all the same", async () => {
  store = await openTestStore();
  const hostile = failureEvent({
    title: "nul \0 half \ud83d end",
    dedupeKey: "k".repeat(100_000),
    stream: "s\0".repeat(50_000),
    occurredAt: "0001-01-01T00:00:00Z",
    commit: "\0",
  });
  const received = await store.incidents.receive({
    source: "github",
    deliveryId: "\0".repeat(20_000),
    event: hostile,
  });
  expect(received).toMatchObject({
    kind: "opened",
    incident: { event: { title: "nul \ufffd half \ufffd end" } },
  });
});
