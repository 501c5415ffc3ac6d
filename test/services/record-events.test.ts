import { afterEach, beforeEach, expect, test } from "vitest";
import type { FailureEvent } from "../../src/domain/index.ts";
import { createRecordEvents } from "../../src/services/record-events.ts";
import { failureEvent, openTestStore, type TestStore } from "../store/support.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

function workload(name: string, changes: Partial<FailureEvent> = {}): FailureEvent {
  const stream = `kubernetes:c:payments:Deployment/${name}`;
  return {
    source: "kubernetes",
    kind: "failure",
    dedupeKey: stream,
    stream,
    title: `Deployment payments/${name}: container web is in CrashLoopBackOff`,
    occurredAt: "2025-03-01T12:00:00Z",
    subject: { kind: "workload", cluster: "c", namespace: "payments", workload: "Deployment", name },
    ...changes,
  };
}

test("a delivery is recorded once, and what is open is known until it ends", async () => {
  const events = createRecordEvents({ incidents: store.incidents, source: "kubernetes" });
  await store.incidents.receive({ source: "github", deliveryId: "1", event: failureEvent() });
  await events.record("a", workload("checkout"));
  await events.record("a", workload("checkout"));
  await events.record("b", workload("ledger"));
  expect((await events.open()).map(({ stream }) => stream).toSorted()).toEqual([
    "kubernetes:c:payments:Deployment/checkout",
    "kubernetes:c:payments:Deployment/ledger",
  ]);
  await events.record("c", workload("ledger", { kind: "resolution", occurredAt: "2025-03-01T12:05:00Z" }));
  expect((await events.open()).map(({ stream }) => stream)).toEqual([
    "kubernetes:c:payments:Deployment/checkout",
  ]);
});

test("a workload that joined a failed run's incident is still known as open", async () => {
  const events = createRecordEvents({ incidents: store.incidents, source: "kubernetes" });
  const commit = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
  const run = failureEvent({ commit, service: "checkout" });
  await store.incidents.receive({ source: "github", deliveryId: "1", event: run });
  await events.record("a", workload("checkout", { commit, service: "checkout" }));
  expect(await store.incidents.list({ limit: 10 })).toHaveLength(1);
  expect(await events.open()).toMatchObject([{ source: "kubernetes", service: "checkout" }]);
});
