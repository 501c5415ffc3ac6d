import { expect, test } from "vitest";
import type { FailureEvent } from "../../../src/domain/index.ts";
import { factsOf, likenessOf } from "../../../src/store/correlation/facts.ts";
import { bondOf, keysOf } from "../../../src/store/correlation/rules.ts";
import { alertEvent, deploymentEvent, runEvent, workloadEvent } from "../../support/signal-events.ts";

const commit = "3f2a91c04be5d7a1b2c3d4e5f60718293a4b5c6d";
const minute = 60_000;

function why(one: FailureEvent, other: FailureEvent, minutesApart: number): string | undefined {
  const [a, b] = [factsOf(one), factsOf(other)];
  return a && b && bondOf(a, b, minutesApart * minute)?.reason;
}

const deployed = deploymentEvent({ commit });
const firing = alertEvent({ labels: { alertname: "HighErrorRate", service: "checkout", env: "prod" } });

test.each<[string, FailureEvent, FailureEvent, number, string]>([
  [
    "a run and its deployment",
    runEvent({ commit }),
    deployed,
    12,
    "same commit 3f2a91c and service checkout, 12 minutes apart",
  ],
  [
    "a deployment and an alert",
    deployed,
    firing,
    4,
    "same service checkout and environment production, 4 minutes apart",
  ],
  [
    "a run and an alert whose image's tag ends with the commit",
    runEvent({ commit }),
    alertEvent({ image: "registry.acme.io:5000/acme/checkout:main-3f2a91c", labels: { alertname: "Down" } }),
    300,
    "same commit 3f2a91c, 5 hours apart",
  ],
  [
    "two that run one digest",
    workloadEvent({ image: `acme/checkout@sha256:${"a1".repeat(32)}` }),
    alertEvent({ image: `mirror.io/acme/checkout:latest@sha256:${"a1".repeat(32)}`, labels: {} }),
    0.2,
    "same digest sha256:a1a1a1a1a1a1, within a minute",
  ],
  [
    "a workload and an alert about one of its pods",
    workloadEvent({}),
    alertEvent({ labels: { alertname: "Crash", namespace: "shop", pod: "checkout-7d9f8b6c5d-x2x4z" } }),
    1,
    "same service checkout and namespace shop, 1 minute apart",
  ],
  [
    "two alerts about one machine",
    alertEvent({ labels: { alertname: "DiskFull", node: "node-7" } }),
    alertEvent({ labels: { alertname: "NodeNotReady", node: "node-7" } }),
    10,
    "same node node-7, 10 minutes apart",
  ],
])("%s are one incident, and the reason says so", (_name, one, other, minutes, reason) => {
  expect(why(one, other, minutes)).toBe(reason);
  expect(why(other, one, minutes)).toBeDefined();
  // What is joined is found: the two share a key.
  const keys = (event: FailureEvent) => keysOf(factsOf(event) ?? { role: "build" }).map(String);
  expect(keys(one).some((key) => keys(other).includes(key))).toBe(true);
});

test.each<[string, FailureEvent, FailureEvent, number]>([
  ["another environment", deployed, alertEvent({ labels: { service: "checkout", env: "staging" } }), 1],
  [
    "another repository with the same service name",
    deployed,
    deploymentEvent({ commit, repository: "other/checkout" }),
    1,
  ],
  [
    "another version",
    deployed,
    alertEvent({ image: "acme/checkout:9999aaa", labels: { service: "checkout", env: "production" } }),
    1,
  ],
  ["another cluster", workloadEvent({ cluster: "eu" }), workloadEvent({ cluster: "us" }), 1],
  [
    "another namespace with the same service name",
    workloadEvent({}),
    workloadEvent({ namespace: "billing" }),
    1,
  ],
  ["too long ago", deployed, firing, 61],
  ["only the same repository", runEvent({ commit }), runEvent({ commit: "b".repeat(40) }), 1],
  ["a broken branch and what runs", runEvent({ commit }), alertEvent({ labels: { service: "checkout" } }), 1],
  [
    "the same tag that moves",
    workloadEvent({ name: "a", image: "acme/base:latest" }),
    workloadEvent({ name: "b", image: "acme/base:latest" }),
    1,
  ],
  [
    "the same alert about other services of one namespace",
    alertEvent({ labels: { alertname: "Crash", namespace: "shop", service: "checkout" } }),
    alertEvent({ labels: { alertname: "Crash", namespace: "shop", service: "payments" } }),
    1,
  ],
])("%s keeps them apart", (_name, one, other, minutes) => {
  expect(why(one, other, minutes)).toBeUndefined();
  expect(why(other, one, minutes)).toBeUndefined();
});

test("a command that somebody tried is nobody else's failure", () => {
  const subject = { kind: "folder", directory: "/home/ada/evidence" } as const;
  const tried = runEvent({ commit, subject });
  expect(factsOf(tried)).toBeUndefined();
  expect(likenessOf(tried)).not.toEqual(likenessOf({ ...tried, dedupeKey: "tried again" }));
});

test("alerts about the pods of one workload are alike, about other workloads not", () => {
  const about = (pod: string) =>
    likenessOf(alertEvent({ labels: { alertname: "Crash", namespace: "shop", pod } })).join("|");
  expect(about("checkout-7d9f8b6c5d-x2x4z")).toBe(about("checkout-7d9f8b6c5d-bbbbb"));
  expect(about("checkout-7d9f8b6c5d-x2x4z")).not.toBe(about("payments-7d9f8b6c5d-x2x4z"));
  // What says nothing of where it fires is only like itself.
  const bare = (fingerprint: string) => likenessOf(alertEvent({ fingerprint, labels: {} })).join("|");
  expect(bare("a")).not.toBe(bare("b"));
});
