import type { FailureEvent } from "../../domain/index.ts";

type Labels = Readonly<Record<string, string>>;

/** Labels that name what is failing, best first. `docs/alertmanager.md` lists them. */
const SERVICE = [
  "service",
  "app",
  "app_kubernetes_io_name",
  "service_name",
  "deployment",
  "statefulset",
  "daemonset",
  "cronjob",
  "job_name",
  "workload",
  "pod",
  "component",
  "container",
  "job",
] as const;
const ENVIRONMENT = ["environment", "env", "deployment_environment", "stage"] as const;
const NAMESPACE = ["namespace", "exported_namespace", "kubernetes_namespace"] as const;
const IMAGE = ["image", "container_image", "image_spec"] as const;
const COMMIT = ["commit", "git_commit", "git_sha", "revision"] as const;
const REPOSITORY = ["repository", "repo"] as const;

/** Those who tell of others: an alert that carries their name is about the thing they watched. */
const EXPORTER =
  /(^|[-/_])(kube-state-metrics|node-exporter|node_exporter|kubelet|cadvisor|blackbox|blackbox-exporter|pushgateway)$/;

/** What an alert's labels say about where it happened. */
export function placeOf(
  labels: Labels,
): Pick<FailureEvent, "service" | "environment" | "namespace" | "image" | "commit" | "repository"> {
  const commit = first(labels, COMMIT)?.toLowerCase();
  return {
    service: serviceOf(labels),
    environment: first(labels, ENVIRONMENT),
    namespace: first(labels, NAMESPACE),
    image: first(labels, IMAGE),
    commit: commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined,
    repository: first(labels, REPOSITORY),
  };
}

function serviceOf(labels: Labels): string | undefined {
  for (const name of SERVICE) {
    const value = labels[name];
    if (value === undefined || value === "" || EXPORTER.test(value)) continue;
    if (name === "pod") return ownerOf(value);
    // The Prometheus operator calls a scrape job `namespace/name`.
    return name === "job" ? value.split("/").at(-1) : value;
  }
  return undefined;
}

/** A pod's name without what its owner appended: the ReplicaSet's hash and five letters, or an ordinal. */
function ownerOf(pod: string): string {
  return pod
    .replace(/-[0-9a-f]{6,10}-[a-z0-9]{5}$/, "")
    .replace(/-(?:\d{1,3}|[bcdfghjklmnpqrstvwxz2456789]{5})$/, "");
}

function first(labels: Labels, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined && value !== "");
}

/** How much an alert asks for, in the words in use; those that nobody knows are taken seriously. */
const RANKS: Readonly<Record<string, number>> = {
  none: 0,
  debug: 0,
  info: 1,
  information: 1,
  informational: 1,
  notice: 1,
  low: 1,
  ok: 1,
  warn: 2,
  warning: 2,
  minor: 2,
  medium: 2,
  error: 3,
  major: 3,
  high: 3,
  critical: 4,
  crit: 4,
  fatal: 4,
  page: 4,
  emergency: 4,
  disaster: 4,
};

export type Severity = "info" | "warning" | "error" | "critical";

/** Alerts that fire to prove that alerting works, or to inhibit others. */
const HEARTBEATS = new Set(["Watchdog", "DeadMansSwitch", "InfoInhibitor"]);

/** Why an alert is not looked into; undefined when it is. */
export function reasonToIgnore(labels: Labels, least: Severity): string | undefined {
  const name = labels["alertname"] ?? "";
  if (HEARTBEATS.has(name)) return `${name} only shows that alerting works`;
  const severity = labels["severity"] ?? labels["priority"];
  if (severity === undefined) return undefined;
  const rank = RANKS[severity.toLowerCase()];
  return rank !== undefined && rank < (RANKS[least] ?? 0)
    ? `its severity ${severity.slice(0, 40)} is below ${least}`
    : undefined;
}
