import type { ObjectInput } from "../support/kubernetes-store.ts";
import { selfSigned } from "../support/self-signed.ts";

/** Objects of a cluster, and what must be said of them in every form in which they come. */
export interface Scenario {
  title: string;
  /** Kinds that are described where the others are only listed. */
  about: string[];
  objects: ObjectInput[];
  /** Undefined: all of it is well, and nothing is said. */
  category?: string;
  /** What the first cause must name. */
  names: string[];
  /** Forms that do not tell it: a list has no room for it. */
  silent?: string[];
  /** What containers print, beside every form. */
  logs?: Record<string, string>;
}

type Fields = Record<string, unknown>;
export const expiredAuthority = Buffer.from(
  selfSigned({ from: new Date("2020-01-01"), to: new Date("2021-01-01") }).cert,
).toString("base64");
const shop = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: Fields,
  labels?: Fields,
): ObjectInput => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "shop", ...(labels ? { labels } : {}) },
  ...rest,
});
const wide = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: Fields,
  annotations?: Fields,
): ObjectInput => ({
  apiVersion,
  kind,
  metadata: { name, ...(annotations ? { annotations } : {}) },
  ...rest,
});

const NETWORK = "networking.k8s.io/v1";
const STORAGE = "storage.k8s.io/v1";
const RBAC = "rbac.authorization.k8s.io/v1";
const GATEWAY = "gateway.networking.k8s.io/v1";
const ADMISSION = "admissionregistration.k8s.io/v1";

const pod = (name: string, labels: Fields) =>
  shop(
    "v1",
    "Pod",
    name,
    {
      spec: { containers: [{ name: "main", image: "example.org/main:1" }], nodeName: "n1" },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [
          {
            name: "main",
            ready: true,
            restartCount: 0,
            state: { running: { startedAt: "2026-03-01T00:00:00Z" } },
          },
        ],
      },
    },
    labels,
  );
const web = [pod("web-6d4cf56db6-aaaaa", { app: "web" }), pod("web-6d4cf56db6-bbbbb", { app: "web" })];

const deployment = (requests?: Fields) =>
  shop("apps/v1", "Deployment", "web", {
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: "web" } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [
            { name: "main", image: "example.org/main:1", ...(requests ? { resources: { requests } } : {}) },
          ],
        },
      },
    },
    status: { replicas: 4, readyReplicas: 4, updatedReplicas: 4, availableReplicas: 4 },
  });
const scaler = (now: number | undefined, conditions: Fields[], target = "web") =>
  shop("autoscaling/v2", "HorizontalPodAutoscaler", "web-scaler", {
    spec: {
      minReplicas: 2,
      maxReplicas: 4,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
        },
      ],
    },
    status: {
      currentReplicas: 4,
      desiredReplicas: 4,
      currentMetrics:
        now === undefined
          ? null
          : [
              {
                type: "Resource",
                resource: { name: "cpu", current: { averageUtilization: now, averageValue: "190m" } },
              },
            ],
      conditions,
    },
  });
const able = {
  type: "AbleToScale",
  status: "True",
  reason: "ReadyForNewScale",
  message: "recommended size matches current size",
};
const active = {
  type: "ScalingActive",
  status: "True",
  reason: "ValidMetricFound",
  message: "the HPA was able to successfully calculate a replica count",
};
const limited = {
  type: "ScalingLimited",
  status: "True",
  reason: "TooManyReplicas",
  message: "the desired replica count is more than the maximum replica count",
};
const free = {
  type: "ScalingLimited",
  status: "False",
  reason: "DesiredWithinRange",
  message: "the desired count is within the acceptable range",
};

const policy = (name: string, spec: Fields) => shop(NETWORK, "NetworkPolicy", name, { spec });
const storageClass = (name: string, provisioner: string, isDefault = false) =>
  wide(
    STORAGE,
    "StorageClass",
    name,
    { provisioner, reclaimPolicy: "Delete", volumeBindingMode: "Immediate" },
    {
      "storageclass.kubernetes.io/is-default-class": String(isDefault),
    },
  );
const driver = (name: string) => wide(STORAGE, "CSIDriver", name, { spec: { attachRequired: true } });
const claim = (name: string, phase: string, spec: Fields = {}) =>
  shop("v1", "PersistentVolumeClaim", name, {
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      volumeMode: "Filesystem",
      ...spec,
    },
    status: { phase, ...(phase === "Bound" ? { capacity: { storage: "1Gi" } } : {}) },
  });
