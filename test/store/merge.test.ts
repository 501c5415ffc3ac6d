import { afterEach, expect, test } from "vitest";
import type { FailureEvent } from "../../src/domain/index.ts";
import { openStore } from "../../src/store/database.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { alertEvent, deploymentEvent, failedAt, runEvent } from "../support/signal-events.ts";
import { jobKeys, logger, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

const commit = "3f2a91c04be5d7a1b2c3d4e5f60718293a4b5c6d";
const at = (minutes: number) => new Date(Date.parse(failedAt) + minutes * 60_000).toISOString();

let deliveries = 0;
const receive = (event: FailureEvent) =>
  store.incidents.receive({ source: event.source, deliveryId: `d${deliveries++}`, event });

/** A deployment of commit A that failed, and an alert of service S: nothing says that they are one. */
const failedDeployment = deploymentEvent({
  commit,
  repository: "acme/web",
  service: "web",
  environment: "eu-1",
});
const alert = alertEvent({ labels: { alertname: "HighErrorRate", service: "checkout" }, occurredAt: at(2) });
/** Commit A is service S. */
const connecting = deploymentEvent({
  source: "generic",
  subject: { kind: "generic", sender: "argocd", text: "" },
  commit,
  service: "checkout",
  repository: undefined,
  environment: "eu-1",
  dedupeKey: "argocd sync",
  stream: "argocd checkout",
  title: "Sync of checkout failed",
  occurredAt: at(5),
});

async function reported(incident: string): Promise<void> {
  await store.incidents.setStatus(incident, "investigating");
  await store.incidents.savePostMortem(incident, { ...samplePostMortem, incident });
  await store.outbox.add(incident, 1, ["slack"]);
  await store.outbox.sent(incident, 1, "slack", { ts: incident });
  await store.incidents.setStatus(incident, "reported");
  await query(store.url, "delete from graphile_worker._private_jobs");
}

async function twoIncidents(): Promise<void> {
  store = await openTestStore();
  await receive(failedDeployment);
  await receive(alert);
  await reported("INC-1");
  await reported("INC-2");
}

test("two open incidents that a later signal connects become the older one, and the younger points to it", async () => {
  await twoIncidents();
  expect(await receive(connecting)).toMatchObject({
    kind: "joined",
    incident: { id: "INC-1", signalCount: 3 },
  });
  const reason =
    "“Sync of checkout failed” has the same commit 3f2a91c and environment eu-1 as INC-1 and the same service checkout as INC-2";
  const older = await store.incidents.get("INC-1");
  expect(older).toMatchObject({
    status: "queued",
    eventCount: 2,
    merged: [{ incident: "INC-2", reason }],
    signals: [
      { number: 1, reason: "", event: { title: failedDeployment.title } },
      { number: 2, reason, from: "INC-2", event: { title: alert.title } },
      { number: 3, event: { title: connecting.title } },
    ],
  });
  const younger = await store.incidents.get("INC-2");
  expect(younger).toMatchObject({
    status: "merged",
    mergedInto: { incident: "INC-1", reason },
    signals: [],
    postMortem: { title: samplePostMortem.title },
  });
  expect(await jobKeys(store.url)).toEqual(["close:INC-2", "investigate:INC-1"]);
  // What was going on for the younger one changes nothing any more.
  await store.incidents.setStatus("INC-2", "reported");
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "merged" });
  expect(await store.incidents.investigateJoined("INC-2")).toBe(false);
});

test("the younger one's alert repeats, fires again and ends in the older one", async () => {
  await twoIncidents();
  await receive(connecting);
  const again = { ...alert, dedupeKey: "again", occurredAt: at(6) };
  expect(await receive(again)).toMatchObject({ kind: "joined", incident: { id: "INC-1", signalCount: 3 } });
  expect(await receive({ ...alert, kind: "resolution", occurredAt: at(9) })).toMatchObject({
    kind: "updated",
    incidents: [{ id: "INC-1" }],
  });
  await receive({ ...connecting, kind: "resolution", occurredAt: at(10) });
  expect(await receive({ ...failedDeployment, kind: "resolution", occurredAt: at(11) })).toMatchObject({
    kind: "resolved",
    incidents: [{ id: "INC-1", status: "resolved" }],
  });
});

test("a good deployment that connects two incidents makes one of them too", async () => {
  await twoIncidents();
  const rollout: FailureEvent = {
    ...connecting,
    kind: "resolution",
    deployed: {},
    title: "Sync of checkout succeeded",
  };
  expect(await receive(rollout)).toMatchObject({ kind: "deployed", incidents: [{ id: "INC-1" }] });
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "merged" });
});

