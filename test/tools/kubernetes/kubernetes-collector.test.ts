import { afterEach, beforeEach, expect, test } from "vitest";
import type { Subject } from "../../../src/domain/index.ts";
import {
  crashLooping,
  namespace,
  podOf,
  rollOut,
  running,
  surroundings,
  waiting,
  warning,
} from "../../support/kubernetes-workload.ts";
import { changesOf, createSetting, type Setting } from "./setting.ts";

let setting: Setting;
let pod: string;

beforeEach(async () => {
  setting = await createSetting();
  surroundings(setting.cluster);
  const before = [
    { name: "DATABASE_URL", value: "postgres://shop:hunter2-url@db/shop" },
    { name: "API_TOKEN", value: "hunter2-env" },
    { name: "PRICE_KEY", valueFrom: { secretKeyRef: { name: "checkout-db", key: "url" } } },
  ];
  rollOut(setting.cluster, { revision: 1, image: "shop/checkout:1.4", env: before, status: running() });
  ({ pod } = rollOut(setting.cluster, {
    revision: 2,
    image: "shop/checkout:1.5",
    env: before.slice(1),
    status: crashLooping(),
  }));
  warning(setting.cluster, { kind: "Pod", name: pod }, "BackOff", "Back-off restarting failed container web");
  setting.cluster.setLog(pod, "web", "starting\nError: DATABASE_URL is not set\n");
  setting.cluster.setLog(pod, "web", "starting\nError: DATABASE_URL is missing\n", { previous: true });
});
afterEach(async () => setting.close());

test("the workload, its pods, revisions, node, service and bounds come as YAML and as plain objects", async () => {
  const { evidence, gaps, text } = await setting.collect("objects");
  expect(gaps).toEqual([]);
  expect(evidence[0]?.title).toBe("Objects of Deployment payments/checkout");
  expect(text.split("\n").slice(0, 3)).toEqual([
    "# Deployment payments/checkout",
    "# wants 1 replicas, 0 ready, 1 updated",
    `# pod ${pod}: Running; container web CrashLoopBackOff, 4 restarts, last ended with Error (exit code 1)`,
  ]);
  const { objects } = (evidence[0]?.data ?? { objects: [] }) as { objects: { kind: string }[] };
  expect([...new Set(objects.map(({ kind }) => kind))]).toEqual(
    "Deployment Pod ReplicaSet Node ConfigMap Service EndpointSlice ResourceQuota".split(" "),
  );
  expect(text).toContain("reason: CrashLoopBackOff");
  expect(text).toContain('ConfigMap "checkout-config" (envFrom of container web): found');
  expect(text).toContain(
    'Secret "checkout-db" (env PRICE_KEY of container web, key url): not looked at; Inquest reads no secrets',
  );
});

test("no secret's value is read or shown, wherever it stands", async () => {
  const all = await Promise.all([setting.collect("objects"), setting.collect("changes")]);
  const shown = JSON.stringify(all);
  for (const secret of ["hunter2", "config-map-value", Buffer.from("secret-value").toString("base64")]) {
    expect(shown).not.toContain(secret);
  }
  expect(shown).toContain("postgres://[redacted:url]@db/shop");
  expect(setting.cluster.calls().filter((call) => call.includes("secrets"))).toEqual([]);
});

test("events about the pods stand in a table, oldest first; those of others do not", async () => {
  for (const name of ["unrelated-1", "checkout-worker-x2x9z", "checkout-5d4f7c4b8-x2x9z-2"]) {
    warning(setting.cluster, { kind: "Pod", name }, "Failed", "somebody else's");
  }
  const gone = { kind: "Pod", name: "checkout-5d4f7c5b8-7xkqz" };
  warning(setting.cluster, gone, "FailedMount", "of a pod that was deleted");
  const { text, evidence } = await setting.collect("events");
  expect(text).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +COUNT +SOURCE +MESSAGE\n/);
  expect(text).toMatch(/3\ds +Warning +BackOff +pod\/checkout-\S+ +7 +kubelet +Back-off restarting failed/);
  expect(text).not.toContain("somebody else's");
  expect(text).toContain("of a pod that was deleted");
  const { objects } = (evidence[0]?.data ?? { objects: [] }) as { objects: { reason: string }[] };
  expect(objects.map(({ reason }) => reason).toSorted()).toEqual(["BackOff", "FailedMount"]);
});

