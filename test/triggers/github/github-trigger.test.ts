import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FailureEvent } from "../../../src/domain/index.ts";
import { createGitHubTrigger } from "../../../src/triggers/github/github-trigger.ts";
import {
  checkRunPayload,
  checkSuitePayload,
  deploymentStatusPayload,
  signedDelivery,
  workflowRunPayload,
} from "../../support/github-deliveries.ts";
import { payloadComplaint } from "../../support/github-openapi.ts";

const secret = "a secret between friends";
const shop = { owner: "orchard", name: "shop" };
const trigger = createGitHubTrigger({ secret, allowUnsigned: false });

async function eventOf(name: string, payload: unknown): Promise<FailureEvent> {
  const outcome = await trigger.receive(signedDelivery(name, payload, secret));
  if (outcome.kind !== "event") throw new Error(`not an event but ${JSON.stringify(outcome)}`);
  return outcome.event;
}

async function reasonOf(name: string, payload: unknown): Promise<string> {
  const outcome = await trigger.receive(signedDelivery(name, payload, secret));
  return outcome.kind === "ignored" ? outcome.reason : `not ignored but ${JSON.stringify(outcome)}`;
}

test("the payloads of these tests are such as GitHub describes", () => {
  expect(payloadComplaint("workflow-run-completed", workflowRunPayload(shop))).toBeUndefined();
  expect(payloadComplaint("check-run-completed", checkRunPayload(shop))).toBeUndefined();
  expect(payloadComplaint("check-suite-completed", checkSuitePayload(shop))).toBeUndefined();
  expect(payloadComplaint("deployment-status-created", deploymentStatusPayload(shop))).toBeUndefined();
});

test("a failed run is a failure of its workflow and branch", async () => {
  expect(await eventOf("workflow_run", workflowRunPayload(shop))).toEqual({
    source: "github",
    kind: "failure",
    dedupeKey: "github:orchard/shop:run:4100000001:1",
    stream: "github:orchard/shop:workflow:77001:main",
    title: "CI failed on main: Say which Node the shop wants",
    occurredAt: "2026-01-05T08:02:10Z",
    subject: { kind: "github_run", owner: "orchard", repo: "shop", runId: 4_100_000_001, attempt: 1 },
    service: "shop",
    repository: "orchard/shop",
    commit: "8f3c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
    branch: "main",
    actor: "mira-holt",
    url: "https://github.com/orchard/shop/actions/runs/4100000001",
  });
});

test("a green run resolves the stream that the failed one opened, and a rerun stays in it", async () => {
  const failed = await eventOf("workflow_run", workflowRunPayload(shop));
  const again = await eventOf("workflow_run", workflowRunPayload(shop, { attempt: 2 }));
  const green = await eventOf("workflow_run", workflowRunPayload(shop, { id: 5, conclusion: "success" }));
  expect(green.kind).toBe("resolution");
  expect([again.stream, green.stream]).toEqual([failed.stream, failed.stream]);
  expect(again.kind).toBe("failure");
  expect(again.dedupeKey).not.toBe(failed.dedupeKey);
});

test("a fork's branch of the same name is another stream", async () => {
  const payload = workflowRunPayload(shop);
  const own = await eventOf("workflow_run", payload);
  payload.workflow_run.head_repository = {
    ...payload.workflow_run.head_repository,
    full_name: "stranger/shop",
    owner: { ...payload.workflow_run.head_repository.owner, login: "stranger" },
  };
  expect((await eventOf("workflow_run", payload)).stream).not.toBe(own.stream);
});

test.each(["timed_out", "startup_failure"])("%s is a failure", async (conclusion) => {
  expect((await eventOf("workflow_run", workflowRunPayload(shop, { conclusion }))).kind).toBe("failure");
});

test.each(["cancelled", "skipped", "neutral", "action_required", "stale"])(
  "%s is ignored",
  async (conclusion) => {
    expect(await reasonOf("workflow_run", workflowRunPayload(shop, { conclusion }))).toContain(conclusion);
  },
);

test("runs that have not ended and other events are ignored", async () => {
  expect(await reasonOf("workflow_run", { ...workflowRunPayload(shop), action: "requested" })).toContain(
    "completed",
  );
  expect(await reasonOf("ping", { zen: "Keep it logically awesome." })).toContain("ping");
  expect(await reasonOf("constructor", {})).toContain("not about a failure");
});

