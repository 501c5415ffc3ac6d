import type { MetricSignal } from "../../domain/index.ts";

/** A golden signal as one exporter measures it. */
export interface SignalQuery {
  signal: MetricSignal;
  /** Put before "of <service>". */
  name: string;
  unit: string;
  /** Metrics that must be there; the first one decides whether the query is asked. */
  needs: readonly string[];
  /** `selector` is a list of matchers without its braces. */
  query(selector: string): string;
  /** The limit that goes with it, where the exporters tell it. */
  limit?: { needs: readonly string[]; query(selector: string): string };
}

const WINDOW = "3m";
/** cAdvisor counts a pod's sandbox and the pod as a whole beside its containers. */
const REAL = 'container!="",container!="POD"';

function rate(metric: string, selector: string): string {
  return `rate(${metric}{${selector}}[${WINDOW}])`;
}

function shareOfErrors(metric: string, label: string): SignalQuery {
  return {
    signal: "errors",
    name: "share of failed requests",
    unit: "ratio",
    needs: [metric],
    query: (s) => `sum(${rate(metric, `${s},${label}=~"5.."`)}) / sum(${rate(metric, s)})`,
  };
}

function requests(metric: string): SignalQuery {
  return {
    signal: "traffic",
    name: "requests",
    unit: "per_second",
    needs: [metric],
    query: (s) => `sum(${rate(metric, s)})`,
  };
}

function latency(metric: string): SignalQuery {
  return {
    signal: "latency",
    name: "95th percentile of the response time",
    unit: "seconds",
    needs: [`${metric}_bucket`],
    query: (s) => `histogram_quantile(0.95, sum by (le) (${rate(`${metric}_bucket`, s)}))`,
  };
}

/**
 * What is asked, in the order of how much it tells. Names as the exporters document them: cAdvisor
 * (github.com/google/cadvisor, docs/storage/prometheus.md), kube-state-metrics (docs/metrics/workload), node_exporter,
 * the client libraries for Go, Java (Micrometer) and Node.js, and OpenTelemetry's HTTP server metrics.
 */
