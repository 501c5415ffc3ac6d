import { afterEach, expect, test } from "vitest";
import type { Step } from "../../src/domain/index.ts";
import { openStore } from "../../src/store/database.ts";
import { samplePostMortem } from "../support/sample-post-mortem.ts";
import {
  failureEvent,
  jobKeys,
  logger,
  openTestStore,
  type TestStore,
  terminateConnections,
} from "./support.ts";

let store: TestStore;
afterEach(() => store.close());

async function open(count: number): Promise<void> {
  for (let index = 1; index <= count; index++) {
    const event = failureEvent({
      dedupeKey: `run ${index}`,
      commit: `c${index}`,
      title: `Run ${index} failed`,
    });
    await store.incidents.receive({ source: "github", deliveryId: `d${index}`, event });
  }
}

test("incidents are listed newest first, page by page, by status and by words", async () => {
  store = await openTestStore();
  await open(5);
  await store.incidents.setStatus("INC-2", "investigating");
  await store.incidents.savePostMortem("INC-3", { ...samplePostMortem, title: "Déjà-vu in 100%_of cases" });
  const ids = async (filter: Omit<Parameters<typeof store.incidents.list>[0], "limit">, limit = 10) =>
    (await store.incidents.list({ ...filter, limit })).map((incident) => incident.id);

  expect(await ids({}, 2)).toEqual(["INC-5", "INC-4"]);
  expect(await ids({ before: "INC-4" }, 2)).toEqual(["INC-3", "INC-2"]);
  expect(await ids({ before: "INC-1" })).toEqual([]);
  expect(await ids({ status: "investigating" })).toEqual(["INC-2"]);
  expect(await ids({ text: "acme/SHOP c4" })).toEqual(["INC-4"]);
  expect(await ids({ text: "DÉJÀ-VU 100%_OF" })).toEqual(["INC-3"]);
  expect(await ids({ text: "INC-2" })).toEqual(["INC-2"]);
  expect(await ids({ text: "10_%" })).toEqual([]);
  expect(await ids({ text: "nowhere \0" })).toEqual([]);
});

test("a post-mortem gets a new version when it says something new, and only then", async () => {
  store = await openTestStore();
  await open(1);
  const first = await store.incidents.savePostMortem("INC-1", samplePostMortem);
  expect(first.version).toBe(1);
  const same = { ...samplePostMortem, version: 7, writtenAt: "2030-01-01T00:00:00.000Z" };
  expect(await store.incidents.savePostMortem("INC-1", same)).toEqual(first);
  const next = await store.incidents.savePostMortem("INC-1", {
    ...samplePostMortem,
    impact: "More \0 of it",
  });
  expect(next).toMatchObject({ version: 2, impact: "More \ufffd of it" });
  expect((await store.incidents.get("INC-1"))?.postMortem).toEqual(next);
  await expect(store.incidents.savePostMortem("INC-9", samplePostMortem)).rejects.toMatchObject({
    code: "incident_not_found",
  });
});

test("the same post-mortem saved twice at once is one version", async () => {
  store = await openTestStore();
  await open(1);
  const saved = await Promise.all(
    Array.from({ length: 8 }, () => store.incidents.savePostMortem("INC-1", samplePostMortem)),
  );
  expect(saved.map((postMortem) => postMortem.version)).toEqual(Array.from({ length: 8 }, () => 1));
});

test("what was resolved while it was investigated stays resolved, and is closed once its report stands", async () => {
  store = await openTestStore();
  await open(1);
  await store.incidents.setStatus("INC-1", "investigating");
  const success = failureEvent({ kind: "resolution", occurredAt: "2025-03-01T12:30:00Z" });
  await store.incidents.receive({ source: "github", deliveryId: "green", event: success });
  await store.incidents.savePostMortem("INC-1", samplePostMortem);
  expect(await jobKeys(store.url)).toEqual(["investigate:INC-1"]);
  await store.incidents.setStatus("INC-1", "reported");
  expect(await store.incidents.get("INC-1")).toMatchObject({ status: "resolved" });
  expect(await jobKeys(store.url)).toEqual(["close:INC-1", "investigate:INC-1"]);
});

test("a reported incident that is resolved is closed at once", async () => {
  store = await openTestStore();
  await open(1);
  await store.incidents.savePostMortem("INC-1", samplePostMortem);
  await store.incidents.setStatus("INC-1", "reported");
  const success = failureEvent({ kind: "resolution", occurredAt: "2025-03-01T12:30:00Z" });
  await store.incidents.receive({ source: "github", deliveryId: "green", event: success });
  expect(await jobKeys(store.url)).toContain("close:INC-1");
});

test("steps are numbered within their incident, whoever adds them", async () => {
  store = await openTestStore();
  await open(2);
  const add = (incident: string, message: string) =>
    store.incidents.addStep({ incident, node: "fetch", state: "started", message });
  await Promise.all(Array.from({ length: 20 }, (_, index) => add("INC-1", `step ${index}`)));
  expect(await add("INC-2", "nul \0")).toMatchObject({
    incident: "INC-2",
    sequence: 1,
    message: "nul \ufffd",
  });
  const steps = await store.incidents.steps("INC-1", 0);
  expect(steps.map((step) => step.sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await store.incidents.steps("INC-1", 18)).toHaveLength(2);
  await expect(add("INC-9", "x")).rejects.toMatchObject({ code: "incident_not_found" });
});

/** Follows in the background and says what has come so far. */
function following(incident: string, after = 0) {
  const stop = new AbortController();
  const seen: string[] = [];
  const over = (async () => {
    for await (const step of store.incidents.follow(incident, after, stop.signal)) seen.push(step.message);
  })();
  return { seen, stop: () => stop.abort(), over };
}

test("followers get the steps of their incident that any process adds, from where they were", async () => {
  store = await openTestStore();
  await open(2);
  const other = await openStore(store.url, { signal: new AbortController().signal, logger });
  const add = (incident: string, message: string): Promise<Step> =>
    other.incidents.addStep({ incident, node: "fetch", state: "finished", message });
  await add("INC-1", "one");
  await add("INC-1", "two");
  const all = following("INC-1");
  const late = following("INC-1", 1);
  await expect.poll(() => all.seen).toEqual(["one", "two"]);
  await add("INC-2", "elsewhere");
  await add("INC-1", "three");
  await expect.poll(() => all.seen).toEqual(["one", "two", "three"]);
  await expect.poll(() => late.seen).toEqual(["two", "three"]);
  all.stop();
  late.stop();
  await Promise.all([all.over, late.over, other.close()]);
});

test("followers and writers go on after the connections were lost", async () => {
  store = await openTestStore();
  await open(1);
  const follower = following("INC-1");
  await store.incidents.addStep({ incident: "INC-1", node: "fetch", state: "started", message: "before" });
  await expect.poll(() => follower.seen).toEqual(["before"]);
  await terminateConnections(store.url);
  const event = failureEvent({ dedupeKey: "after the loss", commit: "c9" });
  await expect(store.incidents.receive({ source: "github", deliveryId: "d9", event })).resolves.toMatchObject(
    {
      kind: "opened",
    },
  );
  await store.incidents.addStep({ incident: "INC-1", node: "fetch", state: "finished", message: "after" });
  await expect.poll(() => follower.seen, { timeout: 10_000 }).toEqual(["before", "after"]);
  follower.stop();
  await follower.over;
});

test("following ends at the abort, also before anything came", async () => {
  store = await openTestStore();
  await open(1);
  const follower = following("INC-1");
  follower.stop();
  await follower.over;
  expect(follower.seen).toEqual([]);
});
