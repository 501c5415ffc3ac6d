import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Incident } from "../../src/domain/index.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { readIncident } from "../support/scene.ts";

const services = ["checkout", "payments"];
const pods = 5_000;
const group = 50;

let home: string;
let server: InquestProcess;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "storm-"));
  // As root, PostgreSQL runs under an account of its own, which must be able to pass through.
  await chmod(home, 0o755);
  server = await startInquest({ INQUEST_HOME: home });
});

afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** What Alertmanager sends of `group` pods of one service. */
function delivery(service: string, first: number): string {
  const alerts = Array.from({ length: group }, (_, at) => ({
    status: "firing",
    labels: {
      alertname: "HighErrorRate",
      severity: "critical",
      namespace: "shop",
      service,
      pod: `${service}-7d9f8b6c5d-${String(first + at).padStart(5, "0")}`,
    },
    annotations: { summary: "More than 5 % of the requests fail" },
    startsAt: "2026-03-01T12:00:00.000Z",
    endsAt: "0001-01-01T00:00:00Z",
    fingerprint: `${service}${first + at}`,
  }));
  return JSON.stringify({ version: "4", status: "firing", receiver: "inquest", commonLabels: {}, alerts });
}

async function memoryMb(): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function incidents(): Promise<Incident[]> {
  const answer = await fetch(`${server.url}/api/incidents`);
  return ((await answer.json()) as { incidents: Incident[] }).incidents;
}

test("10,000 alerts of two causes are two incidents with their counts, in bounded memory, and the queue drains", {
  timeout: 120_000,
}, async () => {
  const before = await memoryMb();
  const bodies = services.flatMap((service) =>
    Array.from({ length: pods / group }, (_, index) => delivery(service, index * group)),
  );
  const began = performance.now();
  const send = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await fetch(`${server.url}/webhooks/alertmanager`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(answer.status).toBe(202);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 10 }, send));
  // A minute's storm is taken in within the minute, on a machine that does other things as well.
  expect(performance.now() - began).toBeLessThan(60_000);
  expect((await memoryMb()) - before).toBeLessThan(400);

  await expect
    .poll(async () => (await incidents()).map((one) => one.status), { timeout: 30_000 })
    .toEqual(["reported", "reported"]);
  const found = await incidents();
  expect(found.map(({ eventCount, signalCount }) => [eventCount + 1, signalCount])).toEqual([
    [pods, 1],
    [pods, 1],
  ]);
  for (const { id } of found) {
    const { signals, postMortem } = await readIncident(server, id);
    expect(signals).toMatchObject([{ number: 1, repeats: pods - 1 }]);
    expect(postMortem?.version).toBe(1);
  }
});

test("the page lists the counts, and shows a storm as one signal", async () => {
  const list = await (await fetch(server.url)).text();
  expect(list).toContain("told 5,000 times");
  const page = await (await fetch(`${server.url}/incidents/INC-1`)).text();
  expect(page).toContain("1 signal");
  expect(page).not.toContain("Split off");
});
