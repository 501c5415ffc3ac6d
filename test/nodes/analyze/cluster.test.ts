import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createFolderCollector } from "../../../src/tools/folder/folder-collector.ts";
import { expiredAuthority } from "../../cluster-diagnosis/scenarios.ts";
import { selfSigned } from "../../support/self-signed.ts";
import { type Bench, createBench, createTestCollector } from "../support.ts";

let bench: Bench | undefined;
let folder = "";

afterEach(async () => {
  await bench?.close();
  bench = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function diagnosisOf(files: Record<string, string>) {
  folder = await mkdtemp(join(tmpdir(), "inquest-cluster-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  bench = await createBench({ collectors: [createFolderCollector()] });
  const incident = await bench.open({
    source: "folder",
    title: "A folder of evidence",
    subject: { kind: "folder", directory: folder },
  });
  return (await bench.investigate(incident)).diagnosis;
}

const describePod = `Name:             mailer-6c5d4b3a29-pp7qs
Namespace:        shop
Node:             node-a/10.0.0.4
Status:           Running
IP:               10.244.0.17
Containers:
  mailer:
    Image:          registry.example.com/mailer:7
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
    Ready:          False
    Restart Count:  9
    Readiness:      http-get http://:8080/ready delay=0s timeout=1s period=10s
Conditions:
  Type              Status
  Ready             False
  PodScheduled      True
QoS Class:          BestEffort
Events:
  Type     Reason     Age                 From     Message
  ----     ------     ----                ----     -------
  Warning  Unhealthy  9m (x3 over 10m)    kubelet  Readiness probe failed: Get "http://10.244.0.17:8080/ready": dial tcp 10.244.0.17:8080: connect: connection refused
  Warning  BackOff    10s (x40 over 10m)  kubelet  Back-off restarting failed container mailer in pod mailer-6c5d4b3a29-pp7qs_shop(uid)
`;

test("the cause leads with verified quotes, and its symptoms do not pass it", async () => {
  const diagnosis = await diagnosisOf({
    "describe.txt": describePod,
    "mailer-6c5d4b3a29-pp7qs.log":
      "starting mailer 7\nconfig: environment variable SMTP_HOST is not set\nexiting\n",
  });
  const [first, ...others] = diagnosis.causes;
  expect(diagnosis.category).toBe("missing_env_var");
  expect(diagnosis.summary).toBe(
    "The environment variable SMTP_HOST that Pod shop/mailer-6c5d4b3a29-pp7qs needs is not set.",
  );
  expect(first?.verdict).toBe("likely");
  expect(first?.citations).toContainEqual({
    evidence: expect.any(String),
    start: 2,
    end: 2,
    quote: "config: environment variable SMTP_HOST is not set",
  });
  expect(others.every((cause) => cause.confidence < (first?.confidence ?? 0))).toBe(true);
});

test("what kubectl could not give is no failure where everything is well", async () => {
  const diagnosis = await diagnosisOf({
    "kubectl_get.txt":
      "NAME                      READY   STATUS    RESTARTS   AGE\nmailer-6c5d4b3a29-pp7qs   1/1     Running   0          3h\n",
    "kubectl_previous_logs.txt":
      'Command `kubectl logs mailer-6c5d4b3a29-pp7qs --previous` failed with return code 1\nstdout:\n\nstderr:\nError from server (BadRequest): previous terminated container "mailer" in pod "mailer-6c5d4b3a29-pp7qs" not found\n',
  });
  expect(diagnosis).toMatchObject({ category: "unknown", causes: [] });
  expect(diagnosis.summary).toBe("Nothing in the evidence says that something in the cluster fails.");
});

test("an old trouble in the description of a pod that is well is no log of a failure", async () => {
  const well = describePod
    .replace(/ {4}State: {10}Waiting[\s\S]*?(?= {4}Ready:)/, "    State:          Running\n")
    .replace("Ready:          False", "Ready:          True")
    .replace("Ready             False", "Ready             True")
    .replace("Restart Count:  9", "Restart Count:  0")
    .replace(/ {2}Warning {2}BackOff.*\n/, "");
  const diagnosis = await diagnosisOf({ "describe.txt": well });
  expect(diagnosis?.causes).toEqual([]);
  expect(diagnosis?.category).toBe("unknown");
});

test("a folder without anything of a cluster is left to the logs", async () => {
  const diagnosis = await diagnosisOf({
    "build.log": "src/cart.ts(12,7): error TS2304: Cannot find name 'totl'.\nnpm error code 2\n",
  });
  expect(diagnosis.category).toBe("compile_error");
});

test("what the cluster's API gave is diagnosed from its objects and quoted from their text", async () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "trainer-0", namespace: "ml" },
    spec: { containers: [{ name: "main", image: "example.org/trainer:1" }] },
    status: {
      phase: "Pending",
      conditions: [
        { type: "PodScheduled", status: "False", message: "0/3 nodes are available: 3 Insufficient cpu." },
      ],
    },
  };
  const content = `apiVersion: v1
kind: Pod
metadata:
  name: trainer-0
  namespace: ml
spec:
  containers: [{name: main, image: "example.org/trainer:1"}]
status:
  phase: Pending
  conditions: [{type: PodScheduled, status: "False", message: "0/3 nodes are available: 3 Insufficient cpu."}]
`;
  const objects = {
    kind: "objects" as const,
    title: "Objects of Pod ml/trainer-0",
    content,
    data: { objects: [pod] },
  };
  bench = await createBench({ collectors: [createTestCollector({ objects })] });
  const incident = await bench.open({
    source: "kubernetes",
    title: "trainer-0 waits",
    subject: {
      kind: "workload",
      cluster: "",
      namespace: "ml",
      workload: "Deployment",
      name: "trainer",
      pod: "trainer-0",
    },
  });
  const { diagnosis } = await bench.investigate(incident);
  expect(diagnosis.category).toBe("unschedulable_resources");
  expect(diagnosis.causes[0]?.citations[0]?.quote).toContain("Insufficient cpu");
});

const webhook = (authority: string) => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: policy
webhooks:
- name: pods.policy.acme.example
  clientConfig:
    caBundle: ${authority}
    service:
      name: policy
      namespace: policy
  failurePolicy: Fail
`;
const events =
  "LAST SEEN              TYPE     REASON   OBJECT   MESSAGE\n2026-11-28T10:00:00Z   Normal   Pulled   pod/a    ok\n";

test("when a certificate will end is not taken for the time of the evidence", async () => {
  const authority = Buffer.from(
    selfSigned({ from: new Date("2020-01-01"), to: new Date("2040-01-01") }).cert,
  ).toString("base64");
  const diagnosis = await diagnosisOf({
    "webhooks.yaml": webhook(authority),
    "events.txt": events,
    "certificate.yaml": `apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: front
  namespace: shop
status:
  conditions:
  - type: Ready
    status: "True"
  notAfter: "2050-03-01T00:00:00Z"
  renewalTime: "2049-03-01T00:00:00Z"
`,
  });
  expect(diagnosis.causes).toEqual([]);
});

test("the authority of a webhook is no secret, so that its end is still found after redaction", async () => {
  const diagnosis = await diagnosisOf({ "webhooks.yaml": webhook(expiredAuthority), "events.txt": events });
  expect(diagnosis.category).toBe("certificate_expired");
  expect(diagnosis.causes[0]?.citations[0]?.quote).toContain(expiredAuthority.slice(0, 200));
});