const volume = (name: string, phase: string, spec: Fields = {}) =>
  wide("v1", "PersistentVolume", name, {
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      volumeMode: "Filesystem",
      hostPath: { path: "/data" },
      ...spec,
    },
    status: { phase },
  });

const service = (name: string, port = 443, targetPort = port) =>
  shop("v1", "Service", name, {
    spec: { type: "ClusterIP", selector: { app: name }, ports: [{ port, targetPort, protocol: "TCP" }] },
  });
const endpoints = (name: string, ips: string[]) =>
  shop("v1", "Endpoints", name, {
    subsets: ips.length === 0 ? [] : [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 8443 }] }],
  });
const webhook = (kind: string, name: string, client: Fields, failurePolicy = "Fail") =>
  wide(ADMISSION, kind, name, {
    webhooks: [
      {
        name: `check.${name}.example.org`,
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        failurePolicy,
        clientConfig: { service: { namespace: "shop", name: "guard", path: "/check", port: 443 }, ...client },
        rules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], scope: "*" },
        ],
      },
    ],
  });

const conditions = (...all: [type: string, status: string, reason: string, message: string][]) =>
  all.map(([type, status, reason, message]) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: "2026-03-01T00:00:00Z",
  }));
const gateway = (name: string, programmed: string, message = "") =>
  shop(GATEWAY, "Gateway", name, {
    spec: { gatewayClassName: "edge", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
    status: {
      conditions: conditions(
        ["Accepted", "True", "Accepted", "Gateway is accepted"],
        ["Programmed", programmed, programmed === "True" ? "Programmed" : "AddressNotAssigned", message],
      ),
    },
  });
const gatewayClass = (name: string, accepted: string, message = "") =>
  wide(GATEWAY, "GatewayClass", name, {
    spec: { controllerName: "example.org/edge" },
    status: {
      conditions: conditions([
        "Accepted",
        accepted,
        accepted === "True" ? "Accepted" : "InvalidParameters",
        message,
      ]),
    },
  });
const route = (name: string, parent: string, backend: string, state: [string, string, string, string][]) =>
  shop(GATEWAY, "HTTPRoute", name, {
    spec: {
      hostnames: ["shop.example.org"],
      parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: parent }],
      rules: [{ backendRefs: [{ group: "", kind: "Service", name: backend, port: 443, weight: 1 }] }],
    },
    status: {
      parents: [
        {
          controllerName: "example.org/edge",
          parentRef: { group: "gateway.networking.k8s.io", kind: "Gateway", name: parent },
          conditions: conditions(...state),
        },
      ],
    },
  });
const good: [string, string, string, string][] = [
  ["Accepted", "True", "Accepted", "Route is accepted"],
  ["ResolvedRefs", "True", "ResolvedRefs", "all references are resolved"],
];

const role = (kind: "Role" | "ClusterRole", name: string) =>
  (kind === "Role" ? shop : wide)(RBAC, kind, name, {
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  });
const binding = (
  kind: "RoleBinding" | "ClusterRoleBinding",
  name: string,
  roleKind: string,
  roleName: string,
  account: string,
) =>
  (kind === "RoleBinding" ? shop : wide)(RBAC, kind, name, {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: roleKind, name: roleName },
    subjects: [{ kind: "ServiceAccount", name: account, namespace: "shop" }],
  });
const account = (name: string) => shop("v1", "ServiceAccount", name, {});
const accounts = [account("default"), account("robot")];

