import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { createScene, investigationEnd, readIncident, type Scene } from "../support/scene.ts";

let scene: Scene;
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  scene = await createScene();
});

afterAll(async () => {
  scene.github.assertClean();
  scene.slack.assertClean();
  await scene.close();
});

const nodes = ["triage", "fetch", "recall", "analyze", "verify", "report", "notify", "remember"];

/** A server that ends with its test, however that ends. */
async function startServer(environment: Record<string, string>): Promise<InquestProcess> {
  const server = await startInquest(environment);
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

async function freshDatabase(): Promise<TestDatabase> {
  const fresh = await createTestDatabase();
  onTestFinished(() => fresh.close());
  return fresh;
}

/** Makes whoever records the end of this node wait inside its transaction until the hold is released. */
async function holdAtEndOf(node: string): Promise<{ reached(): Promise<void>; release(): Promise<void> }> {
  const key = randomBytes(4).readUInt32BE();
  await client.query("select pg_advisory_lock($1::bigint)", [key]);
  await client.query(`
    create function inquest.hold() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(${key}::bigint); return new; end $$;
    create trigger hold before insert on inquest.steps for each row
      when (new.node = '${node}' and new.state = 'finished') execute function inquest.hold()`);
  return {
    reached: async () => {
      await expect
        .poll(
          async () => {
            const { rowCount } = await client.query(
              "select from pg_locks where locktype = 'advisory' and objid = $1::bigint and not granted",
              [key],
            );
            return rowCount;
          },
          { timeout: 20_000, interval: 20 },
        )
        .toBe(1);
    },
    release: async () => {
      // Dropping the trigger waits for the killed server's connection to be noticed, so the lock goes first.
      await client.query("select pg_advisory_unlock($1::bigint)", [key]);
      await client.query("drop trigger hold on inquest.steps; drop function inquest.hold()");
    },
  };
}

test.each(nodes)(
  "killed with SIGKILL in %s, the incident ends all the same, with one Slack message",
  { timeout: 90_000 },
  async (node) => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.end());
    const before = scene.slack.messages().length;
    const environment = { ...scene.environment, DATABASE_URL: database.url };

    const hold = await holdAtEndOf(node);
    const doomed = await startServer(environment);
    const answer = await scene.deliver(doomed, scene.failedRun);
    expect(answer.status).toBe(202);
    const { incidents } = (await answer.json()) as { incidents: string[] };
    const id = incidents[0] ?? "";
    await hold.reached();
    await doomed.kill();
    await hold.release();

    const heir = await startServer(environment);
    const steps = await investigationEnd(heir, id);
    expect(steps.at(-1)).toMatchObject({ node: "investigation", state: "finished" });
    const incident = await readIncident(heir, id);
    expect(incident).toMatchObject({
      status: "reported",
      postMortem: { version: 1, partial: false, diagnosis: { verdict: "confirmed", dataGaps: [] } },
    });
    // It goes on at the node in flight: what had ended before the kill is not done again.
    const finished = steps.filter((step) => step.state === "finished").map((step) => step.node);
    for (const earlier of nodes.slice(0, nodes.indexOf(node))) {
      const rounds = ["fetch", "recall", "analyze"].includes(earlier) ? 2 : 1;
      expect(finished.filter((name) => name === earlier).length).toBeLessThanOrEqual(rounds);
    }
    await expect.poll(() => scene.slack.messages().length, { timeout: 10_000 }).toBe(before + 1);
    expect(await heir.stop()).toBe(0);
    expect(scene.slack.messages()).toHaveLength(before + 1);
  },
);

test("killed while Slack has the message but its answer is not there yet, the channel holds one message", {
  timeout: 90_000,
}, async () => {
  database = await freshDatabase();
  const environment = { ...scene.environment, DATABASE_URL: database.url };
  const before = scene.slack.messages().length;
  const server = await startServer(environment);
  scene.slack.next("chat.postMessage", { kind: "die_after_storing" });
  const { incidents } = (await (await scene.deliver(server, scene.failedRun)).json()) as {
    incidents: string[];
  };
  await expect.poll(() => scene.slack.messages().length, { timeout: 20_000 }).toBe(before + 1);
  await server.kill();
  const heir = await startServer(environment);
  await investigationEnd(heir, incidents[0] ?? "");
  // The details in the thread are the last thing that a delivery writes.
  await expect
    .poll(() => scene.slack.replies(scene.slack.messages().at(-1)?.ts ?? "").length, { timeout: 20_000 })
    .toBeGreaterThan(0);
  expect(scene.slack.messages()).toHaveLength(before + 1);
  expect(await heir.stop()).toBe(0);
});
