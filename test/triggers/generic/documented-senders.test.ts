import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FailureEvent } from "../../../src/domain/index.ts";
import { createGenericTrigger } from "../../../src/triggers/generic/generic-trigger.ts";
import { readSenderMappings } from "../../../src/triggers/generic/mappings-file.ts";

// The mappings are the manual's own, so that what people copy is what is tried here.
const manual = await readFile(new URL("../../../docs/webhooks.md", import.meta.url), "utf8");
const blocks = [...manual.matchAll(/```json mapping\n([\s\S]*?)\n```/g)].map((block) => block[1] ?? "");
const folder = await mkdtemp(join(tmpdir(), "mappings-"));
const file = join(folder, "mappings.json");
await writeFile(
  file,
  JSON.stringify(Object.assign({}, ...blocks.map((block) => JSON.parse(block) as object))),
);
const mappings = await readSenderMappings(file);
await rm(folder, { recursive: true });

const now = new Date("2026-03-14T09:30:00Z");
const trigger = createGenericTrigger({ mappings, allowUnsigned: false, now: () => now });

async function receive(sender: string, payload: unknown, headers: (body: string) => Record<string, string>) {
  const text = JSON.stringify(payload);
  return trigger.receive({ sender, headers: headers(text), body: Buffer.from(text) });
}

function bearer(token: string) {
  return () => ({ authorization: `Bearer ${token}` });
}

function signed(header: string, prefix: string, secret: string) {
  return (body: string) => ({ [header]: prefix + createHmac("sha256", secret).update(body).digest("hex") });
}

async function eventOf(...delivery: Parameters<typeof receive>): Promise<FailureEvent> {
  const outcome = await receive(...delivery);
  if (outcome.kind !== "event") throw new Error(`not an event but ${JSON.stringify(outcome)}`);
  return outcome.event;
}

test("Jenkins: a build of the Notification plugin fails, is green again, and its other phases are ignored", async () => {
  const build = {
    full_url: "https://jenkins.acme.example/job/checkout/41/",
    number: 41,
    queue_id: 903,
    timestamp: Date.parse("2026-03-14T09:26:00Z"),
    phase: "FINALIZED",
    status: "FAILURE",
    url: "job/checkout/41/",
    scm: {
      url: "https://git.acme.example/checkout.git",
      branch: "origin/main",
      commit: "5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ff",
    },
    log: "npm ERR! Test failed. See above for more details.",
    artifacts: {},
  };
  const job = { name: "checkout", url: "job/checkout/", build };
  const basic = () => ({ authorization: `Basic ${Buffer.from("jenkins:PASSWORD").toString("base64")}` });
  const failed = await eventOf("jenkins", job, basic);
  expect(failed).toMatchObject({
    source: "generic",
    kind: "failure",
    title: "checkout #41 ended as FAILURE",
    occurredAt: "2026-03-14T09:26:00.000Z",
    service: "checkout",
    commit: "5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ff",
    branch: "main",
    url: "https://jenkins.acme.example/job/checkout/41/",
    subject: { kind: "generic", sender: "jenkins", text: build.log },
  });
  const green = await eventOf(
    "jenkins",
    { ...job, build: { ...build, number: 42, status: "SUCCESS" } },
    basic,
  );
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
  expect(green.dedupeKey).not.toBe(failed.dedupeKey);
  expect(await receive("jenkins", { ...job, build: { ...build, phase: "STARTED" } }, basic)).toMatchObject({
    kind: "ignored",
    reason: expect.stringContaining("/build/phase"),
  });
  expect(await receive("jenkins", { ...job, build: { ...build, status: "ABORTED" } }, basic)).toMatchObject({
    kind: "ignored",
  });
  expect(await receive("jenkins", job, bearer("PASSWORD"))).toMatchObject({ kind: "refused", status: 401 });
});

test("Argo CD: a failed sync, told through the manual's own template", async () => {
  const sync = {
    app: "checkout",
    namespace: "shop",
    phase: "Failed",
    health: "Degraded",
    revision: "9b1c2d3e4f5061728394a5b6c7d8e9f001122334",
    finishedAt: "2026-03-14T09:25:31Z",
    message: 'one or more objects failed to apply, reason: Deployment.apps "checkout" is invalid',
    url: "https://argocd.acme.example/applications/checkout",
  };
  const failed = await eventOf("argocd", sync, bearer("INQUEST-TOKEN"));
  expect(failed).toMatchObject({
    kind: "failure",
    title: "Sync of checkout ended as Failed",
    occurredAt: "2026-03-14T09:25:31.000Z",
    service: "checkout",
    namespace: "shop",
    commit: sync.revision,
    subject: { text: sync.message },
  });
  const green = await eventOf("argocd", { ...sync, phase: "Succeeded" }, bearer("INQUEST-TOKEN"));
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
});