test("checks of other apps are failures, and those of one suite are one", async () => {
  const check = await eventOf("check_run", checkRunPayload(shop));
  const suite = await eventOf("check_suite", checkSuitePayload(shop));
  expect(check.title).toBe("Check coverage failed on main");
  expect(check.subject).toMatchObject({ kind: "github_check", check: "check_run", checkId: 5_200_000_001 });
  expect(suite.subject).toMatchObject({ kind: "github_check", check: "check_suite", checkId: 6_200_000_001 });
  expect(suite.dedupeKey).toBe(check.dedupeKey);
  const green = await eventOf("check_run", checkRunPayload(shop, { conclusion: "success", suiteId: 9 }));
  expect([green.kind, green.stream]).toEqual(["resolution", check.stream]);
});

test("checks of GitHub Actions are ignored, since they arrive as workflow runs", async () => {
  expect(await reasonOf("check_run", checkRunPayload(shop, { app: "github-actions" }))).toContain(
    "workflow_run",
  );
  expect(await reasonOf("check_suite", checkSuitePayload(shop, { app: "github-actions" }))).toContain(
    "workflow_run",
  );
});

test("a failed deployment is a failure of its environment, and a later success resolves it", async () => {
  const failed = await eventOf("deployment_status", deploymentStatusPayload(shop));
  expect(failed).toMatchObject({
    kind: "failure",
    title: "Deployment of shop to production failed",
    environment: "production",
    branch: "main",
    actor: "mira-holt",
    url: "https://github.com/orchard/shop/actions/runs/4100000001/job/1",
  });
  const green = await eventOf(
    "deployment_status",
    deploymentStatusPayload(shop, { id: 9 }, { state: "success" }),
  );
  expect([green.kind, green.stream]).toEqual(["resolution", failed.stream]);
  expect(
    await reasonOf("deployment_status", deploymentStatusPayload(shop, {}, { state: "in_progress" })),
  ).toContain("in_progress");
});

test("a deployment that a workflow made is the same failure as its run", async () => {
  const run = await eventOf("workflow_run", workflowRunPayload(shop));
  const deployment = await eventOf("deployment_status", deploymentStatusPayload(shop, {}, {}, {}));
  expect(deployment.dedupeKey).toBe(run.dedupeKey);
});

test("a link that is no web address is left out", async () => {
  const payload = workflowRunPayload(shop);
  payload.workflow_run.html_url = "javascript:alert(1)";
  expect((await eventOf("workflow_run", payload)).url).toBeUndefined();
});

test("a wrong, missing or foreign signature is refused and the secret is not told", async () => {
  const delivery = signedDelivery("workflow_run", workflowRunPayload(shop), secret);
  const changed = Buffer.concat([delivery.body, Buffer.from(" ")]);
  const unsigned = signedDelivery("workflow_run", workflowRunPayload(shop));
  for (const bad of [
    { ...delivery, body: changed },
    unsigned,
    { ...delivery, headers: { ...delivery.headers, "x-hub-signature-256": "sha256=é" } },
    { ...delivery, body: Buffer.alloc(0) },
    signedDelivery("workflow_run", workflowRunPayload(shop), "another secret"),
  ]) {
    const outcome = await trigger.receive(bad);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
    expect(JSON.stringify(outcome)).not.toContain(secret);
  }
});

test("without a secret deliveries are refused unless unsigned ones are allowed", async () => {
  const delivery = signedDelivery("workflow_run", workflowRunPayload(shop));
  expect(await createGitHubTrigger({ allowUnsigned: false }).receive(delivery)).toMatchObject({
    kind: "refused",
    status: 403,
  });
  expect((await createGitHubTrigger({ allowUnsigned: true }).receive(delivery)).kind).toBe("event");
});

