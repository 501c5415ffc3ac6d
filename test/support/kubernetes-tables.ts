import type { StoredObject } from "./kubernetes-store.ts";

/** What stands at a path of an object; numbers are indexes of lists. */
function at(object: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    object,
  );
}

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const pairs = (value: unknown): string =>
  Object.entries(typeof value === "object" && value !== null ? value : {})
    .map(([key, one]) => `${key}=${text(one)}`)
    .join(",");
const condition = (object: unknown, type: string) =>
  text(
    at(
      list(at(object, "status", "conditions")).find((one) => at(one, "type") === type),
      "status",
    ),
  );
const subjects = (object: unknown, kind: string) =>
  list(at(object, "subjects"))
    .filter((one) => at(one, "kind") === kind)
    .map((one) => [at(one, "namespace"), at(one, "name")].map(text).filter(Boolean).join("/"))
    .join(", ");
const targets = (scaler: unknown) =>
  list(at(scaler, "spec", "metrics"))
    .map((metric, index) => {
      const now = text(
        at(scaler, "status", "currentMetrics", index, "resource", "current", "averageUtilization"),
      );
      const goal = text(at(metric, "resource", "target", "averageUtilization"));
      return `${text(at(metric, "resource", "name"))}: ${now === "" ? "<unknown>" : `${now}%`}/${goal}%`;
    })
    .join(", ");
const ready = (pod: unknown) => {
  const statuses = list(at(pod, "status", "containerStatuses"));
  return `${statuses.filter((one) => at(one, "ready") === true).length}/${statuses.length}`;
};
const isDefault = (object: unknown) =>
  at(object, "metadata", "annotations", "storageclass.kubernetes.io/is-default-class") === "true";
const address = (endpoint: unknown) =>
  list(at(endpoint, "subsets"))
    .flatMap((subset) => list(at(subset, "addresses")).map((one) => text(at(one, "ip"))))
    .join(",") || "<none>";

type Column = [title: string, cell: (object: StoredObject) => string, wide?: "wide"];

const binding: Column[] = [
  ["Role", (one) => `${text(at(one, "roleRef", "kind"))}/${text(at(one, "roleRef", "name"))}`],
  ["Age", () => "40d"],
  ["Users", (one) => subjects(one, "User"), "wide"],
  ["Groups", (one) => subjects(one, "Group"), "wide"],
  ["ServiceAccounts", (one) => subjects(one, "ServiceAccount"), "wide"],
];
const webhooks: Column[] = [
  ["Webhooks", (one) => String(list(at(one, "webhooks")).length)],
  ["Age", () => "40d"],
];
const created: Column[] = [["Created At", (one) => one.metadata.creationTimestamp]];

/**
 * The columns that an API server gives for a list of a kind, behind the name. Sources: kubernetes/kubernetes,
 * pkg/printers/internalversion/printers.go; the columns of the Gateway API's CRDs.
 */
