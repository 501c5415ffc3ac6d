import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FailureEvent } from "../../../src/domain/index.ts";
import { createKubernetesApi } from "../../../src/kubernetes-api/kubernetes-api.ts";
import { createKubernetesWatch } from "../../../src/triggers/kubernetes/kubernetes-watch.ts";
import { type KubernetesStandIn, startKubernetes } from "../../support/kubernetes-stand-in.ts";
import { instant } from "../../support/kubernetes-store.ts";
import {
  crashLooping,
  namespace,
  owner,
  podOf,
  rollOut,
  running,
  waiting,
} from "../../support/kubernetes-workload.ts";

let cluster: KubernetesStandIn;
let folder: string;
let told: FailureEvent[];
let open: FailureEvent[];
let recordFails: number;
/** Milliseconds that the watch's clock is ahead. */
let ahead: number;
const running_: (() => Promise<void>)[] = [];

beforeEach(async () => {
  cluster = await startKubernetes({ tls: false });
  folder = await mkdtemp(join(tmpdir(), "inquest-watch-"));
  told = [];
  open = [];
  recordFails = 0;
  ahead = 0;
});
afterEach(async () => {
  for (const stop of running_.splice(0)) await stop();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
  cluster.assertClean();
});

function startWatch(
  options: {
    identity?: string;
    namespaces?: string[];
    debounceSeconds?: number;
    events?: FailureEvent[];
    leaseSeconds?: number;
  } = {},
): { stop(): Promise<void> } {
  const api = createKubernetesApi({ access: { kubeconfig: cluster.kubeconfig(folder) } });
  const deliveries = new Set<string>();
  const watch = createKubernetesWatch({
    api,
    namespaces: options.namespaces ?? [],
    debounceSeconds: options.debounceSeconds ?? 0.2,
    identity: options.identity ?? "one",
    leaseSeconds: options.leaseSeconds ?? 5,
    now: () => new Date(Date.now() + ahead),
    logger: pino({ level: "silent" }),
    sink: {
      record: async (deliveryId, event) => {
        if (recordFails > 0) {
          recordFails -= 1;
          throw new Error("the database is away");
        }
        if (!deliveries.has(deliveryId)) (options.events ?? told).push(event);
        deliveries.add(deliveryId);
      },
      open: async () => open,
    },
  });
  const controller = new AbortController();
  const ended = watch.run(controller.signal);
  const stop = async () => {
    controller.abort();
    await ended;
    api.close();
  };
  running_.push(stop);
  return { stop };
}

const watching = () => expect.poll(() => cluster.watches(), soon).toHaveLength(3);
const titles = () => told.map(({ kind, title }) => `${kind}: ${title}`);
const soon = { timeout: 20_000 };

const healthy = { revision: 1, image: "shop/checkout:1.4", env: [], status: running() };
const crash = { revision: 2, image: "shop/checkout:1.5", env: [], status: crashLooping() };
const fixed = { revision: 2, image: "shop/checkout:1.5", env: [], status: running() };
const failed = "failure: Deployment payments/checkout: container web is in CrashLoopBackOff";
const well = "resolution: Deployment payments/checkout is healthy again";

test("a crash loop that lasts is told once with what is known of it, and its end too", async () => {
  rollOut(cluster, healthy);
  startWatch();
  await watching();
  const { pod } = rollOut(cluster, crash);
  await expect.poll(titles, soon).toEqual([failed]);
  expect(told[0]).toMatchObject({
    source: "kubernetes",
    subject: {
      kind: "workload",
      cluster: "test-cluster",
      namespace,
      workload: "Deployment",
      name: "checkout",
      pod,
    },
    service: "checkout",
    namespace,
    image: "shop/checkout:1.5",
    labels: { app: "checkout", reason: "CrashLoopBackOff" },
  });
  // The loop goes on: it runs for a moment and crashes again.
  rollOut(cluster, { ...crash, status: { ...running(instant()), restartCount: 5, ready: true } });
  rollOut(cluster, { ...crash, status: crashLooping(undefined, 5) });
  rollOut(cluster, { ...crash, progressDeadlineExceeded: true });
  rollOut(cluster, fixed);
  await expect.poll(titles, soon).toEqual([failed, well]);
  expect(told[1]?.stream).toBe(told[0]?.stream);
  expect(Date.parse(told[1]?.occurredAt ?? "")).toBeGreaterThan(Date.parse(told[0]?.occurredAt ?? ""));
});

