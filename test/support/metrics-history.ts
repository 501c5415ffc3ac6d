const MiB = 1024 * 1024;

/**
 * A leak in `checkout`, a crash loop in `billing`: samples every 15 s from 09:00 to 10:20 on 2026-03-14, as
 * OpenMetrics; minutes counted from 09:00.
 */
export function metricsHistory(times: "seconds" | "milliseconds"): string {
  const pod = 'namespace="shop",pod="checkout-7c9d8f6b5-x2x9k",container="app"';
  const other = 'namespace="shop",pod="checkout-worker-5d8c7b9f4-abcde",container="app"';
  const exporter = 'job="kube-state-metrics",namespace="monitoring",pod="kube-state-metrics-5f6c7d8b9-k2l3m"';
  const billing = `${exporter},container="kube-state-metrics",exported_namespace="shop",exported_pod="billing-66f4d9c7b-q8w7e",exported_container="app"`;
  const deployment = `${exporter},exported_namespace="shop",deployment="billing"`;
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
    // kube-state-metrics scraped without `honor_labels`: its own pod in front, what it tells of behind.
    ["kube_pod_container_status_restarts", "counter", billing, (m) => (m < 64 ? 0 : 3)],
    ["kube_pod_container_resource_limits", "gauge", `${billing},resource="memory"`, () => 128 * MiB],
    ["kube_deployment_status_replicas_available", "gauge", deployment, (m) => (m < 64 ? 2 : 0)],
    [
      "container_memory_working_set_bytes",
      "gauge",
      'namespace="shop",pod="billing-66f4d9c7b-q8w7e",container="app"',
      (m) => (m < 60 ? 100 : Math.min(128, 100 + (m - 60) * 8)) * MiB,
    ],
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
      lines.push(
        `${name}${type === "counter" ? "_total" : ""}{${labels}} ${value(sample / 4)} ${times === "seconds" ? at : at * 1000}`,
      );
    }
  }
  return `${lines.join("\n")}\n# EOF\n`;
}