const COLUMNS: Readonly<Record<string, Column[]>> = {
  Pod: [
    ["Ready", ready],
    ["Status", (one) => text(at(one, "status", "phase"))],
    ["Restarts", (one) => text(at(one, "status", "containerStatuses", 0, "restartCount")) || "0"],
    ["Age", () => "40d"],
  ],
  Service: [
    ["Type", (one) => text(at(one, "spec", "type")) || "ClusterIP"],
    ["Cluster-IP", (one) => text(at(one, "spec", "clusterIP")) || "10.96.0.9"],
    ["External-IP", () => "<none>"],
    ["Port(s)", (one) => `${text(at(one, "spec", "ports", 0, "port"))}/TCP`],
    ["Age", () => "40d"],
    ["Selector", (one) => pairs(at(one, "spec", "selector")) || "<none>", "wide"],
  ],
  Endpoints: [
    ["Endpoints", address],
    ["Age", () => "40d"],
  ],
  ServiceAccount: [
    ["Secrets", () => "0"],
    ["Age", () => "40d"],
  ],
  Deployment: [
    [
      "Ready",
      (one) => `${text(at(one, "status", "readyReplicas")) || "0"}/${text(at(one, "spec", "replicas"))}`,
    ],
    ["Up-to-date", (one) => text(at(one, "status", "updatedReplicas"))],
    ["Available", (one) => text(at(one, "status", "availableReplicas"))],
    ["Age", () => "40d"],
  ],
  HorizontalPodAutoscaler: [
    [
      "Reference",
      (one) =>
        `${text(at(one, "spec", "scaleTargetRef", "kind"))}/${text(at(one, "spec", "scaleTargetRef", "name"))}`,
    ],
    ["Targets", targets],
    ["MinPods", (one) => text(at(one, "spec", "minReplicas"))],
    ["MaxPods", (one) => text(at(one, "spec", "maxReplicas"))],
    ["Replicas", (one) => text(at(one, "status", "currentReplicas"))],
    ["Age", () => "40d"],
  ],
  NetworkPolicy: [
    ["Pod-Selector", (one) => pairs(at(one, "spec", "podSelector", "matchLabels")) || "<none>"],
    ["Age", () => "40d"],
  ],
  PersistentVolume: [
    ["Capacity", (one) => text(at(one, "spec", "capacity", "storage"))],
    ["Access Modes", () => "RWO"],
    ["Reclaim Policy", (one) => text(at(one, "spec", "persistentVolumeReclaimPolicy"))],
    ["Status", (one) => text(at(one, "status", "phase"))],
    [
      "Claim",
      (one) =>
        [at(one, "spec", "claimRef", "namespace"), at(one, "spec", "claimRef", "name")]
          .map(text)
          .filter(Boolean)
          .join("/"),
    ],
    ["StorageClass", (one) => text(at(one, "spec", "storageClassName"))],
    ["VolumeAttributesClass", () => "<unset>"],
    ["Reason", (one) => text(at(one, "status", "reason"))],
    ["Age", () => "40d"],
  ],
  PersistentVolumeClaim: [
    ["Status", (one) => text(at(one, "status", "phase"))],
    ["Volume", (one) => text(at(one, "spec", "volumeName"))],
    ["Capacity", (one) => text(at(one, "status", "capacity", "storage"))],
    ["Access Modes", (one) => (at(one, "status", "phase") === "Bound" ? "RWO" : "")],
    ["StorageClass", (one) => text(at(one, "spec", "storageClassName"))],
    ["VolumeAttributesClass", () => "<unset>"],
    ["Age", () => "40d"],
  ],
  StorageClass: [
    ["Provisioner", (one) => text(at(one, "provisioner"))],
    ["ReclaimPolicy", () => "Delete"],
    ["VolumeBindingMode", () => "Immediate"],
    ["AllowVolumeExpansion", () => "false"],
    ["Age", () => "40d"],
  ],
  CSIDriver: [
    ["AttachRequired", () => "true"],
    ["PodInfoOnMount", () => "false"],
    ["StorageCapacity", () => "false"],
    ["TokenRequests", () => "<unset>"],
    ["RequiresRepublish", () => "false"],
    ["Modes", () => "Persistent"],
    ["Age", () => "40d"],
  ],
  ValidatingWebhookConfiguration: webhooks,
  MutatingWebhookConfiguration: webhooks,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  Role: created,
  ClusterRole: created,
  Gateway: [
    ["Class", (one) => text(at(one, "spec", "gatewayClassName"))],
    ["Address", (one) => text(at(one, "status", "addresses", 0, "value"))],
    ["Programmed", (one) => condition(one, "Programmed")],
    ["Age", () => "40d"],
  ],
  GatewayClass: [
    ["Controller", (one) => text(at(one, "spec", "controllerName"))],
    ["Accepted", (one) => condition(one, "Accepted")],
    ["Age", () => "40d"],
  ],
  HTTPRoute: [
    ["Hostnames", (one) => JSON.stringify(list(at(one, "spec", "hostnames")))],
    ["Age", () => "40d"],
  ],
};

/** What an API server answers a client that asks for rows, which is what `kubectl get` prints; else undefined. */
export function tableOf(kind: string, objects: readonly StoredObject[]): unknown {
  const columns = COLUMNS[kind];
  if (!columns) return undefined;
  const named: Column[] = [
    ["Name", (one) => `${one.metadata.name}${isDefault(one) ? " (default)" : ""}`],
    ...columns,
  ];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: "1" },
    columnDefinitions: named.map(([name, , wide], index) => ({
      name,
      type: "string",
      format: index === 0 ? "name" : "",
      description: "",
      priority: wide ? 1 : 0,
    })),
    rows: objects.map((object) => ({
      cells: named.map(([, cell]) => cell(object)),
      object: {
        kind: "PartialObjectMetadata",
        apiVersion: "meta.k8s.io/v1",
        metadata: object.metadata,
      },
    })),
  };
}