test("what heals by itself in time is not told", async () => {
  startWatch({ debounceSeconds: 30 });
  await watching();
  // A failed Job is final, so it is told at once and shows how far the watch is.
  const marker = (name: string) =>
    cluster.put({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace },
      status: { conditions: [{ type: "Failed", status: "True", lastTransitionTime: instant() }] },
    });
  rollOut(cluster, crash);
  marker("first");
  await expect.poll(titles, soon).toEqual(["failure: Job payments/first: job first failed"]);
  rollOut(cluster, fixed);
  marker("second");
  await expect.poll(() => told.length, soon).toBe(2);
  ahead = 600_000;
  marker("third");
  await expect.poll(() => told.length, soon).toBe(3);
  expect(titles().join()).not.toContain("checkout");
});

test.each([
  [
    "ImagePullBackOff",
    waiting("ImagePullBackOff", "Back-off pulling image"),
    "container web is in ImagePullBackOff",
  ],
  [
    "CreateContainerConfigError",
    waiting("CreateContainerConfigError", 'secret "db" not found'),
    "container web is in CreateContainerConfigError",
  ],
  ["OOMKilled", crashLooping({ exitCode: 137, reason: "OOMKilled" }), "container web was killed for memory"],
])("%s is told", async (reason, status, sentence) => {
  startWatch();
  rollOut(cluster, { ...crash, status });
  await expect.poll(titles, soon).toEqual([`failure: Deployment payments/checkout: ${sentence}`]);
  expect(told[0]?.labels?.["reason"]).toBe(reason);
});

test("a rollout past its deadline, a pod that fits nowhere and a failed Job are told", async () => {
  startWatch();
  rollOut(cluster, {
    ...healthy,
    status: { ready: false, restartCount: 0, state: { running: {} } },
    progressDeadlineExceeded: true,
  });
  cluster.put(
    podOf("cache-0", {
      labels: {},
      owner: owner("apps/v1", "StatefulSet", "cache", "u1"),
      spec: { containers: [{ name: "redis" }] },
      statuses: [],
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes" }],
    }),
  );
  const job = (name: string, type: "Failed" | "Complete") =>
    cluster.put({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace, ownerReferences: [owner("batch/v1", "CronJob", "nightly", "u2")] },
      status: {
        failed: type === "Failed" ? 3 : 0,
        conditions: [
          {
            type,
            status: "True",
            reason: type === "Failed" ? "BackoffLimitExceeded" : "",
            lastTransitionTime: instant(),
          },
        ],
      },
    });
  job("nightly-1", "Failed");
  await expect
    .poll(() => titles().toSorted(), soon)
    .toEqual([
      "failure: CronJob payments/nightly: job nightly-1 failed (BackoffLimitExceeded) after 3 failed pods",
      "failure: Deployment payments/checkout: its rollout exceeded the progress deadline",
      "failure: StatefulSet payments/cache: pod cache-0 cannot be scheduled",
    ]);
  cluster.remove("batch/v1", "Job", namespace, "nightly-1");
  job("nightly-2", "Complete");
  await expect
    .poll(() => titles().at(-1), soon)
    .toBe("resolution: CronJob payments/nightly is healthy again");
});

test("kills for memory again and again are one failure although it runs in between", async () => {
  startWatch();
  await watching();
  const killed = (secondsAgo: number, restartCount: number) =>
    rollOut(cluster, {
      ...crash,
      status: {
        ...running(),
        restartCount,
        lastState: {
          terminated: {
            reason: "OOMKilled",
            exitCode: 137,
            finishedAt: instant(Date.now() - secondsAgo * 1000),
          },
        },
      },
    });
  killed(300, 1);
  killed(5, 2);
  await expect
    .poll(titles, soon)
    .toEqual(["failure: Deployment payments/checkout: container web was killed for memory 2 times"]);
});

