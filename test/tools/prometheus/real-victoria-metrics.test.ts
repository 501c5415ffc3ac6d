import { afterAll, beforeAll, expect, test } from "vitest";
import type { Subject } from "../../../src/domain/index.ts";
import { createPrometheusCollector } from "../../../src/tools/prometheus/prometheus-collector.ts";
import {
  type StartedServer,
  startVictoriaMetrics,
  victoriaMetricsMissing,
} from "../../support/alert-servers.ts";
import { metricsHistory } from "../../support/metrics-history.ts";

// The other server that people put at PROMETHEUS_URL: its own storage, its own query language's edges, no rules.
const now = new Date("2026-03-14T10:20:00Z");
const MiB = 1024 * 1024;
let server: StartedServer;

beforeAll(async () => {
  if (victoriaMetricsMissing) return;
  server = await startVictoriaMetrics();
  await fill(server);
}, 40_000);

afterAll(async () => {
  await server?.stop();
});

async function fill({ url }: StartedServer): Promise<void> {
  const answer = await fetch(`${url}/api/v1/import/prometheus`, {
    method: "POST",
    body: metricsHistory("milliseconds"),
  });
  if (!answer.ok) throw new Error(`VictoriaMetrics took no history: ${answer.status}`);
  // What was written becomes visible to questions by this.
  await fetch(`${url}/internal/force_flush`);
}

const alert: Subject = {
  kind: "alert",
  name: "CheckoutMemoryHigh",
  labels: {
    alertname: "CheckoutMemoryHigh",
    namespace: "shop",
    pod: "checkout-7c9d8f6b5-x2x9k",
    container: "app",
  },
  annotations: {},
  // As Alertmanager's link to the graph tells it, since there is nobody to ask for rules.
  expression: `container_memory_working_set_bytes{namespace="shop",container="app"} > ${460 * MiB}`,
  startsAt: "2026-03-14T10:08:30.000Z",
  fingerprint: "f1",
};

async function collect(subject: Subject, { url } = server) {
  const collector = createPrometheusCollector({ url, now: () => now, limits: { retries: 0 } });
  const request = { kind: "metrics", target: "", reason: "to see", askedBy: "triage" } as const;
  return collector.collect(subject, request, { signal: AbortSignal.timeout(20_000) });
}

test.skipIf(victoriaMetricsMissing)("the same leak is told from VictoriaMetrics", async () => {
  const { evidence, gaps } = await collect(alert);
  expect(gaps).toEqual([]);
  const content = evidence[0]?.content;
  const text = typeof content === "string" ? content : "";
  expect(text).toMatch(/^memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:02 and/m);
  expect(text).toMatch(
    /^what CheckoutMemoryHigh measures rose from 210 MiB to 511 MiB, past the threshold of 460 MiB/m,
  );
  expect(text).toMatch(/^restarts of checkout .*rose from 0 to 2 between 10:1[01]/m);
  expect(text).not.toContain("900 MiB");
});

test.skipIf(victoriaMetricsMissing)(
  "a limit that a question goes beyond is named with its flag",
  async () => {
    const strict = await startVictoriaMetrics([
      "-search.maxSamplesPerQuery=10",
      "-search.maxPointsPerTimeseries=50",
    ]);
    try {
      await fill(strict);
      const { evidence, gaps } = await collect(alert, strict);
      expect(evidence).toEqual([]);
      expect(gaps).toEqual([
        {
          missing: expect.stringMatching(/^What CheckoutMemoryHigh measures: Prometheus answered 422: "/),
          code: "limit_reached",
          remedy: expect.stringMatching(/^Raise /),
        },
      ]);
    } finally {
      await strict.stop();
    }
  },
);
