import { expect, test } from "vitest";
import { SilenceMatcher } from "../../src/domain/index.ts";
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

const labelled = (labels: Record<string, string>) => alertEvent({ labels });

test.each<[string, string, Record<string, string>, boolean]>([
  ["an expression fits the whole value", 'alertname=~"Disk.*"', { alertname: "DiskFull" }, true],
  ["and not a part of it", "alertname=~Disk", { alertname: "DiskFull" }, false],
  ["one of several", "alertname=~DiskFull|NodeDown", { alertname: "NodeDown" }, true],
  ["anything but", "env!=production", { env: "staging" }, true],
  ["not the one itself", 'env!="production"', { env: "production" }, false],
  ["a missing label is not that value either", "env!=production", { alertname: "A" }, true],
  ["no name that fits", "pod!~checkout-.*", { pod: "payments-1" }, true],
  ["a name that fits", "pod!~checkout-.*", { pod: "checkout-1" }, false],
  ["a dot stands for a line end too", "note=~a.b", { note: "a\nb" }, true],
])("a matcher holds as in Alertmanager: %s", (_name, text, labels, holds) => {
  const { matchers } = SilenceMatcher.parse({ matchers: [text, "alertname!=Other"] });
  expect(matches({ matchers }, labelled(labels))).toBe(holds);
});

test("an expression that would take another engine ages is answered at once, and one that RE2 lacks is refused", async () => {
  store = await openTestStore();
  const slow = { name: "alertname", operator: "=~", value: "(a+)+b" } as const;
  const began = performance.now();
  expect(matches({ matchers: [slow] }, labelled({ alertname: "a".repeat(2_000) }))).toBe(false);
  expect(performance.now() - began).toBeLessThan(500);
  for (const value of ["(?=a)b", "(a)\\1", "((a{1,900}){1,900}){1,900}", "(", "a**"]) {
    await expect(
      store.silences.add({ matcher: { matchers: [{ ...slow, value }] }, until: soon() }),
    ).rejects.toMatchObject({ code: "invalid_request" });
  }
  // Whatever lacks the label would be silenced.
  const everything = { matcher: { matchers: [{ ...slow, operator: "!=" as const }] }, until: soon() };
  await expect(store.silences.add(everything)).rejects.toMatchObject({ code: "invalid_request" });

  await store.silences.add({ matcher: { matchers: [{ ...slow, value: "Disk.+" }] }, until: soon() });
  const received = await store.incidents.receive({ source: "a", deliveryId: "1", event: alert });
  expect(received.kind).toBe("silenced");
  await store.close();
});

test("what is no matcher is not taken for one", () => {
  for (const text of ["alertname", "=x", '{a="b"}', 'a="b']) {
    expect(SilenceMatcher.safeParse({ matchers: [text] }).success).toBe(false);
  }
  expect(SilenceMatcher.parse({ matchers: ['a = "say \\"hi\\" \\d"'] }).matchers).toEqual([
    { name: "a", operator: "=", value: 'say "hi" \\d' },
  ]);
});
