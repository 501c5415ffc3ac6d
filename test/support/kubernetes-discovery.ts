/** A kind that the stand-in serves. */
export interface ServedKind {
  kind: string;
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
  short: string[];
}

const rows: [kind: string, groupVersion: string, plural: string, short?: string, clusterWide?: true][] = [
  ["Pod", "v1", "pods", "po"],
  ["Event", "v1", "events", "ev"],
  ["Service", "v1", "services", "svc"],
  ["Endpoints", "v1", "endpoints", "ep"],
  ["ConfigMap", "v1", "configmaps", "cm"],
  ["Secret", "v1", "secrets"],
  ["ServiceAccount", "v1", "serviceaccounts", "sa"],
  ["PersistentVolumeClaim", "v1", "persistentvolumeclaims", "pvc"],
  ["ResourceQuota", "v1", "resourcequotas", "quota"],
  ["LimitRange", "v1", "limitranges", "limits"],
  ["Node", "v1", "nodes", "no", true],
  ["Namespace", "v1", "namespaces", "ns", true],
  ["Deployment", "apps/v1", "deployments", "deploy"],
  ["ReplicaSet", "apps/v1", "replicasets", "rs"],
  ["StatefulSet", "apps/v1", "statefulsets", "sts"],
  ["DaemonSet", "apps/v1", "daemonsets", "ds"],
  ["ControllerRevision", "apps/v1", "controllerrevisions"],
  ["Job", "batch/v1", "jobs"],
  ["CronJob", "batch/v1", "cronjobs", "cj"],
  ["Event", "events.k8s.io/v1", "events", "ev"],
  ["EndpointSlice", "discovery.k8s.io/v1", "endpointslices"],
  ["Ingress", "networking.k8s.io/v1", "ingresses", "ing"],
  ["NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", "netpol"],
  ["HorizontalPodAutoscaler", "autoscaling/v2", "horizontalpodautoscalers", "hpa"],
  ["HorizontalPodAutoscaler", "autoscaling/v1", "horizontalpodautoscalers", "hpa"],
  ["PodDisruptionBudget", "policy/v1", "poddisruptionbudgets", "pdb"],
  ["StorageClass", "storage.k8s.io/v1", "storageclasses", "sc", true],
  ["CSIDriver", "storage.k8s.io/v1", "csidrivers", undefined, true],
  ["PersistentVolume", "v1", "persistentvolumes", "pv", true],
  ["Role", "rbac.authorization.k8s.io/v1", "roles"],
  ["RoleBinding", "rbac.authorization.k8s.io/v1", "rolebindings"],
  ["ClusterRole", "rbac.authorization.k8s.io/v1", "clusterroles", undefined, true],
  ["ClusterRoleBinding", "rbac.authorization.k8s.io/v1", "clusterrolebindings", undefined, true],
  [
    "ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
    "validatingwebhookconfigurations",
    undefined,
    true,
  ],
  [
    "MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
    "mutatingwebhookconfigurations",
    undefined,
    true,
  ],
  ["Gateway", "gateway.networking.k8s.io/v1", "gateways", "gtw"],
  ["GatewayClass", "gateway.networking.k8s.io/v1", "gatewayclasses", "gc", true],
  ["HTTPRoute", "gateway.networking.k8s.io/v1", "httproutes"],
  ["Lease", "coordination.k8s.io/v1", "leases"],
  ["SelfSubjectAccessReview", "authorization.k8s.io/v1", "selfsubjectaccessreviews", undefined, true],
];

export const servedKinds: ServedKind[] = rows.map(([kind, groupVersion, plural, short, clusterWide]) => {
  const [group = "", version = ""] = groupVersion.includes("/")
    ? groupVersion.split("/")
    : ["", groupVersion];
  return { kind, group, version, plural, namespaced: !clusterWide, short: short ? [short] : [] };
});

const groups = [...new Set(servedKinds.map(({ group }) => group))].filter((group) => group !== "");

function versionsOf(group: string): string[] {
  return [...new Set(servedKinds.filter((one) => one.group === group).map(({ version }) => version))];
}

function verbsOf({ kind }: ServedKind): string[] {
  if (kind === "SelfSubjectAccessReview") return ["create"];
  if (kind === "Lease") return ["create", "get", "list", "update", "watch"];
  return ["get", "list", "watch"];
}

/** Answers discovery: what is served, in the older form or, when asked for it, in the aggregated one. */
export function discovery(path: string, accept: string, aggregates: boolean): unknown {
  const aggregated = aggregates && accept.includes("as=APIGroupDiscoveryList");
  if (path === "/version") {
    return { major: "1", minor: "31", gitVersion: "v1.31.0", platform: "linux/amd64" };
  }
  if (path === "/api") {
    if (aggregated) return aggregatedGroups([""]);
    return { kind: "APIVersions", apiVersion: "v1", versions: ["v1"], serverAddressByClientCIDRs: [] };
  }
  if (path === "/apis") {
    if (aggregated) return aggregatedGroups(groups);
    return {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: groups.map((name) => {
        const versions = versionsOf(name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
        return { name, versions, preferredVersion: versions[0] };
      }),
    };
  }
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path);
  const of = servedKinds.filter((one) => one.group === (match?.[1] ?? "") && one.version === match?.[2]);
  if (match === null || of.length === 0) return undefined;
  const pods = of.some(({ kind }) => kind === "Pod");
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: match[1] ? `${match[1]}/${match[2]}` : match[2],
    resources: [
      ...of.map((one) => ({
        name: one.plural,
        singularName: one.kind.toLowerCase(),
        namespaced: one.namespaced,
        kind: one.kind,
        shortNames: one.short,
        verbs: verbsOf(one),
      })),
      ...(pods
        ? [{ name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] }]
        : []),
    ],
  };
}

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
function aggregatedGroups(names: string[]): unknown {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: names.map((name) => ({
      metadata: name === "" ? {} : { name },
      versions: versionsOf(name).map((version) => ({
        version,
        freshness: "Current",
        resources: servedKinds
          .filter((one) => one.group === name && one.version === version)
          .map((one) => ({
            resource: one.plural,
            responseKind: { group: one.group, version: one.version, kind: one.kind },
            scope: one.namespaced ? "Namespaced" : "Cluster",
            singularResource: one.kind.toLowerCase(),
            shortNames: one.short,
            verbs: verbsOf(one),
            ...(one.kind === "Pod"
              ? {
                  subresources: [
                    {
                      subresource: "log",
                      responseKind: { group: "", version: "v1", kind: "Pod" },
                      verbs: ["get"],
                    },
                  ],
                }
              : {}),
          })),
      })),
    })),
  };
}

/** Just enough of an OpenAPI document for kubectl to start. */
export const openApi = {
  swagger: "2.0",
  info: { title: "Kubernetes", version: "v1.31.0" },
  paths: {},
  definitions: {},
};
