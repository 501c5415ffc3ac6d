import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MetricFindings, type Subject } from "../../../src/domain/index.ts";
import type { CollectedEvidence } from "../../../src/tools/collector.ts";
import { createPrometheusCollector } from "../../../src/tools/prometheus/prometheus-collector.ts";
import { alertServersMissing, type StartedServer, startPrometheus } from "../../support/alert-servers.ts";
import { metricsHistory } from "../../support/metrics-history.ts";

// Real history in a real Prometheus: written with promtool, which comes with it.
const now = new Date("2026-03-14T10:20:00Z");
const MiB = 1024 * 1024;
let server: StartedServer;
let history: string;

beforeAll(async () => {
  if (alertServersMissing) return;
  history = await mkdtemp(join(tmpdir(), "history-"));
  await writeFile(join(history, "metrics.txt"), metricsHistory("seconds"));
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

async function collect(subject: Subject, url = server.url, more: { at?: string; now?: Date } = {}) {
  const clock = () => more.now ?? now;
  const collector = createPrometheusCollector({ url, now: clock, limits: { retries: 0 } });
  const request = { kind: "metrics", target: "", reason: "to see", askedBy: "triage" } as const;
  expect(collector.answers(subject, request)).toBe(true);
  const { at } = more;
  return collector.collect(subject, request, { signal: AbortSignal.timeout(20_000), ...(at ? { at } : {}) });
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

const billing: Subject = {
  kind: "workload",
  cluster: "",
  namespace: "shop",
  workload: "Deployment",
  name: "billing",
};

test.skipIf(alertServersMissing)(
  "what kube-state-metrics tells is found where Prometheus put the exporter's own labels in front",
  async () => {
    const { evidence, gaps } = await collect(billing);
    expect(gaps).toEqual([]);
    const text = textOf(evidence[0]);
    expect(text).toMatch(/^restarts of billing rose from 0 to 3 between 10:0[34]/m);
    expect(text).toMatch(/^available replicas of billing fell from 2 to 0/m);
    // cAdvisor's container and kube-state-metrics' limit of it are brought together.
    expect(text).toMatch(/^memory of billing rose from 100 MiB to its limit of 128 MiB/m);
  },
);

test.skipIf(alertServersMissing)("a workload is measured around the time that it failed", async () => {
  const days = new Date("2026-03-17T08:00:00Z");
  expect((await collect(billing, server.url, { now: days })).evidence).toEqual([]);
  const { evidence } = await collect(billing, server.url, { now: days, at: "2026-03-14T10:05:00Z" });
  expect(textOf(evidence[0])).toContain("restarts of billing rose from 0 to 3");
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
