/** Where an alert's labels say that it happened. */
export interface Place {
  service?: string;
  environment?: string;
  namespace?: string;
  image?: string;
  commit?: string;
  repository?: string;
  pod?: string;
  container?: string;
}

type Labels = Readonly<Record<string, string>>;

/** Labels that name what is failing, best first. `docs/alertmanager.md` lists them all. */
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
const NAMESPACE = ["namespace", "kubernetes_namespace"] as const;
const IMAGE = ["image", "container_image", "image_spec"] as const;
const COMMIT = ["commit", "git_commit", "git_sha", "revision"] as const;
const REPOSITORY = ["repository", "repo"] as const;

/** Those who tell of others: an alert that carries their name is about the thing they watched. */
const EXPORTER =
  /(^|[-/_])(kube-state-metrics|node-exporter|node_exporter|kubelet|cadvisor|blackbox|blackbox-exporter|pushgateway)$/;

/** Whether a scrape job or a service only tells of others. */
export function isExporter(name: string): boolean {
  return EXPORTER.test(name);
}

/** What an alert's labels say about where it happened. */
export function placeOfLabels(labels: Labels): Place {
  const commit = first(labels, COMMIT)?.toLowerCase();
  return {
    service: serviceOf(labels),
    environment: first(labels, ENVIRONMENT),
    namespace: first(labels, NAMESPACE),
    image: first(labels, IMAGE),
    commit: commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined,
    repository: first(labels, REPOSITORY),
    pod: first(labels, ["pod"]),
    container: first(labels, ["container"]),
  };
}

function serviceOf(labels: Labels): string | undefined {
  for (const name of [...SERVICE.map(exported), ...SERVICE]) {
    const value = labels[name];
    if (value === undefined || value === "" || isExporter(value)) continue;
    if (name.endsWith("pod")) return ownerOf(value);
    // The Prometheus operator calls a scrape job `namespace/name`.
    return name.endsWith("job") ? value.split("/").at(-1) : value;
  }
  return undefined;
}

/** A pod's name without what its owner appended: the ReplicaSet's hash and five letters, or an ordinal. */
function ownerOf(pod: string): string {
  return pod
    .replace(/-[0-9a-f]{6,10}-[a-z0-9]{5}$/, "")
    .replace(/-(?:\d{1,3}|[bcdfghjklmnpqrstvwxz2456789]{5})$/, "");
}

/** How Prometheus calls a label of an exporter's own that it has put its target's in front of. */
function exported(name: string): string {
  return `exported_${name}`;
}

/** What the exporter tells comes before what Prometheus knows of the exporter. */
function first(labels: Labels, names: readonly string[]): string | undefined {
  return [...names.map(exported), ...names]
    .map((name) => labels[name])
    .find((value) => value !== undefined && value !== "");
}
