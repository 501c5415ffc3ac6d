import { readFile } from "node:fs/promises";
import { loadAllYaml } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { variables } from "../../../src/config/variables.ts";
import type { Subject } from "../../../src/domain/index.ts";
import {
  crashLooping,
  namespace,
  owner,
  podOf,
  rollOut,
  running,
  surroundings,
} from "../../support/kubernetes-workload.ts";
import { createSetting, type Setting } from "./setting.ts";

const Manifest = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const Rules = z.object({
  rules: z.array(
    z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
  ),
});

async function manifests(name: string) {
  const text = await readFile(new URL(`../../../deploy/kubernetes/${name}`, import.meta.url), "utf8");
  return z.array(Manifest).parse(loadAllYaml(text));
}

async function granted(kind: string) {
  const roles = (await manifests("rbac.yaml")).filter((one) => one.kind === kind);
  return roles.flatMap((role) => Rules.parse(role).rules);
}

let setting: Setting;
beforeAll(async () => {
  setting = await createSetting();
});
afterAll(async () => setting.close());

test("the manifest grants reading alone, one lease, and no secrets", async () => {
  const cluster = await granted("ClusterRole");
  expect([...new Set(cluster.flatMap(({ verbs }) => verbs))].toSorted()).toEqual(["get", "list", "watch"]);
  expect(cluster.flatMap(({ resources }) => resources)).not.toContain("secrets");
  const own = await granted("Role");
  expect(own.flatMap(({ resources }) => resources)).toEqual(["leases", "leases"]);
});

test("it grants every call that the collector makes", async () => {
  const { cluster } = setting;
  surroundings(cluster);
  rollOut(cluster, { revision: 1, image: "checkout:1.4", env: [], status: running() });
  const { pod } = rollOut(cluster, { revision: 2, image: "checkout:1.5", env: [], status: crashLooping() });
  cluster.setLog(pod, "web", "now\n");
  cluster.setLog(pod, "web", "before\n", { previous: true });
  const put = (apiVersion: string, kind: string, name: string, spec: Record<string, unknown>) =>
    cluster.put({ apiVersion, kind, metadata: { name, namespace }, spec });
  const set = put("apps/v1", "StatefulSet", "db", { selector: { matchLabels: { app: "db" } } });
  put("v1", "PersistentVolumeClaim", "data-db-0", { storageClassName: "fast" });
  cluster.put(
    podOf("db-0", {
      labels: { app: "db" },
      owner: owner("apps/v1", "StatefulSet", "db", set.metadata.uid),
      spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } }] },
      statuses: [],
    }),
  );
  put("batch/v1", "CronJob", "nightly", {});
  const subjects: Subject[] = [
    ["Deployment", "checkout"],
    ["StatefulSet", "db"],
    ["CronJob", "nightly"],
    ["DaemonSet", "agent"],
    ["Job", "nightly-1"],
    ["HorizontalPodAutoscaler", "checkout"],
    ["Pod", pod],
  ].map(([workload = "", name = ""]) => ({ kind: "workload", cluster: "", namespace, workload, name }));
  for (const subject of subjects) {
    for (const kind of ["objects", "events", "container_log", "previous_log", "changes"] as const) {
      await setting.collect(kind, { subject });
    }
  }
  const rules = await granted("ClusterRole");
  const calls = [...new Set(cluster.calls().map((call) => call.split(" ").slice(0, 2).join(" ")))];
  expect(calls.length).toBeGreaterThan(20);
  const refused = calls.filter((call) => {
    const [verb = "", resource = ""] = call.split(" ");
    return !rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb));
  });
  expect(refused).toEqual([]);
}, 30_000);

test("the deployment runs as nobody special, writes only to its volumes and sets variables that exist", async () => {
  const Pod = z.object({
    spec: z.object({
      template: z.object({
        spec: z.object({
          serviceAccountName: z.string(),
          securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.literal(1000) }),
          containers: z.tuple([
            z.looseObject({
              env: z.array(z.object({ name: z.string(), value: z.string() })),
              securityContext: z.looseObject({
                readOnlyRootFilesystem: z.literal(true),
                allowPrivilegeEscalation: z.literal(false),
              }),
              livenessProbe: z.looseObject({}),
              readinessProbe: z.looseObject({}),
            }),
          ]),
        }),
      }),
    }),
  });
  const all = [...(await manifests("rbac.yaml")), ...(await manifests("inquest.yaml"))];
  const { spec } = Pod.parse(all.find(({ kind }) => kind === "Deployment")).spec.template;
  expect(all.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toContain(
    `ServiceAccount/${spec.serviceAccountName}`,
  );
  const known: string[] = ["HOME", ...variables.map(({ name }) => name)];
  expect(spec.containers[0].env.filter(({ name }) => !known.includes(name))).toEqual([]);
});
