import { afterEach, expect, test } from "vitest";
import type { FailureEvent } from "../../src/domain/index.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { alertEvent, deploymentEvent, failedAt, runEvent } from "../support/signal-events.ts";
import { jobKeys, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

const commit = "3f2a91c04be5d7a1b2c3d4e5f60718293a4b5c6d";
const run = runEvent({ commit });
const deployment = deploymentEvent({ commit });
const alert = alertEvent({ labels: { alertname: "HighErrorRate", service: "checkout", env: "prod" } });

let deliveries = 0;
const receive = (event: FailureEvent) =>
  store.incidents.receive({ source: event.source, deliveryId: `d${deliveries++}`, event });

/** The same failure's end, or a later moment of it. */
const after = (event: FailureEvent, minutes: number, changes: Partial<FailureEvent> = {}): FailureEvent => ({
  ...event,
  occurredAt: new Date(Date.parse(failedAt) + minutes * 60_000).toISOString(),
  ...changes,
});

async function reported(incident: string): Promise<void> {
  await store.incidents.setStatus(incident, "investigating");
  await store.incidents.savePostMortem(incident, { ...samplePostMortem, incident });
  await store.incidents.setStatus(incident, "reported");
  await query(store.url, "delete from graphile_worker._private_jobs");
}

test("a failed run, the deployment of it and the alert that follows are one incident, each with its reason", async () => {
  store = await openTestStore();
  await receive(run);
  await receive(after(deployment, 5));
  const joined = await receive(after(alert, 9));
  expect(joined).toMatchObject({ kind: "joined", incident: { id: "INC-1", signalCount: 3 } });
  expect((await store.incidents.get("INC-1"))?.signals).toMatchObject([
    { number: 1, reason: "", repeats: 0, event: { source: "github" } },
    { number: 2, reason: "same commit 3f2a91c and service checkout, 5 minutes apart" },
    { number: 3, reason: "same service checkout and environment production, 4 minutes apart" },
  ]);
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
});

test("a hundred signals of five causes at once are five incidents, whatever their order", async () => {
  store = await openTestStore();
  const causes = ["checkout", "payments", "search", "mail", "stock"];
  const events = Array.from({ length: 100 }, (_, index): FailureEvent => {
    const name = causes[index % 5] ?? "";
    const repository = `acme/${name}`;
    const sha = String(index % 5).repeat(6) + "abcdef0123";
    const about = [
      () => deploymentEvent({ repository, commit: sha }),
      () => runEvent({ repository, commit: sha, service: name, environment: "production" }),
      () => alertEvent({ labels: { alertname: "Errors", service: name, env: "production" } }),
      () =>
        alertEvent({
          labels: {
            alertname: "Crash",
            service: name,
            env: "production",
            pod: `${name}-7d9f8b6c5d-x2x${index % 10}z`,
          },
        }),
    ];
    return (about[index % 4] ?? about[0])?.() ?? run;
  });
  const shuffled = events.toSorted((a, b) => (a.dedupeKey.length % 7) - (b.dedupeKey.length % 7));
  // Two processes share the work, so that the locks and not the order in one of them decide.
  const other = await openOther();
  await Promise.all(
    shuffled.map((event, index) =>
      (index % 2 === 0 ? store : other).incidents.receive({ source: "s", deliveryId: `m${index}`, event }),
    ),
  );
  await other.close();
  const found = await store.incidents.list({ limit: 100 });
  expect(
    found
      .map((incident) => [incident.event.service ?? incident.event.labels?.service, incident.eventCount])
      .toSorted((a, b) => String(a).localeCompare(String(b))),
  ).toEqual(causes.map((name) => [name, 19]).toSorted((a, b) => String(a).localeCompare(String(b))));
  for (const { id } of found) {
    const { signals = [] } = (await store.incidents.get(id)) ?? {};
    expect(signals).toHaveLength(4);
    expect(signals.reduce((sum, signal) => sum + signal.repeats + 1, 0)).toBe(20);
  }
});

async function openOther() {
  const { openStore } = await import("../../src/store/database.ts");
  const { logger } = await import("./support.ts");
  return openStore(store.url, { signal: new AbortController().signal, logger });
}

test("a signal that joins a reported incident queues its next investigation once; a repetition does not", async () => {
  store = await openTestStore();
  await receive(run);
  await reported("INC-1");
  await receive(after(run, 1, { dedupeKey: "rerun" }));
  expect(await jobKeys(store.url)).toEqual([]);
  await receive(after(deployment, 5));
  await receive(after(alert, 6));
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "queued", eventCount: 3 });
});

test("a signal that joins while it is investigated is taken up by the next one, and none is lost or repeated", async () => {
  store = await openTestStore();
  await receive(run);
  await store.incidents.setStatus("INC-1", "investigating");
  await query(store.url, "delete from graphile_worker._private_jobs");
  await receive(after(deployment, 5));
  expect(await jobKeys(store.url)).toEqual([]);
  await store.incidents.savePostMortem("INC-1", samplePostMortem);
  await store.incidents.setStatus("INC-1", "reported");
  expect(await store.incidents.investigateJoined("INC-1")).toBe(true);
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
  await reported("INC-1");
  expect(await store.incidents.investigateJoined("INC-1")).toBe(false);
});