export const signalQueries: readonly SignalQuery[] = [
  {
    signal: "memory",
    name: "memory",
    unit: "bytes",
    needs: ["container_memory_working_set_bytes"],
    query: (s) => `max by (container) (container_memory_working_set_bytes{${s},${REAL}})`,
    limit: {
      needs: ["kube_pod_container_resource_limits"],
      query: (s) =>
        `min by (container, exported_container) (kube_pod_container_resource_limits{${s},resource="memory"})`,
    },
  },
  {
    signal: "restarts",
    name: "restarts",
    unit: "",
    needs: ["kube_pod_container_status_restarts_total"],
    query: (s) => `sum by (container, exported_container) (kube_pod_container_status_restarts_total{${s}})`,
  },
  {
    signal: "cpu",
    name: "cpu",
    unit: "cores",
    needs: ["container_cpu_usage_seconds_total"],
    query: (s) => `max by (container) (${rate("container_cpu_usage_seconds_total", `${s},${REAL}`)})`,
    limit: {
      needs: ["kube_pod_container_resource_limits"],
      query: (s) =>
        `min by (container, exported_container) (kube_pod_container_resource_limits{${s},resource="cpu"})`,
    },
  },
  {
    signal: "throttling",
    name: "share of throttled cpu periods",
    unit: "ratio",
    needs: ["container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total"],
    query: (s) =>
      `max by (container) (${rate("container_cpu_cfs_throttled_periods_total", `${s},${REAL}`)} / ${rate("container_cpu_cfs_periods_total", `${s},${REAL}`)})`,
  },
  ...["deployment", "statefulset"].map(
    (kind): SignalQuery => ({
      signal: "availability",
      name: kind === "deployment" ? "available replicas" : "ready replicas",
      unit: "",
      needs: [
        kind === "deployment"
          ? "kube_deployment_status_replicas_available"
          : "kube_statefulset_status_replicas_ready",
      ],
      query: (s) =>
        `sum(${kind === "deployment" ? "kube_deployment_status_replicas_available" : "kube_statefulset_status_replicas_ready"}{${s}})`,
    }),
  ),
  {
    signal: "availability",
    name: "ready pods",
    unit: "",
    needs: ["kube_pod_status_ready"],
    query: (s) => `sum(kube_pod_status_ready{${s},condition="true"})`,
  },
  shareOfErrors("http_requests_total", "code"),
  shareOfErrors("http_requests_total", "status"),
  shareOfErrors("http_server_requests_seconds_count", "status"),
  shareOfErrors("http_server_request_duration_seconds_count", "http_response_status_code"),
  latency("http_request_duration_seconds"),
  latency("http_server_requests_seconds"),
  latency("http_server_request_duration_seconds"),
  requests("http_requests_total"),
  requests("http_server_requests_seconds_count"),
  requests("http_server_request_duration_seconds_count"),
  {
    signal: "availability",
    name: "targets that answer Prometheus",
    unit: "",
    needs: ["up"],
    query: (s) => `sum(up{${s}})`,
  },
  {
    signal: "memory",
    name: "memory of the process",
    unit: "bytes",
    needs: ["process_resident_memory_bytes"],
    query: (s) => `max(process_resident_memory_bytes{${s}})`,
  },
  {
    signal: "memory",
    name: "JVM heap",
    unit: "bytes",
    needs: ["jvm_memory_used_bytes"],
    query: (s) => `max(sum by (instance, pod) (jvm_memory_used_bytes{${s},area="heap"}))`,
    limit: {
      needs: ["jvm_memory_max_bytes"],
      query: (s) => `min(sum by (instance, pod) (jvm_memory_max_bytes{${s},area="heap"} > 0))`,
    },
  },
  {
    signal: "cpu",
    name: "cpu of the process",
    unit: "cores",
    needs: ["process_cpu_seconds_total"],
    query: (s) => `max(${rate("process_cpu_seconds_total", s)})`,
  },
  {
    signal: "saturation",
    name: "open files",
    unit: "",
    needs: ["process_open_fds"],
    query: (s) => `max(process_open_fds{${s}})`,
    limit: { needs: ["process_max_fds"], query: (s) => `min(process_max_fds{${s}})` },
  },
  {
    signal: "saturation",
    name: "goroutines",
    unit: "",
    needs: ["go_goroutines"],
    query: (s) => `max(go_goroutines{${s}})`,
  },
  {
    signal: "saturation",
    name: "event loop lag",
    unit: "seconds",
    needs: ["nodejs_eventloop_lag_p99_seconds"],
    query: (s) => `max(nodejs_eventloop_lag_p99_seconds{${s}})`,
  },
  {
    signal: "saturation",
    name: "garbage collection",
    unit: "ratio",
    needs: ["jvm_gc_pause_seconds_sum"],
    query: (s) => `max(sum by (instance, pod) (${rate("jvm_gc_pause_seconds_sum", s)}))`,
  },
  {
    signal: "memory",
    name: "share of the node's memory in use",
    unit: "ratio",
    needs: ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
    query: (s) => `max(1 - node_memory_MemAvailable_bytes{${s}} / node_memory_MemTotal_bytes{${s}})`,
  },
  {
    signal: "cpu",
    name: "share of the node's cpu in use",
    unit: "ratio",
    needs: ["node_cpu_seconds_total"],
    query: (s) => `max(1 - avg by (instance) (${rate("node_cpu_seconds_total", `${s},mode="idle"`)}))`,
  },
  {
    signal: "disk",
    name: "share of the disk in use",
    unit: "ratio",
    needs: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
    query: (s) =>
      `max by (mountpoint) (1 - node_filesystem_avail_bytes{${s},fstype!~"tmpfs|overlay|squashfs"} / node_filesystem_size_bytes{${s},fstype!~"tmpfs|overlay|squashfs"})`,
  },
  {
    signal: "disk",
    name: "share of the volume in use",
    unit: "ratio",
    needs: ["kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes"],
    query: (s) =>
      `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${s}} / kubelet_volume_stats_capacity_bytes{${s}})`,
  },
];