test("the current and the previous log come from the failing pod, and a target narrows them", async () => {
  const current = await setting.collect("container_log");
  expect(current.evidence.map(({ title }) => title)).toEqual([`Log of container web of pod ${pod}`]);
  expect(current.text).toContain("DATABASE_URL is not set");
  const previous = await setting.collect("previous_log", { target: `${pod}/web` });
  expect(previous.text).toMatch(/^\d{4}-\d\d-\d\dT\S+Z starting\n\S+Z Error: DATABASE_URL is missing\n$/);
  expect((await setting.collect("previous_log", { target: `${pod}/other` })).evidence).toEqual([]);
});

test("a long log keeps its end, and says what was left out", async () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${"x".repeat(100)}`);
  setting.cluster.setLog(pod, "web", `${lines.join("\n")}\npanic: out of tea\n`);
  const { evidence, text } = await setting.collect("container_log", {
    limits: { logBytes: 20_000, logLines: 2_000 },
  });
  expect(evidence[0]?.truncated).toBe(true);
  expect(text.length).toBeLessThan(21_000);
  expect(text).toMatch(/\[inquest left out \d+ bytes here\]/);
  expect(text.trimEnd().endsWith("panic: out of tea")).toBe(true);
});

test("init containers that fail are read, and a pod that never started says so", async () => {
  const labels = { app: "migrate" };
  setting.cluster.put({
    ...podOf("migrate-1", {
      labels,
      spec: { initContainers: [{ name: "schema" }], containers: [{ name: "web" }] },
      statuses: [{ name: "web", ...waiting("PodInitializing", "") }],
    }),
  });
  const subject: Subject = { kind: "workload", cluster: "", namespace, workload: "Pod", name: "migrate-1" };
  const none = await setting.collect("container_log", { subject });
  expect(none.gaps).toMatchObject([
    { missing: "Logs of Pod payments/migrate-1: none of its containers has started", code: "not_found" },
  ]);
  const failed = podOf("migrate-1", {
    labels,
    spec: { initContainers: [{ name: "schema" }], containers: [{ name: "web" }] },
    statuses: [{ name: "web", ...waiting("PodInitializing", "") }],
  });
  const status = failed["status"] as Record<string, unknown>;
  status["initContainerStatuses"] = [{ name: "schema", ...crashLooping() }];
  setting.cluster.put(failed);
  setting.cluster.setLog("migrate-1", "schema", "relation does not exist\n");
  expect((await setting.collect("container_log", { subject })).text).toContain("relation does not exist");
});

test("what changed between revisions is a change set with who applied it", async () => {
  const { evidence } = await setting.collect("changes");
  const { base, head, changes } = changesOf(evidence);
  expect([base, head]).toEqual(["revision 1", "revision 2"]);
  expect(changes).toMatchObject([
    {
      id: "rev-2",
      author: "argocd-controller",
      title: "image of web: shop/checkout:1.4 → shop/checkout:1.5",
      files: [{ path: "deployment/checkout/template.yaml", added: 1, deleted: 3 }],
    },
  ]);
  expect(changes[0]?.files[0]?.patch).toContain("-        - name: DATABASE_URL");
});

test("an alert's labels lead to the workload, also through a pod and an exporter's own labels", async () => {
  const alert = (labels: Record<string, string>): Subject => ({
    kind: "alert",
    name: "KubePodCrashLooping",
    labels,
    annotations: {},
    startsAt: "2026-03-04T10:00:00Z",
    fingerprint: "f",
  });
  const spellings: Record<string, string>[] = [
    { namespace, deployment: "checkout" },
    {
      namespace: "monitoring",
      pod: "kube-state-metrics-0",
      exported_namespace: namespace,
      exported_pod: pod,
    },
    { namespace, workload: "checkout", workload_type: "deployment" },
    { namespace, app: "checkout" },
  ];
  for (const labels of spellings) {
    const { text } = await setting.collect("objects", { subject: alert(labels) });
    expect(text).toContain("kind: Deployment");
    expect(text).toContain("reason: CrashLoopBackOff");
  }
  const node = await setting.collect("objects", { subject: alert({ node: "node-1" }) });
  expect(node.text).toContain("reason: KubeletReady");
});

test("a verb that RBAC does not grant is named with its resource; the rest is told all the same", async () => {
  setting.cluster.forbid("list", "resourcequotas");
  setting.cluster.forbid("get", "nodes");
  setting.cluster.forbid("get", "pods/log");
  const { gaps, text } = await setting.collect("objects");
  expect(text).toContain("reason: CrashLoopBackOff");
  expect(gaps).toMatchObject([
    { code: "permission_missing", remedy: expect.stringContaining("`get` on `nodes` in the whole cluster") },
    {
      missing: "resourcequotas in namespace payments: the cluster's RBAC does not grant list.",
      remedy: expect.stringContaining("Grant the verb `list` on `resourcequotas` in namespace payments"),
    },
  ]);
  const log = await setting.collect("container_log");
  expect(log.gaps).toMatchObject([{ remedy: expect.stringContaining("`get` on `pods/log`") }]);
});

test("what is gone, refused, silent or broken off is a gap", async () => {
  const { cluster } = setting;
  const deployments = /\/deployments\//;
  cluster.next(deployments, "die");
  expect((await setting.collect("objects")).gaps).toMatchObject([{ code: "unreachable" }]);
  cluster.next(deployments, "hang");
  expect((await setting.collect("objects", { timeoutMs: 200 })).gaps).toMatchObject([{ code: "timeout" }]);
  cluster.next(deployments, "gone");
  expect((await setting.collect("objects")).gaps).toMatchObject([{ code: "gone" }]);
  cluster.next(deployments, "error");
  expect((await setting.collect("objects")).gaps).toMatchObject([{ code: "unreachable" }]);
  const subject: Subject = { kind: "workload", cluster: "", namespace, workload: "Deployment", name: "gone" };
  expect((await setting.collect("container_log", { subject })).gaps).toMatchObject([
    { missing: "deployments.apps payments/gone: the cluster has none.", code: "not_found" },
  ]);
  const { kubeconfig } = setting;
  expect((await setting.collect("objects", { kubeconfig: `${kubeconfig}-none` })).gaps).toMatchObject([
    { code: "kubernetes_config", remedy: expect.stringContaining("INQUEST_KUBERNETES") },
  ]);
});

test("another token, another cluster and a namespace that is not allowed are told apart", async () => {
  const { cluster } = setting;
  const elsewhere: Subject = {
    kind: "workload",
    cluster: "production-eu",
    namespace,
    workload: "Deployment",
    name: "checkout",
  };
  expect((await setting.collect("objects", { subject: elsewhere })).gaps).toMatchObject([
    { code: "not_configured", remedy: "This Inquest is connected to cluster test-cluster." },
  ]);
  const before = cluster.calls().length;
  expect((await setting.collect("objects", { namespaces: ["orders"] })).gaps).toMatchObject([
    { code: "not_allowed", remedy: expect.stringContaining("INQUEST_KUBERNETES_NAMESPACES") },
  ]);
  expect(cluster.calls()).toHaveLength(before);
  const folder = setting.kubeconfig.replace(/\/kubeconfig$/, "");
  const kubeconfig = cluster.kubeconfig(folder, { token: "expired" });
  expect((await setting.collect("objects", { kubeconfig })).gaps).toMatchObject([
    { code: "credentials_refused" },
  ]);
});