test("news has one name however it is told; other deliveries have GitHub's id, or a hash of their body", async () => {
  const told = await trigger.receive(signedDelivery("check_run", checkRunPayload(shop), secret));
  const again = await trigger.receive(signedDelivery("check_run", checkRunPayload(shop), secret));
  expect(again).toEqual(told);
  const delivery = signedDelivery("check_run", checkRunPayload(shop, { conclusion: "neutral" }), secret);
  const given = await trigger.receive(delivery);
  expect(given).toMatchObject({ deliveryId: delivery.headers["x-github-delivery"] });
  const { "x-github-delivery": _id, ...headers } = delivery.headers;
  expect(await trigger.receive({ ...delivery, headers })).toMatchObject({
    deliveryId: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("a run's end has one name, however often and by whichever way it is told", async () => {
  const once = await trigger.receive(signedDelivery("workflow_run", workflowRunPayload(shop), secret));
  const again = await trigger.receive(signedDelivery("workflow_run", workflowRunPayload(shop), secret));
  expect(once).toMatchObject({ deliveryId: "github:orchard/shop:run:4100000001:1:failure" });
  expect(again).toMatchObject({ deliveryId: "github:orchard/shop:run:4100000001:1:failure" });
});

test("a form-encoded delivery is understood", async () => {
  const body = Buffer.from(
    new URLSearchParams({ payload: JSON.stringify(workflowRunPayload(shop)) }).toString(),
  );
  const open = createGitHubTrigger({ allowUnsigned: true });
  const headers = { "x-github-event": "workflow_run", "content-type": "application/x-www-form-urlencoded" };
  expect((await open.receive({ headers, body })).kind).toBe("event");
});

const kinds = ["workflow_run", "check_run", "check_suite", "deployment_status", "push", ""];

async function survives(
  open: ReturnType<typeof createGitHubTrigger>,
  body: Uint8Array,
  event: string,
): Promise<string> {
  const outcome = await open.receive({
    headers: { "x-github-event": event, "x-github-delivery": "1" },
    body,
  });
  if (outcome.kind === "event") FailureEvent.parse(outcome.event);
  return outcome.kind;
}

test("no body throws, however it is mangled", async () => {
  const open = createGitHubTrigger({ allowUnsigned: true });
  const texts = [
    "",
    "null",
    "[]",
    "1",
    '"x"',
    "{",
    '{"action":1}',
    '{"action":"completed"}',
    "[".repeat(200_000),
    "\ufeff{}",
  ];
  const bodies = [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.alloc(1000),
  ];
  for (const event of kinds) {
    for (const body of bodies) expect(await survives(open, body, event)).toMatch(/ignored|refused/);
  }
});

const collection = join(import.meta.dirname, "../../../../shared/data/webhooks");

test.skipIf(!existsSync(collection))(
  "recorded payloads, whole, cut and mutated, never throw",
  { timeout: 60_000 },
  async () => {
    const open = createGitHubTrigger({ allowUnsigned: true });
    const files = readdirSync(collection, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".json"),
    );
    expect(files.length).toBeGreaterThan(50);
    const seen = new Set<string>();
    for (const file of files) {
      const body = readFileSync(join(collection, file));
      const own = kinds.find((kind) => body.includes(`"${kind}":`)) ?? "workflow_run";
      for (const event of new Set([own, "workflow_run", "deployment_status"])) {
        seen.add(await survives(open, body, event));
        await survives(open, body.subarray(0, Math.floor(body.length / 2)), event);
      }
      for (const mutant of mutants(body.toString("utf8"))) seen.add(await survives(open, mutant, own));
    }
    expect([...seen].toSorted()).toEqual(["event", "ignored", "refused"]);
  },
);

/** The payload with failing words, and with each of its upper fields in turn taken away or made strange. */
function* mutants(text: string): Generator<Uint8Array> {
  yield Buffer.from(text.replaceAll('"success"', '"failure"').replaceAll('"requested"', '"completed"'));
  const payload: unknown = JSON.parse(text);
  if (typeof payload !== "object" || payload === null) return;
  for (const [key, value] of Object.entries(payload)) {
    for (const strange of [undefined, null, "x"]) {
      yield Buffer.from(JSON.stringify({ ...payload, [key]: strange }));
    }
    if (typeof value !== "object" || value === null) continue;
    for (const inner of Object.keys(value).slice(0, 30)) {
      for (const strange of [undefined, -1.5]) {
        yield Buffer.from(JSON.stringify({ ...payload, [key]: { ...value, [inner]: strange } }));
      }
    }
  }
}
