import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

// One thing wrong with an object of each kind, as its API tells it: what the answer must name.
type Fields = Record<string, unknown>;

function o(apiVersion: string, kind: string, name: string, rest: Fields, cluster?: "cluster"): Fields {
  return { apiVersion, kind, metadata: { name, ...(cluster ? {} : { namespace: "shop" }) }, ...rest };
}

const podT = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "c", image: "example.org/web:1" }] },
};

function runPod(name: string): Fields {
  const state = { running: { startedAt: "2026-01-01T00:00:00Z" } };
  return {
    ...o("v1", "Pod", name, {
      spec: podT.spec,
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [{ name: "c", ready: true, restartCount: 0, state }],
      },
    }),
    metadata: { name, namespace: "shop", labels: { app: "web" } },
  };
}

const Cases = z.array(z.object({ about: z.string(), names: z.string(), objects: z.array(z.unknown()) }));
const cases = Cases.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "analysers.json"), "utf8")),
);
const wrong = cases.map(({ about, names, objects }) => [about, new RegExp(names, "i"), objects] as const);

test.each(wrong)("%s", (_, names, objects) => {
  const found = diagnoseCluster({
    files: [],
    objects: objects.map((object, index) => ({ id: `O${index + 1}`, object })),
  });
  expect(found?.summary).toMatch(names);
  expect(found?.causes[0]?.citations.length).toBeGreaterThan(0);
});

test.each(wrong)("%s, as kubectl prints the objects", (_, names, objects) => {
  const files = objects.map((object, index) => ({
    id: `E${index + 1}`,
    name: `kubectl_get_${index}.json`,
    text: `${JSON.stringify(object, null, 4)}\n`,
  }));
  const found = diagnoseCluster({ files });
  expect(found?.summary).toMatch(names);
  expect(found?.causes[0]?.citations.length).toBeGreaterThan(0);
});

test("what is well of each kind is no finding", () => {
  const served = { spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80 }] } };
  const backend = { service: { name: "web", port: { name: "http" } } };
  const ready = (type: string) => ({ status: { conditions: [{ type, status: "True", reason: "Fine" }] } });
  const well = [
    runPod("web-1"),
    runPod("web-2"),
    o("v1", "Service", "web", served),
    o("v1", "Endpoints", "web", { subsets: [{ addresses: [{ ip: "10.1.1.1" }], ports: [{ port: 80 }] }] }),
    o("apps/v1", "Deployment", "web", {
      spec: { replicas: 2, template: podT },
      status: { replicas: 2, readyReplicas: 2, availableReplicas: 2 },
    }),
    o("apps/v1", "DaemonSet", "agent", {
      spec: { template: podT },
      status: { desiredNumberScheduled: 2, numberAvailable: 2 },
    }),
    o("batch/v1", "CronJob", "nightly", {
      spec: { schedule: "CRON_TZ=Europe/Berlin 0-30/5 3 * jan,JUN mon-fri" },
    }),
    o("batch/v1", "CronJob", "daily", { spec: { schedule: "@daily", startingDeadlineSeconds: 60 } }),
    o("batch/v1", "Job", "done", {
      status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
    }),
    o("networking.k8s.io/v1", "Ingress", "web", {
      spec: { ingressClassName: "nginx", rules: [{ http: { paths: [{ path: "/", backend }] } }] },
      status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
    }),
    o("gateway.networking.k8s.io/v1", "GatewayClass", "edge", ready("Accepted"), "cluster"),
    o("v1", "PersistentVolumeClaim", "data", {
      spec: { storageClassName: "std" },
      status: { phase: "Bound" },
    }),
    o("v1", "Node", "n1", ready("Ready"), "cluster"),
    o("v1", "ResourceQuota", "q", { status: { hard: { pods: "9" }, used: { pods: "2" } } }),
  ];
  const found = diagnoseCluster({
    files: [],
    objects: well.map((object, index) => ({ id: `O${index + 1}`, object })),
  });
  expect(found?.causes.map(({ statement }) => statement)).toEqual([]);
});