test("healthy workloads, old failed Jobs and finished pods are no news", async () => {
  rollOut(cluster, healthy);
  cluster.put({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "old", namespace },
    status: { conditions: [{ type: "Failed", status: "True", lastTransitionTime: "2020-01-01T00:00:00Z" }] },
  });
  cluster.put(
    podOf("done", {
      labels: {},
      spec: {},
      statuses: [{ name: "web", ...crashLooping() }],
      phase: "Succeeded",
    }),
  );
  startWatch({ debounceSeconds: 0 });
  await watching();
  rollOut(cluster, crash);
  await expect.poll(titles, soon).toEqual([failed]);
});

test("a watch that is cut goes on where it stood, and one that is too old lists again", async () => {
  rollOut(cluster, healthy);
  startWatch();
  await watching();
  cluster.next(/\/pods$/, "die");
  cluster.cutWatches();
  rollOut(cluster, crash);
  await expect.poll(titles, soon).toEqual([failed]);
  await watching();
  // Everything that happens now is forgotten before the watch is back.
  cluster.next(/\/pods$/, "error");
  cluster.cutWatches();
  rollOut(cluster, fixed);
  cluster.compact();
  await expect.poll(titles, soon).toEqual([failed, well]);
  await watching();
  cluster.bookmark();
  cluster.next(/\/pods$/, "gone");
  cluster.cutWatches();
  cluster.remove("apps/v1", "Deployment", namespace, "checkout");
  rollOut(cluster, { ...crash, status: waiting("ErrImagePull", "") });
  await expect
    .poll(titles, soon)
    .toEqual([failed, well, "failure: Deployment payments/checkout: container web is in ErrImagePull"]);
});

test("of two that share a cluster one watches; when it stops, the other goes on and ends what was open", async () => {
  const first: FailureEvent[] = [];
  const second: FailureEvent[] = [];
  const one = startWatch({ identity: "one", events: first });
  await watching();
  startWatch({ identity: "two", events: second });
  rollOut(cluster, crash);
  await expect.poll(() => first.length, soon).toBe(1);
  expect(second).toEqual([]);
  expect(cluster.watches()).toHaveLength(3);
  open = [...first];
  await one.stop();
  rollOut(cluster, fixed);
  await expect.poll(() => second.map(({ kind }) => kind), soon).toEqual(["resolution"]);
  const lease = cluster.read("coordination.k8s.io/v1", "Lease", "inquest", "inquest-watch");
  expect(lease?.["spec"]).toMatchObject({ holderIdentity: "two", leaseTransitions: expect.any(Number) });
});

test("a lease that may not be had keeps it from watching until it may", async () => {
  cluster.forbid("create", "leases");
  startWatch();
  await expect
    .poll(() => cluster.calls().filter((call) => call === "create leases inquest").length, soon)
    .toBeGreaterThan(1);
  expect(cluster.watches()).toEqual([]);
  cluster.allow("create", "leases");
  await watching();
});

test("only the given namespaces are watched, and an event that was not recorded is tried again", async () => {
  recordFails = 1;
  startWatch({ namespaces: [namespace] });
  rollOut(cluster, crash);
  await expect.poll(titles, soon).toEqual([failed]);
  expect(cluster.watches()).toEqual(["payments/deployments", "payments/jobs", "payments/pods"]);
});

test("a kind that may not be listed does not keep the others from being watched", async () => {
  cluster.forbid("list", "jobs");
  startWatch();
  rollOut(cluster, crash);
  await expect.poll(titles, soon).toEqual([failed]);
  cluster.allow("list", "jobs");
  await watching();
});

test("a thousand workloads that fail at once are told one by one, and again when they are well", async () => {
  const put = (index: number, status: Record<string, unknown>) =>
    cluster.put(
      podOf(`service-${index}-0`, {
        labels: {},
        owner: owner("apps/v1", "StatefulSet", `service-${index}`, `u${index}`),
        spec: { containers: [{ name: "web" }] },
        statuses: [{ name: "web", ...status }],
      }),
    );
  for (let index = 0; index < 500; index += 1) put(index, running());
  // Its lease would run out while this test keeps the process busy.
  startWatch({ leaseSeconds: 15 });
  await watching();
  for (let index = 0; index < 1_000; index += 1) put(index, crashLooping());
  await expect.poll(() => told.length, soon).toBe(1_000);
  for (let index = 0; index < 1_000; index += 1) put(index, running());
  await expect.poll(() => told.length, soon).toBe(2_000);
  expect(new Set(told.map(({ kind, stream }) => `${kind} ${stream}`)).size).toBe(2_000);
});
