import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FailureEvent } from "../../../src/domain/index.ts";
import { createGitLabTrigger } from "../../../src/triggers/gitlab/gitlab-trigger.ts";
import {
  deploymentPayload,
  gitLabDelivery,
  jobPayload,
  pipelinePayload,
} from "../../support/gitlab-deliveries.ts";

const token = "a token between friends";
const signingToken = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
const trigger = createGitLabTrigger({ token, allowUnsigned: false });

async function eventOf(payload: { object_kind: string }): Promise<FailureEvent> {
  const outcome = await trigger.receive(gitLabDelivery(payload, { token }));
  if (outcome.kind !== "event") throw new Error(`not an event but ${JSON.stringify(outcome)}`);
  return outcome.event;
}

async function reasonOf(payload: { object_kind: string }): Promise<string> {
  const outcome = await trigger.receive(gitLabDelivery(payload, { token }));
  return outcome.kind === "ignored" ? outcome.reason : `not ignored but ${JSON.stringify(outcome)}`;
}

test("a failed pipeline is a failure of its project and branch", async () => {
  expect(await eventOf(pipelinePayload())).toEqual({
    source: "gitlab",
    kind: "failure",
    dedupeKey: "gitlab:4711:pipeline:9100",
    stream: "gitlab:4711:ref:main",
    title: "Pipeline failed on main: Say which Node the shop wants",
    occurredAt: "2026-01-05T08:02:10Z",
    subject: {
      kind: "gitlab_pipeline",
      project: "orchard/shop",
      projectId: 4711,
      pipelineId: 9100,
      ref: "main",
    },
    service: "shop",
    repository: "orchard/shop",
    commit: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
    branch: "main",
    actor: "mira-holt",
    url: "https://gitlab.example/orchard/shop/-/pipelines/9100",
  });
});

test("a green pipeline of the same branch resolves it; a tag or a child of that name does not", async () => {
  const failed = await eventOf(pipelinePayload());
  const green = await eventOf(pipelinePayload({ id: 9200, status: "success" }));
  const tag = await eventOf(pipelinePayload({ id: 9201, status: "success", tag: true }));
  const child = await eventOf(
    pipelinePayload({ status: "success", source: "parent_pipeline", parent: 9100 }),
  );
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
  expect(tag.stream).not.toBe(failed.stream);
  expect(child.stream).not.toBe(failed.stream);
});

test("a child that fails is the same failure as its parent", async () => {
  const parent = await eventOf(pipelinePayload({ id: 9100 }));
  const child = await eventOf(pipelinePayload({ id: 9101, source: "parent_pipeline", parent: 9100 }));
  expect(child.dedupeKey).toBe(parent.dedupeKey);
  expect(child.subject).toMatchObject({ pipelineId: 9101 });
});

test("a merge request's pipelines are one stream, by its number", async () => {
  const pipeline = await eventOf(
    pipelinePayload({ source: "merge_request_event", mergeRequest: 7, ref: "faster-cart" }),
  );
  const job = await eventOf(jobPayload({ ref: "refs/merge-requests/7/head" }));
  expect(pipeline).toMatchObject({ stream: "gitlab:4711:merge_request:7", branch: "faster-cart" });
  expect(job.stream).toBe(pipeline.stream);
});

test("a failed job is the failure of its pipeline, told before the pipeline ends", async () => {
  const pipeline = await eventOf(pipelinePayload());
  const job = await eventOf(jobPayload());
  expect([job.dedupeKey, job.stream]).toEqual([pipeline.dedupeKey, pipeline.stream]);
  expect(job).toMatchObject({
    title: "Job test failed on main",
    occurredAt: "2026-01-05T08:01:50Z",
    subject: { pipelineId: 9100, jobId: 80_001 },
    repository: "orchard/shop",
    url: "https://gitlab.example/orchard/shop/-/jobs/80001",
  });
  const { project: _since1511, ...older } = jobPayload();
  expect((await eventOf(older)).repository).toBe("orchard/shop");
});

