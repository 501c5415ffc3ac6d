import { expect, test } from "vitest";
import { diagnoseCluster } from "../../src/cluster-diagnosis/index.ts";

const diagnose = (text: string, name = "pod.log") => diagnoseCluster({ files: [{ id: "E1", name, text }] });

test("texts without anything of a cluster are no cluster's", () => {
  expect(diagnoseCluster({ files: [] })).toBeUndefined();
  expect(
    diagnose("npm ERR! code ELIFECYCLE\nError: connect ECONNREFUSED 10.0.0.3:5432\n", "build.log"),
  ).toBeUndefined();
});

test("text that only looks like something is text", () => {
  const hostile = [
    "Name: \nName:\n\n\n",
    "{",
    `${"{".repeat(5000)}`,
    `{\n${'"a":{\n'.repeat(3000)}`,
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: &a [*a, *a]\n  spec: |\n",
    `apiVersion: v1\n${Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}k:`).join("\n")}`,
    "NAME   READY   STATUS   RESTARTS\n\u0000\u0001 \u{1f4a9}  1/1\n",
    `Name:  x\nEvents:\n  Type  Reason\n${"  Warning  Failed  ".repeat(2000)}`,
    'Failed to pull image "',
  ];
  for (const text of hostile) expect(() => diagnose(text, "kubectl_describe.txt")).not.toThrow();
});

test("large and hostile texts are read in bounded time", () => {
  const lines = [
    `${"a".repeat(200)} Error: ${"connection ".repeat(300)}`,
    `query ${" ".repeat(3000)}`,
    `environment variable ${"A_".repeat(1500)}`,
    `${"lookup ".repeat(500)}no such host`,
    `├─ ${"x (".repeat(1000)}`,
    `NAME${" A".repeat(1900)}`,
    `metric{${'a="b",'.repeat(300)}`,
  ];
  const text = Array.from({ length: 20_000 }, (_, index) => `${lines[index % lines.length]} ${index}`).join(
    "\n",
  );
  expect(text.length).toBeGreaterThan(20_000_000);
  const before = performance.now();
  diagnose(text, "kubectl_logs.txt");
  expect(performance.now() - before).toBeLessThan(20_000);
}, 60_000);

test("a large cluster of which nothing is well is judged in bounded time", () => {
  const object = (kind: string, name: string, rest: object) => ({
    apiVersion: "v1",
    kind,
    ...rest,
    metadata: { name, namespace: "shop", labels: { app: name } },
  });
  const pods = Array.from({ length: 2_000 }, (_, index) =>
    object("Pod", `web-${index}`, {
      spec: { containers: [{ name: "web", image: "web:1" }] },
      status: {
        phase: "Running",
        containerStatuses: [
          { name: "web", ready: false, restartCount: 9, state: { waiting: { reason: "CrashLoopBackOff" } } },
        ],
      },
    }),
  );
  const services = Array.from({ length: 2_000 }, (_, index) =>
    object("Service", `web-${index}`, { spec: { selector: { app: `web-${index}` }, ports: [{ port: 80 }] } }),
  );
  const list = (items: object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items }, null, 1);
  const before = performance.now();
  const found = diagnoseCluster({
    files: [
      { id: "E1", name: "pods.json", text: list(pods) },
      { id: "E2", name: "services.json", text: list(services) },
    ],
  });
  expect(found?.causes.length).toBeGreaterThan(0);
  expect(performance.now() - before).toBeLessThan(20_000);
}, 60_000);

test("every quote stands where the citation says", () => {
  const text =
    "==== START logs for container api of pod shop/api-1 ====\r\nstarting\r\nError: connect ECONNREFUSED 10.0.0.3:5432\r\n==== END logs for container api of pod shop/api-1 ====\r\n";
  const found = diagnose(text, "cluster-info.txt");
  const [citation] = found?.causes[0]?.citations ?? [];
  expect(citation).toMatchObject({
    evidence: "E1",
    start: 3,
    end: 3,
    quote: "Error: connect ECONNREFUSED 10.0.0.3:5432",
  });
  expect(found?.category).toBe("connection_refused_dependency");
});