test("splitting undoes it: all that came goes back, both are investigated, and they stay apart", async () => {
  await twoIncidents();
  await receive(alertEvent({ labels: { alertname: "Slow", service: "checkout" }, occurredAt: at(3) }));
  await receive(connecting);
  expect((await store.incidents.get("INC-1"))?.signals).toHaveLength(4);
  await query(store.url, "delete from graphile_worker._private_jobs");

  const back = await store.incidents.split("INC-1", 3);
  expect(back).toMatchObject({
    id: "INC-2",
    status: "queued",
    eventCount: 1,
    signals: [
      { number: 1, reason: "", event: { title: alert.title } },
      { number: 2, event: { title: "Slow fires" } },
    ],
  });
  expect(back.mergedInto).toBeUndefined();
  expect(await store.incidents.get("INC-1")).toMatchObject({ eventCount: 1, signalCount: 2 });
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1", "investigate:INC-2"]);

  await receive({ ...connecting, dedupeKey: "another", stream: "another", occurredAt: at(7) });
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "queued" });
  await receive({ ...alert, kind: "resolution", occurredAt: at(9) });
  expect((await store.incidents.get("INC-2"))?.signals?.[0]?.resolvedAt).toBe(at(9));
});

test("incidents of two environments, repositories, versions or namespaces are never merged, nor by little", async () => {
  store = await openTestStore();
  const labels = { alertname: "HighErrorRate", service: "checkout" };
  await receive(alertEvent({ labels: { ...labels, env: "staging" } }));
  await receive(alertEvent({ labels: { ...labels, env: "production" } }));
  // It says nothing of its environment, and could be about either.
  await receive(alertEvent({ labels: { ...labels, alertname: "Slow" }, occurredAt: at(1) }));
  // The same alert of a namespace, about two services of it.
  await receive(alertEvent({ labels: { alertname: "Crash", namespace: "shop", service: "mail" } }));
  await receive(alertEvent({ labels: { alertname: "Crash", namespace: "shop", service: "stock" } }));
  await receive(alertEvent({ labels: { alertname: "Crash", namespace: "shop" }, occurredAt: at(1) }));
  // Two versions, told of by one run without a commit of its own.
  await receive(runEvent({ commit, repository: "acme/a" }));
  await receive(runEvent({ commit: "b".repeat(40), repository: "acme/b" }));
  const found = await store.incidents.list({ limit: 20 });
  expect(found.filter((incident) => incident.status === "merged")).toEqual([]);
});

test("one that is merged is all there or not at all, when its process dies on the way", async () => {
  await twoIncidents();
  // A later step of the same transaction fails, as it would when the connection breaks.
  await query(
    store.url,
    `create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$`,
  );
  await query(
    store.url,
    `create trigger break_off before insert on inquest.signals for each row execute function break_off()`,
  );
  await expect(receive(connecting)).rejects.toThrow("broken off");
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "reported", signalCount: 1 });
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "reported", signals: [{ number: 1 }] });
  expect(await jobKeys(store.url)).toEqual([]);
  await query(store.url, "drop trigger break_off on inquest.signals");
  await receive(connecting);
  expect(await store.incidents.get("INC-2")).toMatchObject({ status: "merged" });
});

test("alerts and their ends that come while incidents are merged lose nothing", async () => {
  await twoIncidents();
  const other = await openStore(store.url, { signal: new AbortController().signal, logger });
  const pod = (index: number): FailureEvent =>
    alertEvent({
      labels: {
        alertname: "HighErrorRate",
        service: "checkout",
        pod: `checkout-7d9f8b6c5d-${String(index).padStart(2, "0")}x4z`,
      },
      occurredAt: at(3),
    });
  const told = Array.from({ length: 40 }, (_, index) => pod(index));
  await Promise.all([
    ...told.map((event, index) =>
      (index % 2 ? store : other).incidents.receive({ source: "am", deliveryId: `pod${index}`, event }),
    ),
    receive(connecting),
    ...told.slice(0, 20).map((event, index) =>
      other.incidents.receive({
        source: "am",
        deliveryId: `end${index}`,
        event: { ...event, kind: "resolution", occurredAt: at(8) },
      }),
    ),
  ]);
  await other.close();
  const older = await store.incidents.get("INC-1");
  // The deployment, the two that told of it, and forty pods as one.
  expect(older?.signals?.map((signal) => signal.repeats).toSorted()).toEqual([0, 0, 0, 39]);
  const pods = older?.signals?.find((signal) => signal.repeats > 0)?.number;
  const [open] = await query<{ open: number; all: number }>(
    store.url,
    `select count(*) filter (where resolved_at is null)::int as open, count(*)::int as all
     from inquest.failures where incident = 1 and signal = ${pods}`,
  );
  expect(open).toEqual({ open: 20, all: 40 });
});
