import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createGenericTrigger } from "../../../src/triggers/generic/generic-trigger.ts";
import { readSenderMappings } from "../../../src/triggers/generic/mappings-file.ts";

const now = () => new Date("2026-03-14T09:30:00Z");
const open = createGenericTrigger({ mappings: {}, allowUnsigned: true, now });

function body(payload: unknown) {
  return { headers: {}, body: Buffer.from(JSON.stringify(payload)) };
}

test("the default form opens, and a success of the same stream resolves", async () => {
  const told = {
    status: "Failed",
    title: "Nightly import\nfailed",
    service: "import",
    environment: "production",
  };
  const failed = await open.receive(body({ ...told, occurredAt: 1_773_479_444 }));
  expect(failed).toMatchObject({
    kind: "event",
    event: {
      kind: "failure",
      title: "Nightly import failed",
      stream: "generic:generic:import production",
      occurredAt: "2026-03-14T09:10:44.000Z",
      subject: { kind: "generic", sender: "generic", text: expect.stringContaining('"service": "import"') },
    },
  });
  const green = await open.receive(body({ ...told, status: "resolved", title: "Import works" }));
  expect(green).toMatchObject({
    kind: "event",
    event: {
      kind: "resolution",
      stream: "generic:generic:import production",
      occurredAt: now().toISOString(),
    },
  });
});

test("the same id is the same failure; without one the same body is", async () => {
  const keyOf = async (payload: unknown) => {
    const outcome = await open.receive(body(payload));
    return outcome.kind === "event" ? outcome.event.dedupeKey : outcome.kind;
  };
  const failure = { status: "error", title: "Backup" };
  expect(await keyOf({ ...failure, id: 7 })).toBe(await keyOf({ ...failure, id: "7", text: "more" }));
  expect(await keyOf(failure)).toBe(await keyOf(failure));
  expect(await keyOf(failure)).not.toBe(await keyOf({ ...failure, text: "more" }));
  expect(await keyOf({ ...failure, id: "a".repeat(400) })).not.toBe(
    await keyOf({ ...failure, id: `${"a".repeat(399)}b` }),
  );
});

test.each([
  [{ status: "running", title: "x" }, { kind: "ignored" }],
  [{ title: "x" }, { kind: "refused", status: 400 }],
  [{ status: "failure" }, { kind: "refused", status: 400 }],
  [[], { kind: "refused", status: 400 }],
  [null, { kind: "refused", status: 400 }],
])("%j is not taken for a failure", async (payload, outcome) => {
  expect(await open.receive(body(payload))).toMatchObject(outcome);
});

test("a link that a page must not show is left out, and a wild clock is not believed", async () => {
  const told = {
    status: "failure",
    title: "x",
    url: "javascript:alert(1)",
    occurredAt: "+020000-01-01T00:00:00Z",
  };
  const outcome = await open.receive(body(told));
  expect(outcome).toMatchObject({ kind: "event", event: { occurredAt: now().toISOString() } });
  expect(outcome.kind === "event" && outcome.event.url).toBeUndefined();
});

test("without its token nothing gets in, nor on an open address without one, nor from an unknown sender", async () => {
  const failure = body({ status: "failure", title: "x" });
  const closed = createGenericTrigger({ mappings: {}, allowUnsigned: false, now });
  expect(await closed.receive(failure)).toMatchObject({
    status: 403,
    error: { code: "secret_not_configured" },
  });
  const guarded = createGenericTrigger({ token: "one-token", mappings: {}, allowUnsigned: true, now });
  expect(await guarded.receive(failure)).toMatchObject({ status: 401, error: { code: "token_missing" } });
  for (const authorization of ["Bearer another", "Basic b25lLXRva2Vu", "Bearer", "one-token"]) {
    expect(await guarded.receive({ ...failure, headers: { authorization } })).toMatchObject({ status: 401 });
  }
  const headers = { authorization: "bearer one-token" };
  expect(await guarded.receive({ ...failure, headers })).toMatchObject({ kind: "event" });
  for (const sender of ["jenkins", "constructor", "toString"]) {
    expect(await open.receive({ ...failure, sender })).toMatchObject({
      status: 403,
      error: { code: "unknown_sender" },
    });
  }
});

test("whatever JSON arrives, the trigger answers", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.constantFrom("failure", "success"), async (text, status) => {
      const mixed = `{"status":"${status}","title":${JSON.stringify(text)},"id":${text},"url":${text},"text":${text}}`;
      const outcome = await open.receive({ headers: {}, body: Buffer.from(mixed) });
      expect(["event", "refused", "ignored"]).toContain(outcome.kind);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["{", "is not JSON"],
  ['{"jenkins": {"token": "hunter2-secret"}}', "jenkins.failure"],
  ['{"Jenkins": {}}', "Jenkins"],
  [
    '{"a": {"failure": {"pointer": "status", "values": ["x"]}, "fields": {"title": "/t"}}}',
    "a.failure.pointer",
  ],
])("a mappings file that is wrong is told by its place: %s", async (text, place) => {
  const folder = await mkdtemp(join(tmpdir(), "mappings-"));
  const file = join(folder, "m.json");
  await writeFile(file, text);
  const failure = await readSenderMappings(file).catch((error: unknown) => error);
  await rm(folder, { recursive: true });
  expect(failure).toMatchObject({ code: "config_invalid", message: expect.stringContaining(place) });
  expect(String((failure as Error).message)).not.toContain("hunter2");
});

test("a mappings file that is not there is told by its name", async () => {
  await expect(readSenderMappings("/nowhere/mappings.json")).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringContaining("/nowhere/mappings.json"),
  });
});