test("a job that may fail, one that succeeded and what has not ended are ignored", async () => {
  expect(await reasonOf(jobPayload({ allowFailure: true }))).toContain("allowed to fail");
  expect(await reasonOf(jobPayload({ status: "success" }))).toContain("success");
  for (const status of ["running", "canceled", "skipped", "manual", "pending"]) {
    expect(await reasonOf(pipelinePayload({ status }))).toContain(status);
  }
  expect(await reasonOf(deploymentPayload({ status: "running" }))).toContain("running");
  expect(await reasonOf({ object_kind: "push" })).toContain("push is not about a failure");
  expect(await reasonOf({ object_kind: "constructor" })).toContain("not about a failure");
});

test("a failed deployment is a failure of its environment, and a later success resolves it", async () => {
  const failed = await eventOf(deploymentPayload());
  expect(failed).toMatchObject({
    title: "Deployment of shop to production failed",
    occurredAt: "2026-01-05T08:05:00Z",
    environment: "production",
    commit: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
    branch: "main",
    subject: { kind: "gitlab_pipeline", jobId: 80_002 },
    url: "https://gitlab.example/orchard/shop/-/jobs/80002",
  });
  const green = await eventOf(deploymentPayload({ status: "success" }));
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
});

test("a link that is no web address is left out", async () => {
  const payload = pipelinePayload();
  payload.object_attributes.url = "javascript:alert(1)";
  expect((await eventOf(payload)).url).toBeUndefined();
});

test("a wrong or missing token is refused and the configured one is not told", async () => {
  for (const bad of [
    gitLabDelivery(pipelinePayload(), { token: "another" }),
    gitLabDelivery(pipelinePayload()),
  ]) {
    const outcome = await trigger.receive(bad);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
    expect(JSON.stringify(outcome)).not.toContain(token);
  }
});

test("a signed delivery is taken; a changed, old, unsigned or foreign one is refused", async () => {
  const signed = createGitLabTrigger({ signingToken, allowUnsigned: false });
  const good = gitLabDelivery(pipelinePayload(), { signingToken });
  expect((await signed.receive(good)).kind).toBe("event");
  const codeOf = async (delivery: typeof good) => {
    const outcome = await signed.receive(delivery);
    return outcome.kind === "refused" ? outcome.error.code : outcome.kind;
  };
  const changed = { ...good, body: Buffer.concat([good.body, Buffer.from(" ")]) };
  const old = gitLabDelivery(pipelinePayload(), { signingToken, at: new Date(Date.now() - 600_000) });
  const moved = {
    ...old,
    headers: { ...old.headers, "webhook-timestamp": good.headers["webhook-timestamp"] ?? "" },
  };
  const foreign = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  expect(await codeOf(changed)).toBe("signature_wrong");
  expect(await codeOf(old)).toBe("delivery_stale");
  expect(await codeOf(moved)).toBe("signature_wrong");
  expect(await codeOf(gitLabDelivery(pipelinePayload(), { signingToken: foreign }))).toBe("signature_wrong");
  expect(await codeOf(gitLabDelivery(pipelinePayload(), { token }))).toBe("signature_missing");
  const strange = { ...good, headers: { ...good.headers, "webhook-signature": "v1,é v2,x v1a,y" } };
  expect(await codeOf(strange)).toBe("signature_wrong");
});

test("with both secrets a delivery is held to the one that it carries", async () => {
  const both = createGitLabTrigger({ token, signingToken, allowUnsigned: false });
  expect((await both.receive(gitLabDelivery(pipelinePayload(), { signingToken }))).kind).toBe("event");
  expect((await both.receive(gitLabDelivery(pipelinePayload(), { token }))).kind).toBe("event");
  const forged = gitLabDelivery(pipelinePayload(), { token, signingToken });
  forged.headers["webhook-signature"] = "v1,AAAA";
  expect(await both.receive(forged)).toMatchObject({ kind: "refused", status: 401 });
});

test("without a secret deliveries are refused unless unsigned ones are allowed", async () => {
  const delivery = gitLabDelivery(pipelinePayload());
  expect(await createGitLabTrigger({ allowUnsigned: false }).receive(delivery)).toMatchObject({
    kind: "refused",
    status: 403,
  });
  expect((await createGitLabTrigger({ allowUnsigned: true }).receive(delivery)).kind).toBe("event");
});