test("Flux: a signed event of a Kustomization", async () => {
  const event = {
    involvedObject: {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      name: "checkout",
      namespace: "flux-system",
      uid: "1f0a4c1e-6d1f-4f0e-9a55-3d5a2c7b8e90",
      resourceVersion: "918273",
    },
    metadata: {
      "kustomize.toolkit.fluxcd.io/revision": "main@sha1:9b1c2d3e4f5061728394a5b6c7d8e9f001122334",
    },
    severity: "error",
    timestamp: "2026-03-14T09:24:10Z",
    message:
      "health check failed after 2m0s: timeout waiting for: [Deployment/shop/checkout status: 'Failed']",
    reason: "HealthCheckFailed",
    reportingController: "kustomize-controller",
    reportingInstance: "kustomize-controller-6c5f8d-x2x9k",
  };
  const sign = signed("x-signature", "sha256=", "FLUX-SECRET");
  const failed = await eventOf("flux", event, sign);
  expect(failed).toMatchObject({
    kind: "failure",
    title: "Kustomization checkout: HealthCheckFailed",
    service: "checkout",
    subject: { text: event.message },
  });
  const green = await eventOf(
    "flux",
    { ...event, severity: "info", reason: "ReconciliationSucceeded" },
    sign,
  );
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
  expect(await receive("flux", { ...event, severity: "info", reason: "Progressing" }, sign)).toMatchObject({
    kind: "ignored",
  });
  expect(await receive("flux", event, signed("x-signature", "sha256=", "guessed"))).toMatchObject({
    kind: "refused",
    status: 401,
    error: { code: "signature_wrong" },
  });
});

test("CircleCI: a completed workflow, with the signature among others in its header", async () => {
  const payload = {
    type: "workflow-completed",
    id: "3f0b2b1c-9a38-4b43-a0ff-9d6e1f0d2b11",
    happened_at: "2026-03-14T09:20:00.152Z",
    webhook: { id: "b0cbb1d3-5a7e-4d3e-8f8a-1e2d3c4b5a69", name: "inquest" },
    workflow: {
      id: "7d1f3c58-12ab-4f6e-8b7a-2c9f1d5e6a70",
      name: "build-and-test",
      created_at: "2026-03-14T09:12:00.330Z",
      stopped_at: "2026-03-14T09:20:00.150Z",
      url: "https://app.circleci.com/pipelines/github/acme/checkout/118/workflows/7d1f3c58",
      status: "failed",
    },
    pipeline: {
      id: "aa11bb22-cc33-4d44-8e55-ff6677889900",
      number: 118,
      created_at: "2026-03-14T09:12:00.100Z",
      trigger: { type: "webhook" },
      vcs: {
        provider_name: "github",
        origin_repository_url: "https://github.com/acme/checkout",
        target_repository_url: "https://github.com/acme/checkout",
        revision: "1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D",
        commit: {
          subject: "Take the discount off",
          body: "",
          author: { name: "T. Alder", email: "t@acme.example" },
        },
        branch: "main",
      },
    },
    project: { id: "00aa", name: "checkout", slug: "github/acme/checkout" },
    organization: { id: "11bb", name: "acme" },
  };
  const sign = signed("circleci-signature", "v0=old,v1=", "CIRCLECI-SECRET");
  const failed = await eventOf("circleci", payload, sign);
  expect(failed).toMatchObject({
    kind: "failure",
    title: "build-and-test of checkout ended as failed",
    repository: "acme/checkout",
    commit: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
    branch: "main",
    actor: "T. Alder",
    occurredAt: "2026-03-14T09:20:00.152Z",
    url: payload.workflow.url,
  });
  const success = { ...payload, workflow: { ...payload.workflow, id: "other", status: "success" } };
  const green = await eventOf("circleci", success, sign);
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
  expect(await receive("circleci", { ...payload, type: "job-completed" }, sign)).toMatchObject({
    kind: "ignored",
  });
});