test("the end of one signal updates the incident, the end of all closes it", async () => {
  store = await openTestStore();
  await receive(run);
  await receive(after(alertEvent({ image: "acme/checkout:3f2a91c", labels: { alertname: "Down" } }), 5));
  await reported("INC-1");
  const ended = after(run, 10, { kind: "resolution", dedupeKey: "green" });
  expect(await receive(ended)).toMatchObject({ kind: "updated", incidents: [{ id: "INC-1" }] });
  const open = await store.incidents.get("INC-1");
  expect(open).toMatchObject({
    status: "reported",
    signals: [{ number: 1, resolvedAt: ended.occurredAt }, {}],
  });
  expect(open?.signals?.[1]?.resolvedAt).toBeUndefined();
  expect(await jobKeys(store.url)).toEqual(["close:INC-1"]);

  const quiet = alertEvent({ image: "acme/checkout:3f2a91c", labels: { alertname: "Down" } });
  expect(await receive(after(quiet, 20, { kind: "resolution", dedupeKey: "quiet" }))).toMatchObject({
    kind: "resolved",
    incidents: [{ id: "INC-1", status: "resolved", resolution: "The alert Down ended" }],
  });
  // What comes after that is another incident.
  expect(await receive(after(deployment, 30))).toMatchObject({ kind: "opened" });
});

test("a signal is over only when each of the pods it was told of is", async () => {
  store = await openTestStore();
  const about = (pod: string) =>
    alertEvent({ labels: { alertname: "Crash", namespace: "shop", pod: `checkout-7d9f8b6c5d-${pod}` } });
  await receive(about("aaaaa"));
  await receive(about("bbbbb"));
  expect((await store.incidents.get("INC-1"))?.signals).toMatchObject([{ repeats: 1 }]);
  const end = (pod: string) => after(about(pod), 5, { kind: "resolution", dedupeKey: `end ${pod}` });
  expect(await receive(end("aaaaa"))).toMatchObject({ kind: "updated", incidents: [] });
  expect(await receive(end("bbbbb"))).toMatchObject({ kind: "resolved", incidents: [{ id: "INC-1" }] });
});

test("a signal split off is an incident of its own, and its repetitions do not come back", async () => {
  store = await openTestStore();
  await receive(deployment);
  await receive(after(alert, 4));
  await reported("INC-1");
  const made = await store.incidents.split("INC-1", 2);
  expect(made).toMatchObject({ id: "INC-2", status: "queued", signals: [{ number: 1, reason: "" }] });
  expect(await store.incidents.get("INC-1")).toMatchObject({ signalCount: 1, signals: [{ number: 1 }] });
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1", "investigate:INC-2"]);

  const again = { dedupeKey: "again", subject: alert.subject };
  expect(await receive(after(alert, 5, again))).toMatchObject({ kind: "joined", incident: { id: "INC-2" } });
  await receive(after(alert, 6, { kind: "resolution" }));
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "resolved" });
  expect(await receive(after(alert, 7, { dedupeKey: "later" }))).toMatchObject({
    kind: "opened",
    incident: { id: "INC-3" },
  });
});

test("what opened an incident can be split off too, and the only signal cannot", async () => {
  store = await openTestStore();
  await receive(deployment);
  await receive(after(alert, 4));
  expect(await store.incidents.split("INC-1", 1)).toMatchObject({
    event: { dedupeKey: deployment.dedupeKey },
  });
  expect(await store.incidents.get("INC-1")).toMatchObject({ event: { source: "alertmanager" } });
  await expect(store.incidents.split("INC-1", 2)).rejects.toMatchObject({ code: "invalid_request" });
  await expect(store.incidents.split("INC-1", 9)).rejects.toMatchObject({ code: "signal_not_found" });
  await expect(store.incidents.split("INC-9", 1)).rejects.toMatchObject({ code: "incident_not_found" });
});

test("a stream that fails and recovers again and again is named as flapping, and one incident tells of it", async () => {
  store = await openTestStore();
  const flap = async (minute: number) => {
    const received = await receive(after(alert, minute, { dedupeKey: `at ${minute}` }));
    await receive(after(alert, minute + 2, { kind: "resolution", dedupeKey: `end ${minute}` }));
    return received.kind === "opened" ? received.incident : undefined;
  };
  expect((await flap(0))?.flapping).toBeUndefined();
  expect((await flap(5))?.flapping).toBeUndefined();
  expect((await flap(10))?.flapping).toEqual({ failures: 3, since: failedAt });
  expect((await flap(15))?.flapping).toEqual({ failures: 4, since: failedAt, toldBy: "INC-3" });
  expect((await flap(20))?.flapping).toMatchObject({ toldBy: "INC-3" });
  expect((await flap(200))?.flapping).toBeUndefined();
});
