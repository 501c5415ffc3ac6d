import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MetricFindings, type Subject } from "../../../src/domain/index.ts";
import type { CollectedEvidence } from "../../../src/tools/collector.ts";
import { createPrometheusCollector } from "../../../src/tools/prometheus/prometheus-collector.ts";
import { alertServersMissing, type StartedServer, startPrometheus } from "../../support/alert-servers.ts";

// Real history in a real Prometheus: written with promtool, which comes with it.
const now = new Date("2026-03-14T10:20:00Z");
const MiB = 1024 * 1024;
let server: StartedServer;
let history: string;

/** Samples every 15 s from 09:00 to 10:20, as OpenMetrics; minutes counted from 09:00. */
function openMetrics(): string {
  const pod = 'namespace="shop",pod="checkout-7c9d8f6b5-x2x9k",container="app"';
  const other = 'namespace="shop",pod="checkout-worker-5d8c7b9f4-abcde",container="app"';
  const families: [string, string, string, (minute: number) => number][] = [
    [
      "container_memory_working_set_bytes",
      "gauge",
      pod,
      (m) => (m < 62 ? 210 : Math.min(511, 210 + (m - 62) * 43)) * MiB,
    ],
    ["container_memory_working_set_bytes", "gauge", other, () => 900 * MiB],
    ["kube_pod_container_resource_limits", "gauge", `${pod},resource="memory"`, () => 512 * MiB],
    ["kube_pod_container_status_restarts", "counter", pod, (m) => (m < 71 ? 0 : 2)],
    ["http_requests", "counter", `${pod},code="200"`, (m) => 6_000 + m * 600],
    ["http_requests", "counter", `${pod},code="500"`, (m) => (m < 70 ? 0 : (m - 70) * 200)],
    ["up", "gauge", 'job="checkout",namespace="shop",pod="checkout-7c9d8f6b5-x2x9k"', () => 1],
  ];
  const lines: string[] = [];
  const told = new Set<string>();
  const sorted = families.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, type, labels, value] of sorted) {
    if (!told.has(name)) lines.push(`# TYPE ${name} ${type}`);
    told.add(name);
    for (let sample = 0; sample <= 320; sample++) {
      const at = Date.parse("2026-03-14T09:00:00Z") / 1000 + sample * 15;
      lines.push(`${name}${type === "counter" ? "_total" : ""}{${labels}} ${value(sample / 4)} ${at}`);
    }
  }
  return `${lines.join("\n")}\n# EOF\n`;
}

beforeAll(async () => {
  if (alertServersMissing) return;
  history = await mkdtemp(join(tmpdir(), "history-"));
  await writeFile(join(history, "metrics.txt"), openMetrics());
  const made = spawnSync(
    "promtool",
    ["tsdb", "create-blocks-from", "openmetrics", `${history}/metrics.txt`, history],
    {
      encoding: "utf8",
    },
  );
  if (made.status !== 0) throw new Error(`promtool wrote no history: ${made.stderr}`);
  const rule = {
    alert: "CheckoutMemoryHigh",
    expr: `container_memory_working_set_bytes{namespace="shop",container="app"} > ${460 * MiB}`,
    labels: { severity: "critical" },
  };
  server = await startPrometheus(
    { global: { evaluation_interval: "1h" }, rule_files: ["FOLDER/rules.json"] },
    { "rules.json": { groups: [{ name: "shop", rules: [rule] }] } },
    { storage: history },
  );
});

afterAll(async () => {
  await server?.stop();
  if (history) await rm(history, { recursive: true, force: true });
});

function alert(labels: Record<string, string>, name = "CheckoutMemoryHigh"): Subject {
  return {
    kind: "alert",
    name,
    labels: { alertname: name, severity: "critical", ...labels },
    annotations: {},
    startsAt: "2026-03-14T10:08:30.000Z",
    fingerprint: "f1",
  };
}

function textOf(evidence: CollectedEvidence | undefined): string {
  return typeof evidence?.content === "string" ? evidence.content : "";
}

async function collect(subject: Subject, url = server.url) {
  const collector = createPrometheusCollector({ url, now: () => now, limits: { retries: 0 } });
  const request = { kind: "metrics", target: "", reason: "to see", askedBy: "triage" } as const;
  expect(collector.answers(subject, request)).toBe(true);
  return collector.collect(subject, request, { signal: AbortSignal.timeout(20_000) });
}

test.skipIf(alertServersMissing)(
  "an alert's rule is found, and the leak behind it told in one line",
  async () => {
    const labels = { namespace: "shop", pod: "checkout-7c9d8f6b5-x2x9k", container: "app" };
    const { evidence, gaps } = await collect(alert(labels));
    expect(gaps).toEqual([]);
    const [metrics] = evidence;
    const lines = textOf(metrics).split("\n");
    expect(lines[1]).toContain('container_memory_working_set_bytes{container="app",namespace="shop"} >');
    const data = MetricFindings.parse(metrics?.data);
    for (const finding of data.findings) expect(lines[finding.line - 1]).toBe(finding.sentence);
    const sentences = data.findings.map((finding) => finding.sentence);
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:02 and 10:0[89] UTC$/,
      ),
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(
        /^what CheckoutMemoryHigh measures rose from 210 MiB to 511 MiB, past the threshold of 460 MiB,/,
      ),
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(/^restarts of checkout .*rose from 0 to 2 between 10:1[01]/),
    );
    expect(sentences).toContainEqual(
      expect.stringMatching(/^share of failed requests of checkout rose from .* to 25 %/),
    );
    // The neighbour with a longer name is another workload.
    expect(textOf(metrics)).not.toContain("900 MiB");
  },
);

test.skipIf(alertServersMissing)("a workload is measured without an alert", async () => {
  const { evidence } = await collect({
    kind: "workload",
    cluster: "",
    namespace: "shop",
    workload: "Deployment",
    name: "checkout",
  });
  expect(evidence[0]?.title).toBe("Metrics of Deployment checkout");
  expect(textOf(evidence[0])).toContain("to its limit of 512 MiB");
});

test.skipIf(alertServersMissing)(
  "labels that are no PromQL harm nothing, and what is not measured is a gap",
  async () => {
    const hostile = { namespace: 'x"} or up{a="', service: 'a\\"\n}) or vector(1) #' };
    const { evidence, gaps } = await collect(alert(hostile, "Unknown"));
    expect(evidence).toEqual([]);
    expect(gaps).toEqual([expect.objectContaining({ code: "not_found" })]);
  },
);

test("a Prometheus that is not there is one gap, not twenty", async () => {
  const { evidence, gaps } = await collect(alert({ service: "checkout" }), "http://127.0.0.1:1");
  expect(evidence).toEqual([]);
  expect(gaps).toEqual([
    expect.objectContaining({ code: "unreachable", remedy: expect.stringContaining("PROMETHEUS_URL") }),
  ]);
});