export const scenarios: Scenario[] = [
  {
    title: "an autoscaler at its maximum while its metric is above the target",
    about: ["HorizontalPodAutoscaler"],
    objects: [...web, deployment({ cpu: "200m" }), scaler(96, [able, active, limited])],
    category: "configuration",
    names: ["web-scaler", "4", "96%", "70%"],
  },
  {
    title: "an autoscaler at its maximum while its metric is below the target is well",
    about: ["HorizontalPodAutoscaler"],
    objects: [...web, deployment({ cpu: "200m" }), scaler(64, [able, active, free])],
    names: [],
  },
  {
    title: "an autoscaler whose target's containers request nothing",
    about: ["HorizontalPodAutoscaler", "Deployment"],
    objects: [...web, deployment(), scaler(undefined, [able])],
    category: "config_missing",
    names: ["web-scaler", "main", "cpu"],
    silent: ["table"],
  },
  {
    title: "an autoscaler whose target does not exist",
    about: ["HorizontalPodAutoscaler"],
    objects: [
      ...web,
      deployment({ cpu: "1" }),
      { ...deployment({ cpu: "1" }), metadata: { name: "api", namespace: "shop" } },
      scaler(undefined, [], "wbe"),
    ],
    category: "config_missing",
    names: ["web-scaler", "wbe"],
  },
  {
    title: "a network policy that fits no pod",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      policy("only-web", {
        podSelector: { matchLabels: { app: "web" } },
        policyTypes: ["Ingress"],
        ingress: [{}],
      }),
      policy("only-wbe", {
        podSelector: { matchLabels: { app: "wbe" } },
        policyTypes: ["Ingress"],
        ingress: [{}],
      }),
    ],
    category: "configuration",
    names: ["only-wbe", "app=wbe"],
  },
  {
    title: "a network policy of a namespace whose pods are unknown is no finding",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      {
        ...policy("only-db", {
          podSelector: { matchLabels: { app: "db" } },
          policyTypes: ["Ingress"],
          ingress: [{}],
        }),
        metadata: { name: "only-db", namespace: "stock" },
      },
    ],
    names: [],
  },
  {
    title: "a policy that lets nobody in to the database that does not answer",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      pod("db-0", { app: "db" }),
      service("db", 5432),
      policy("db-closed", { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Ingress"] }),
    ],
    logs: { "web-6d4cf56db6-aaaaa.log": "ERROR dial tcp db:5432: i/o timeout\n" },
    category: "connection_refused_dependency",
    names: ["db-closed", "no ingress traffic", "web-6d4cf56db6-aaaaa"],
    silent: ["table"],
  },
  {
    title: "a policy that lets others in, and not the one who asks",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      pod("db-0", { app: "db" }),
      service("db", 5432),
      policy("db-for-jobs", {
        podSelector: { matchLabels: { app: "db" } },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: "jobs" } } }] }],
      }),
    ],
    logs: { "web-6d4cf56db6-aaaaa.log": "ERROR dial tcp db:5432: i/o timeout\n" },
    category: "connection_refused_dependency",
    names: ["db-for-jobs", "from app=jobs"],
    silent: ["table"],
  },
  {
    title: "what another policy lets in gets through, so no policy is blamed",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      pod("db-0", { app: "db" }),
      service("db", 5432),
      policy("db-closed", { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Ingress"] }),
      policy("db-for-web", {
        podSelector: { matchLabels: { app: "db" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { app: "web" } } }],
            ports: [{ port: 5432, protocol: "TCP" }],
          },
        ],
      }),
    ],
    logs: { "web-6d4cf56db6-aaaaa.log": "ERROR dial tcp db:5432: i/o timeout\n" },
    category: "connection_refused_dependency",
    names: ["cannot reach db:5432: the connection times out"],
    silent: ["table"],
  },
  {
    title: "a policy that lets pods ask others, and not the name server",
    about: ["NetworkPolicy"],
    objects: [
      ...web,
      policy("web-to-db", {
        podSelector: { matchLabels: { app: "web" } },
        policyTypes: ["Egress"],
        egress: [
          {
            to: [{ podSelector: { matchLabels: { app: "db" } } }],
            ports: [{ port: 5432, protocol: "TCP" }],
          },
        ],
      }),
    ],
    logs: {
      "web-6d4cf56db6-aaaaa.log":
        'ERROR could not translate host name "db" to address: Name or service not known\n',
    },
    category: "dns_resolution_failure",
    names: ["web-to-db", "port 53"],
    silent: ["table"],
  },
  {
    title: "a volume that is released while a claim waits",
    about: ["PersistentVolume", "PersistentVolumeClaim"],
    objects: [
      claim("data-db-0", "Pending", { storageClassName: "manual" }),
      volume("pv-db-0", "Released", {
        storageClassName: "manual",
        claimRef: { kind: "PersistentVolumeClaim", namespace: "shop", name: "data-db-0" },
      }),
      volume("pv-db-1", "Bound", {
        storageClassName: "manual",
        claimRef: { kind: "PersistentVolumeClaim", namespace: "shop", name: "data-db-1" },
      }),
    ],
    category: "pvc_storageclass_missing",
    names: ["data-db-0", "pv-db-0", "Released"],
  },
  {
    title: "a volume that failed",
    about: ["PersistentVolume"],
    objects: [volume("pv-old", "Failed"), volume("pv-new", "Available")],
    category: "pvc_storageclass_missing",
    names: ["pv-old", "Failed"],
  },
  {
    title: "a claim bound to a volume that is lost",
    about: ["PersistentVolumeClaim"],
    objects: [
      claim("data-db-0", "Lost", { storageClassName: "manual", volumeName: "pv-gone" }),
      volume("pv-db-1", "Available", { storageClassName: "manual" }),
      volume("pv-db-2", "Available", { storageClassName: "manual" }),
    ],
    category: "pvc_storageclass_missing",
    names: ["data-db-0", "pv-gone"],
  },
  {
    title: "a claim that names no class where none is the default",
    about: ["PersistentVolumeClaim", "StorageClass"],
    objects: [
      claim("data-db-0", "Pending"),
      storageClass("fast", "example.org/disk"),
      storageClass("slow", "example.org/disk"),
    ],
    category: "pvc_storageclass_missing",
    names: ["data-db-0", "default"],
  },
  {
    title: "several default classes",
    about: ["StorageClass"],
    objects: [
      claim("data-db-0", "Bound", { storageClassName: "fast", volumeName: "pv-1" }),
      storageClass("fast", "example.org/disk", true),
      storageClass("slow", "example.org/disk", true),
    ],
    category: "pvc_storageclass_missing",
    names: ["fast", "slow", "default"],
  },
  {
    title: "one default class among others is well",
    about: ["StorageClass"],
    objects: [
      claim("data-db-0", "Bound", { storageClassName: "fast", volumeName: "pv-1" }),
      storageClass("fast", "disk.csi.example.org", true),
      storageClass("slow", "example.org/disk"),
      driver("disk.csi.example.org"),
      driver("files.csi.example.org"),
    ],
    names: [],
  },
  {
    title: "a class whose provisioner no driver provides",
    about: ["StorageClass"],
    objects: [
      claim("data-db-0", "Pending", { storageClassName: "fast" }),
      storageClass("fast", "dsik.csi.example.org", true),
      storageClass("slow", "disk.csi.example.org"),
      driver("disk.csi.example.org"),
      driver("files.csi.example.org"),
    ],
    category: "pvc_storageclass_missing",
    names: ["fast", "dsik.csi.example.org"],
  },
  {
    title: "a validating webhook whose service does not exist",
    about: ["ValidatingWebhookConfiguration"],
    objects: [webhook("ValidatingWebhookConfiguration", "pods", {}), service("web"), service("api")],
    category: "dependency_down",
    names: ["pods", "guard"],
    silent: ["table"],
  },
  {
    title: "a mutating webhook that refuses everything, since its service has no endpoints",
    about: ["MutatingWebhookConfiguration"],
    objects: [
      webhook("MutatingWebhookConfiguration", "defaults", {}),
      service("guard"),
      endpoints("guard", []),
      ...web,
    ],
    category: "dependency_down",
    names: ["defaults", "guard", "Fail"],
    silent: ["table"],
  },
  {
    title: "a webhook whose authority expired",
    about: ["ValidatingWebhookConfiguration"],
    objects: [
      webhook("ValidatingWebhookConfiguration", "pods", { caBundle: expiredAuthority }),
      service("guard"),
      service("web"),
      endpoints("guard", ["10.1.1.1"]),
      pod("guard-0", { app: "guard" }),
    ],
    category: "certificate_expired",
    names: ["pods", "2021"],
    silent: ["table"],
  },
  {
    title: "a webhook that is answered is well",
    about: ["ValidatingWebhookConfiguration"],
    objects: [
      webhook("ValidatingWebhookConfiguration", "pods", {}),
      service("guard"),
      service("web"),
      endpoints("guard", ["10.1.1.1"]),
      endpoints("web", ["10.1.1.2"]),
      pod("guard-0", { app: "guard" }),
      ...web,
    ],
    names: [],
  },
  {
    title: "a route whose gateway does not exist",
    about: ["HTTPRoute"],
    objects: [
      route("web", "pulbic", "web", good),
      gateway("public", "True"),
      gateway("inner", "True"),
      service("web"),
      service("api"),
    ],
    category: "ingress_misconfigured",
    names: ["web", "pulbic"],
    silent: ["table"],
  },
  {
    title: "a route whose backend does not exist",
    about: ["HTTPRoute"],
    objects: [route("web", "public", "wbe", good), gateway("public", "True"), service("web"), service("api")],
    category: "ingress_misconfigured",
    names: ["web", "wbe"],
    silent: ["table"],
  },
  {
    title: "a route that its gateway does not accept",
    about: ["HTTPRoute"],
    objects: [
      route("web", "public", "web", [
        ["Accepted", "False", "NoMatchingListenerHostname", "no listener matches the hostnames"],
        ["ResolvedRefs", "True", "ResolvedRefs", ""],
      ]),
      gateway("public", "True"),
    ],
    category: "ingress_misconfigured",
    names: ["web", "not Accepted", "no listener matches"],
    silent: ["table"],
  },
  {
    title: "a route with references that are not resolved",
    about: ["HTTPRoute"],
    objects: [
      route("web", "public", "wbe", [
        ["Accepted", "True", "Accepted", ""],
        ["ResolvedRefs", "False", "BackendNotFound", "service shop/wbe not found"],
      ]),
      gateway("public", "True"),
    ],
    category: "ingress_misconfigured",
    names: ["web", "ResolvedRefs", "wbe"],
    silent: ["table"],
  },
  {
    title: "a gateway that is not programmed",
    about: ["Gateway"],
    objects: [gateway("public", "False", "no addresses are left"), gatewayClass("edge", "True")],
    category: "ingress_misconfigured",
    names: ["public", "rogrammed"],
  },
  {
    title: "a gateway class that is not accepted",
    about: ["GatewayClass"],
    objects: [gatewayClass("edge", "False", "parameters do not exist"), gatewayClass("inner", "True")],
    category: "ingress_misconfigured",
    names: ["edge", "ccepted"],
  },
  {
    title: "gateways and routes that work are well",
    about: ["Gateway", "GatewayClass", "HTTPRoute"],
    objects: [
      route("web", "public", "web", good),
      gateway("public", "True"),
      gatewayClass("edge", "True"),
      service("web"),
      endpoints("web", ["10.1.1.2"]),
    ],
    names: [],
  },
  {
    title: "a binding whose role does not exist",
    about: ["RoleBinding"],
    objects: [
      binding("RoleBinding", "robot-reads", "Role", "pod-raeder", "robot"),
      role("Role", "pod-reader"),
      role("Role", "pod-writer"),
      ...accounts,
    ],
    category: "rbac_forbidden",
    names: ["robot-reads", "pod-raeder"],
  },
  {
    title: "a cluster's binding whose role does not exist",
    about: ["ClusterRoleBinding"],
    objects: [
      binding("ClusterRoleBinding", "robot-reads-all", "ClusterRole", "node-raeder", "robot"),
      role("ClusterRole", "node-reader"),
      role("ClusterRole", "node-writer"),
      ...accounts,
    ],
    category: "rbac_forbidden",
    names: ["robot-reads-all", "node-raeder"],
  },
  {
    title: "a binding whose service account does not exist",
    about: ["RoleBinding"],
    objects: [
      binding("RoleBinding", "robot-reads", "Role", "pod-reader", "robto"),
      role("Role", "pod-reader"),
      role("Role", "pod-writer"),
      ...accounts,
    ],
    category: "rbac_forbidden",
    names: ["robot-reads", "robto"],
  },
  {
    title: "a binding of what exists is well",
    about: ["RoleBinding", "ClusterRoleBinding"],
    objects: [
      binding("RoleBinding", "robot-reads", "Role", "pod-reader", "robot"),
      binding("ClusterRoleBinding", "robot-views", "ClusterRole", "view", "robot"),
      role("Role", "pod-reader"),
      role("Role", "pod-writer"),
      role("ClusterRole", "node-reader"),
      ...accounts,
    ],
    names: [],
  },
];
