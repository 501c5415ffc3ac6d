import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Incident } from "../../src/domain/index.ts";
import {
  alertServersMissing,
  freePort,
  type MetricsPage,
  type StartedServer,
  serveMetrics,
  startAlertmanager,
  startPrometheus,
} from "../support/alert-servers.ts";
import { type InquestProcess, startInquest } from "../support/inquest-process.ts";
import { investigationEnd, readIncident } from "../support/scene.ts";

const MiB = 1024 * 1024;
const token = "a-token-between-alertmanager-and-inquest";
let home: string;
let page: MetricsPage;
let prometheus: StartedServer;
let alertmanager: StartedServer;
let inquest: InquestProcess;

/** What the service's own /metrics says. */
function metrics(mebibytes: number): string {
  return [
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${mebibytes * MiB}`,
    "# TYPE go_goroutines gauge",
    "go_goroutines 41",
    "",
  ].join("\n");
}

beforeAll(async () => {
  if (alertServersMissing) return;
  home = await mkdtemp(join(tmpdir(), "alerted-"));
  // As root, PostgreSQL runs under an account of its own, which must be able to pass through.
  await chmod(home, 0o755);
  page = await serveMetrics(metrics(210));
  // Each is told the next one's address, so Prometheus comes last: its ports are known before it starts.
  const prometheusPort = await freePort();
  inquest = await startInquest({
    INQUEST_HOME: home,
    ALERTMANAGER_WEBHOOK_TOKEN: token,
    PROMETHEUS_URL: `http://127.0.0.1:${prometheusPort}`,
  });
  alertmanager = await startAlertmanager({
    route: { receiver: "inquest", group_wait: "0s", group_interval: "1s", repeat_interval: "1h" },
    receivers: [
      {
        name: "inquest",
        webhook_configs: [
          {
            url: `${inquest.url}/webhooks/alertmanager`,
            send_resolved: true,
            http_config: { authorization: { type: "Bearer", credentials: token } },
          },
        ],
      },
    ],
  });
  const rule = {
    alert: "CheckoutMemoryHigh",
    expr: `process_resident_memory_bytes{job="checkout"} > ${400 * MiB}`,
    for: "2s",
    labels: { severity: "critical", env: "production" },
    annotations: { summary: "Memory of {{ $labels.job }} is {{ $value | humanize1024 }}B" },
  };
  prometheus = await startPrometheus(
    {
      global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
      rule_files: ["FOLDER/rules.json"],
      alerting: {
        alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }],
      },
      scrape_configs: [{ job_name: "checkout", static_configs: [{ targets: [page.target] }] }],
    },
    { "rules.json": { groups: [{ name: "shop", rules: [rule] }] } },
    { port: prometheusPort },
  );
}, 90_000);

afterAll(async () => {
  await inquest?.stop();
  await prometheus?.stop();
  await alertmanager?.stop();
  await page?.close();
  if (home) await rm(home, { recursive: true, force: true });
});

/** Samples of the metric that Prometheus has so far. */
async function samples(): Promise<number> {
  const query = encodeURIComponent('count_over_time(process_resident_memory_bytes{job="checkout"}[5m])');
  const answer = (await (await fetch(`${prometheus.url}/api/v1/query?query=${query}`)).json()) as {
    data: { result: { value: [number, string] }[] };
  };
  return Number(answer.data.result[0]?.value[1] ?? 0);
}

async function incidents(): Promise<Incident[]> {
  const answer = await fetch(`${inquest.url}/api/incidents`);
  return ((await answer.json()) as { incidents: Incident[] }).incidents;
}

test.skipIf(alertServersMissing)(
  "a rule fires on a metric: the report holds the metric's change, and the alert's end closes it",
  async () => {
    await expect.poll(samples, { timeout: 30_000, interval: 250 }).toBeGreaterThan(8);
    page.set(metrics(496));

    await expect.poll(async () => (await incidents()).length, { timeout: 30_000, interval: 250 }).toBe(1);
    const id = (await incidents())[0]?.id ?? "";
    await investigationEnd(inquest, id);
    const { event, postMortem } = await readIncident(inquest, id);
    expect(event).toMatchObject({
      source: "alertmanager",
      title: "CheckoutMemoryHigh on checkout: Memory of checkout is 496MiB",
      service: "checkout",
      environment: "production",
      subject: { kind: "alert", name: "CheckoutMemoryHigh" },
    });

    // The change stands in the cause, with its quote, and in the timeline before the alert.
    const change =
      /^memory of the process of checkout rose from 210 MiB to 496 MiB (?:between|at) [\d:]+.* UTC$/;
    const [cause] = postMortem?.diagnosis.causes ?? [];
    expect(cause).toMatchObject({ category: "out_of_memory", origin: "rules" });
    expect(cause?.citations[0]?.quote).toMatch(change);
    const evidence = await fetch(
      `${inquest.url}/api/incidents/${id}/evidence/${cause?.citations[0]?.evidence}`,
    );
    const lines = (await evidence.text()).split("\n");
    expect(lines[(cause?.citations[0]?.start ?? 0) - 1]).toMatch(change);
    expect(lines.join("\n")).toContain("past the threshold of 400 MiB");
    const timeline = postMortem?.timeline.map((entry) => entry.what) ?? [];
    expect(timeline.findIndex((what) => change.test(what))).toBeGreaterThanOrEqual(0);
    expect(timeline.findIndex((what) => change.test(what))).toBeLessThan(timeline.indexOf(event.title));

    page.set(metrics(215));
    await expect
      .poll(async () => (await readIncident(inquest, id)).status, { timeout: 60_000, interval: 250 })
      .toBe("resolved");
    expect(await readIncident(inquest, id)).toMatchObject({
      resolution: "The alert CheckoutMemoryHigh ended",
    });
    expect(await incidents()).toHaveLength(1);
  },
  150_000,
);
