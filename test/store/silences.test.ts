import { expect, test } from "vitest";
import { matches } from "../../src/store/silences.ts";
import { alertEvent, runEvent } from "../support/signal-events.ts";
import { jobKeys, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
const alert = alertEvent({ labels: { alertname: "DiskFull", env: "staging" } });
const soon = () => new Date(Date.now() + 60_000).toISOString();

test("what is silenced is recorded and counted, and nothing follows from it until the silence is removed", async () => {
  store = await openTestStore();
  const silence = await store.silences.add({
    matcher: { labels: { alertname: "DiskFull", env: "staging" } },
    until: soon(),
    reason: "moving disks",
  });
  const receive = (deliveryId: string) =>
    store.incidents.receive({ source: "alertmanager", deliveryId, event: alert });
  expect(await receive("1")).toEqual({ kind: "silenced", silence: silence.id });
  expect(await receive("1")).toEqual({ kind: "duplicate" });
  await receive("2");
  expect(await store.incidents.list({ limit: 10 })).toEqual([]);
  expect(await jobKeys(store.url)).toEqual([]);
  expect(await store.silences.list()).toMatchObject([{ id: silence.id, count: 2, reason: "moving disks" }]);
  const recorded = await query(store.url, "select silence from inquest.deliveries");
  expect(recorded).toEqual([{ silence: 1 }, { silence: 1 }]);

  expect(await store.silences.remove(silence.id)).toBe(true);
  expect(await store.silences.remove(silence.id)).toBe(false);
  expect(await store.silences.list()).toEqual([]);
  expect(await store.silences.list({ all: true })).toHaveLength(1);
  expect(await receive("3")).toMatchObject({ kind: "opened" });
  await store.close();
});

test("a silence ends by itself, and one of nothing or of the past is refused", async () => {
  store = await openTestStore();
  const matcher = { stream: alert.stream };
  await store.silences.add({ matcher, until: soon() });
  await query(store.url, "update inquest.silences set until = now() - interval '1 second'");
  const received = await store.incidents.receive({ source: "a", deliveryId: "1", event: alert });
  expect(received.kind).toBe("opened");
  const refused = { code: "invalid_request" };
  await expect(store.silences.add({ matcher: {}, until: soon() })).rejects.toMatchObject(refused);
  await expect(store.silences.add({ matcher, until: "2020-01-01T00:00:00Z" })).rejects.toMatchObject(refused);
  await store.close();
});

test("all that a silence names must be so", () => {
  const run = runEvent({ commit: "1a2b3c4d" });
  expect(matches({ labels: { repository: "acme/checkout", branch: "main" } }, run)).toBe(true);
  expect(matches({ labels: { repository: "acme/checkout", branch: "next" } }, run)).toBe(false);
  expect(matches({ labels: { alertname: "DiskFull" }, stream: "another" }, alert)).toBe(false);
  expect(matches({ signature: "abc" }, run)).toBe(false);
  expect(matches({ signature: "abc" }, run, "abc")).toBe(true);
  expect(matches({}, run)).toBe(false);
});
