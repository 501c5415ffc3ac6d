import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemoryServices, sampleIncident } from "../support/memory-services.ts";
import { type ServedApp, serveApp } from "../support/serve-app.ts";
import { alertEvent } from "../support/signal-events.ts";

let app: ServedApp;
const event = alertEvent({ labels: { alertname: "DiskFull" } });
const signal = { event, receivedAt: event.occurredAt, reason: "", repeats: 0 };
const services = createMemoryServices([
  {
    ...sampleIncident,
    signals: [
      { ...signal, number: 1 },
      { ...signal, number: 2 },
    ],
  },
]);

beforeAll(async () => {
  app = await serveApp(services, { loopbackOnly: true });
});
afterAll(() => app.close());

async function send(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${app.url}/api${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

test("a signal is split off by its number", async () => {
  expect(await send("POST", "/incidents/INC-7/split", { signal: 2 })).toMatchObject({
    status: 201,
    body: { incident: "INC-99", url: "/incidents/INC-99" },
  });
  expect(await send("POST", "/incidents/INC-7/split", { signal: 9 })).toMatchObject({
    status: 404,
    body: { error: { code: "signal_not_found" } },
  });
  for (const body of [{}, { signal: 0 }, { signal: "x" }, [], { signal: 1, more: true }]) {
    expect((await send("POST", "/incidents/INC-7/split", body)).status).toBe(400);
  }
});

test("a silence is made for a time, listed and removed", async () => {
  const made = await send("POST", "/silences", {
    labels: { alertname: "DiskFull" },
    for: "2h",
    reason: "known",
  });
  expect(made).toMatchObject({ status: 201, body: { id: "SIL-1", reason: "known" } });
  const { until } = made.body as { until: string };
  expect(Math.abs(Date.parse(until) - Date.now() - 2 * 3_600_000)).toBeLessThan(60_000);
  expect(await send("GET", "/silences")).toMatchObject({ body: { silences: [{ id: "SIL-1" }] } });
  expect((await send("DELETE", "/silences/SIL-1")).status).toBe(204);
  expect((await send("DELETE", "/silences/SIL-1")).status).toBe(404);
  expect((await send("DELETE", "/silences/nothing")).status).toBe(404);
});

test.each([
  {},
  { labels: { a: "b" } },
  { labels: { a: "b" }, for: "2 fortnights" },
  { labels: { a: "b" }, for: "9999w" },
  { labels: "a=b", for: "2h" },
  { labels: { a: 1 }, for: "2h" },
  { stream: "", for: "2h" },
])("a silence that says %j is refused in one sentence", async (body) => {
  expect(await send("POST", "/silences", body)).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_request" } },
  });
});
