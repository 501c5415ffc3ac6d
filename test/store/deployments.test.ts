import { afterEach, expect, test } from "vitest";
import type { FailureEvent } from "../../src/domain/index.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import { alertEvent, deploymentEvent, failedAt, runEvent } from "../support/signal-events.ts";
import { jobKeys, openTestStore, query, type TestStore } from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

const commit = "3f2a91c04be5d7a1b2c3d4e5f60718293a4b5c6d";
const before = "9c41b2704be5d7a1b2c3d4e5f60718293a4b5c6d";

let deliveries = 0;
const receive = (event: FailureEvent) =>
  store.incidents.receive({ source: event.source, deliveryId: `d${deliveries++}`, event });

const at = (minutes: number) => new Date(Date.parse(failedAt) + minutes * 60_000).toISOString();

const deployed = (minutes: number, changes: Partial<FailureEvent> = {}): FailureEvent => {
  const sha = changes.commit ?? commit;
  return deploymentEvent({
    kind: "resolution",
    commit: sha,
    dedupeKey: `deployment ${sha} ${minutes}`,
    title: "Deployment of checkout to production succeeded",
    occurredAt: at(minutes),
    deployed: {},
    ...changes,
  });
};
const alert = (minutes: number, labels: Record<string, string> = {}) =>
  alertEvent({
    occurredAt: at(minutes),
    labels: { alertname: "HighErrorRate", service: "checkout", env: "prod", ...labels },
  });

async function reported(incident: string): Promise<void> {
  await store.incidents.setStatus(incident, "investigating");
  await store.incidents.savePostMortem(incident, { ...samplePostMortem, incident });
  await store.incidents.setStatus(incident, "reported");
  await query(store.url, "delete from graphile_worker._private_jobs");
}

test("a deployment that went well opens nothing; the alert that follows has it as a signal, with what ran before", async () => {
  store = await openTestStore();
  expect(await receive(deployed(-300, { commit: before }))).toEqual({ kind: "deployed", incidents: [] });
  expect(await receive(deployed(-4))).toEqual({ kind: "deployed", incidents: [] });
  expect(await store.incidents.list({ limit: 10 })).toEqual([]);
  expect(await jobKeys(store.url)).toEqual([]);

  expect(await receive(alert(0))).toMatchObject({ kind: "opened", incident: { id: "INC-1" } });
  const { signals, signalCount } = (await store.incidents.get("INC-1")) ?? {};
  expect(signalCount).toBe(2);
  expect(signals).toMatchObject([
    { number: 1, reason: "", event: { kind: "failure" } },
    {
      number: 2,
      reason: "same service checkout and environment production, 4 minutes apart",
      event: { kind: "resolution", commit, deployed: { previousCommit: before } },
    },
  ]);
  // It is over from the start, and keeps nothing open.
  expect(signals?.[1]?.resolvedAt).toBeUndefined();
  await receive({ ...alert(0), kind: "resolution", occurredAt: at(20) });
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "resolved" });
});

test("a failed run, a good rollout of its commit and the alert that follows are one incident", async () => {
  store = await openTestStore();
  await receive(runEvent({ commit, occurredAt: at(-20) }));
  await reported("INC-1");
  const rollout = await receive(deployed(-4));
  expect(rollout).toMatchObject({ kind: "deployed", incidents: [{ id: "INC-1" }] });
  // What came after the failure explains nothing of it.
  expect(await jobKeys(store.url)).toEqual([]);
  expect(await receive(alert(0))).toMatchObject({ kind: "joined", incident: { id: "INC-1" } });
  expect((await store.incidents.get("INC-1"))?.signals).toMatchObject([
    { number: 1, event: { source: "github", kind: "failure" } },
    { number: 2, reason: "same commit 3f2a91c and service checkout, 16 minutes apart" },
    { number: 3, reason: "same service checkout and environment production, 4 minutes apart" },
  ]);
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
});

test("whichever way round the three are told, they are one incident", async () => {
  const events = [runEvent({ commit, occurredAt: at(-20) }), deployed(-4), alert(0)];
  for (const order of [
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    store = await openTestStore();
    for (const index of order) await receive(events[index] ?? alert(0));
    const found = await store.incidents.list({ limit: 10 });
    const open = found.filter((incident) => incident.status !== "merged");
    expect(open.map(({ id, signalCount }) => [id, signalCount])).toEqual([["INC-1", 3]]);
    const { signals = [] } = (await store.incidents.get("INC-1")) ?? {};
    expect(signals.map((signal) => signal.event.title).toSorted()).toEqual(
      events.map((event) => event.title).toSorted(),
    );
    await store.close();
  }
  store = await openTestStore();
});

test("a deployment that is told late has the reported incident investigated again", async () => {
  store = await openTestStore();
  await receive(alert(0));
  await reported("INC-1");
  expect(await receive(deployed(-3))).toMatchObject({ kind: "deployed", incidents: [{ id: "INC-1" }] });
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
  // The same one by another delivery is the same one.
  await receive(deployed(-3));
  expect((await store.incidents.get("INC-1"))?.signals).toHaveLength(2);
});

test("a deployment that ends a failed one still does, and of another version, environment or time it joins nothing", async () => {
  store = await openTestStore();
  await receive(deploymentEvent({ commit: before, occurredAt: at(-30) }));
  expect(await receive(deployed(-5))).toMatchObject({ kind: "resolved", incidents: [{ id: "INC-1" }] });
  await receive(alert(0, { env: "staging" }));
  await receive(alert(1, { commit: before, alertname: "OtherVersion" }));
  await receive(alert(70, { alertname: "MuchLater" }));
  const { signals: told } = {
    signals: await query(store.url, "select incident from inquest.signals where is_change"),
  };
  expect(told).toEqual([]);
  expect(await store.incidents.list({ limit: 10 })).toHaveLength(4);
});

test("a person takes a deployment out of an incident, and it does not come back", async () => {
  store = await openTestStore();
  await receive(deployed(-4));
  await receive(alert(0));
  await reported("INC-1");
  expect(await store.incidents.split("INC-1", 2)).toMatchObject({ id: "INC-1", signalCount: 1 });
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
  await receive({ ...alert(0), kind: "resolution", occurredAt: at(5) });
  await receive(alert(6));
  expect((await store.incidents.get("INC-2"))?.signals).toHaveLength(1);
  await expect(store.incidents.split("INC-2", 1)).rejects.toMatchObject({ code: "invalid_request" });
});

test("what a deployment says costs one short row, however much it was told with", async () => {
  store = await openTestStore();
  const labels = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`label${index}`, "x".repeat(500)]),
  );
  const subject = { kind: "generic", sender: "argocd", text: "y".repeat(100_000) } as const;
  await receive(deployed(-4, { source: "generic", subject, labels, namespace: "shop" }));
  const [row] = await query<{ size: number }>(
    store.url,
    "select pg_column_size(event)::int as size from inquest.deployments",
  );
  expect(row?.size).toBeLessThan(1_500);
});