test("news has one name however it is told; other deliveries have GitLab's id, or their body's", async () => {
  const idOf = async (delivery: ReturnType<typeof gitLabDelivery>) => {
    const outcome = await trigger.receive(delivery);
    return "deliveryId" in outcome ? outcome.deliveryId : outcome.error.code;
  };
  expect(await idOf(gitLabDelivery(pipelinePayload(), { token }))).toBe(
    "gitlab:4711:pipeline:9100:failure:2026-01-05T08:02:10Z",
  );
  expect(await idOf(gitLabDelivery(jobPayload(), { token }))).toBe("gitlab:4711:job:80001:failure");
  expect(await idOf(gitLabDelivery(deploymentPayload(), { token }))).toBe(
    "gitlab:4711:deployment:15:failure",
  );
  const job = gitLabDelivery(jobPayload({ status: "running" }), { token });
  expect(await idOf(job)).toBe(job.headers["idempotency-key"]);
  const { "idempotency-key": _id, ...headers } = job.headers;
  expect(await idOf({ ...job, headers })).toMatch(/^[0-9a-f]{64}$/);
});

const kinds = ["pipeline", "build", "deployment"];

async function survives(open: ReturnType<typeof createGitLabTrigger>, body: Uint8Array): Promise<string> {
  const outcome = await open.receive({ headers: {}, body });
  if (outcome.kind === "event") FailureEvent.parse(outcome.event);
  return outcome.kind;
}

test("no body throws, however it is mangled", async () => {
  const open = createGitLabTrigger({ allowUnsigned: true });
  const texts = [
    "",
    "null",
    "[]",
    "1",
    '"x"',
    "{",
    "{}",
    '{"object_kind":1}',
    "[".repeat(200_000),
    "\ufeff{}",
  ];
  texts.push(...kinds.map((kind) => `{"object_kind":"${kind}"}`));
  for (const body of [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from([0xff, 0xfe]),
    Buffer.alloc(1000),
  ]) {
    expect(await survives(open, body)).toMatch(/ignored|refused/);
  }
});

const collection = join(import.meta.dirname, "../../../../shared/data/webhooks");

test.skipIf(!existsSync(collection))(
  "recorded payloads, whole, cut and mutated, never throw",
  { timeout: 60_000 },
  async () => {
    const open = createGitLabTrigger({ allowUnsigned: true });
    const files = readdirSync(collection, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".json"),
    );
    expect(files.length).toBeGreaterThan(50);
    const events = new Set<string>();
    for (const file of files) {
      const body = readFileSync(join(collection, file));
      await survives(open, body);
      await survives(open, body.subarray(0, Math.floor(body.length / 2)));
      const text = body
        .toString("utf8")
        .replaceAll('"success"', '"failed"')
        .replaceAll('"created"', '"failed"');
      const outcome = await open.receive({ headers: {}, body: Buffer.from(text) });
      if (outcome.kind === "event") events.add(file.slice(file.lastIndexOf("/") + 1));
      if (file.startsWith("gitlab")) for (const mutant of mutants(text)) await survives(open, mutant);
    }
    // GitLab's own examples of all three kinds are understood.
    expect([...events].toSorted()).toEqual(
      expect.arrayContaining(["pipeline.json", "pipeline-event.json", "job.json", "deployment.json"]),
    );
  },
);

/** The payload with each of its fields, at two levels, taken away or made strange. */
function* mutants(text: string): Generator<Uint8Array> {
  const payload: unknown = JSON.parse(text);
  if (typeof payload !== "object" || payload === null) return;
  for (const [key, value] of Object.entries(payload)) {
    for (const strange of [undefined, null, 0, -1, "", "\u0000", [], {}, "x".repeat(10_000), 1e308]) {
      yield Buffer.from(JSON.stringify({ ...payload, [key]: strange }));
      if (typeof value !== "object" || value === null) continue;
      for (const inner of Object.keys(value)) {
        yield Buffer.from(JSON.stringify({ ...payload, [key]: { ...value, [inner]: strange } }));
      }
    }
  }
}
