import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import pino from "pino";
import { loadConfig } from "../src/config/config.ts";
import { createContext } from "../src/context.ts";
import { createApp } from "../src/http/create-app.tsx";

/**
 * A storm of alerts over HTTP: 10,000 of three causes, each telling of another pod, in groups as Alertmanager
 * sends them, and all of them resolved afterwards. Prints one JSON line. Run it with `npx tsx`.
 */
const ALERTS = 10_000;
const GROUP = 20;
/** Deliveries under way at a time. */
const PARALLEL = 16;
const services = ["checkout", "payments", "search"];

const logger = pino({ level: "silent" });
const home = await mkdtemp(join(tmpdir(), "inquest-storm-"));
await chmod(home, 0o755);
const config = loadConfig({
  INQUEST_HOME: home,
  CHROMA_URL: "http://127.0.0.1:9",
  PATH: process.env["PATH"],
});
const context = await createContext(config, { signal: new AbortController().signal, logger });
await context.work();
const { services: verbs } = context;
const app = createApp({ services: verbs, access: { loopbackOnly: true }, logger });
let closeServer = () => {};
const port = await new Promise<number>((resolve) => {
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, (info) => resolve(info.port));
  closeServer = () => void server.close();
});

const startsAt = new Date().toISOString();
const alert = (index: number, status: "firing" | "resolved") => ({
  status,
  labels: {
    alertname: "HighErrorRate",
    severity: "critical",
    namespace: "shop",
    service: services[index % services.length] ?? "",
    pod: `${services[index % services.length]}-7d9f8b6c5d-${String(index).padStart(5, "0")}`,
  },
  annotations: { summary: "More than 5 % of the requests fail" },
  startsAt,
  endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : new Date(Date.now() + 60_000).toISOString(),
  fingerprint: index.toString(16).padStart(16, "0"),
});

async function send(
  status: "firing" | "resolved",
): Promise<{ seconds: number; slowestMs: number; p50Ms: number }> {
  const took: number[] = [];
  let next = 0;
  const began = performance.now();
  const sender = async () => {
    for (let first = next; first < ALERTS; first = next) {
      next += GROUP;
      const alerts = Array.from({ length: GROUP }, (_, at) => alert(first + at, status));
      const started = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/webhooks/alertmanager`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ version: "4", status, receiver: "inquest", commonLabels: {}, alerts }),
      });
      if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
      took.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, sender));
  const sorted = took.toSorted((a, b) => a - b);
  return {
    seconds: Math.round((performance.now() - began) / 100) / 10,
    slowestMs: Math.round(sorted.at(-1) ?? 0),
    p50Ms: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
  };
}

try {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const fired = await send("firing");
  const incidents = await verbs.listIncidents({ limit: 100 });
  const draining = performance.now();
  while ((await verbs.listIncidents({ limit: 100 })).some((one) => one.postMortem === undefined)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const drainedSeconds = Math.round((performance.now() - draining) / 100) / 10;
  const resolved = await send("resolved");
  const open = (await verbs.listIncidents({ limit: 100 })).filter((one) => one.status !== "resolved").length;
  clearInterval(watch);
  const figures = {
    alerts: ALERTS,
    incidents: incidents.map(({ id, eventCount, signalCount }) => ({
      id,
      told: eventCount + 1,
      signalCount,
    })),
    fired: { ...fired, perSecond: Math.round(ALERTS / fired.seconds) },
    drainedSeconds,
    resolved: { ...resolved, perSecond: Math.round(ALERTS / resolved.seconds) },
    openAfterwards: open,
    memoryGrownMb: Math.round((peak - before) / 1e6),
  };
  console.log(JSON.stringify(figures));
} finally {
  closeServer();
  await context.close();
  await rm(home, { recursive: true, force: true });
}
