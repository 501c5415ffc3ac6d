/** Where objects of a kind stand in the API. */
export interface Resource {
  kind: string;
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}

const rows: readonly [kind: string, groupVersion: string, plural: string, clusterWide?: true][] = [
  ["Pod", "v1", "pods"],
  ["Event", "v1", "events"],
  ["Service", "v1", "services"],
  ["ConfigMap", "v1", "configmaps"],
  ["PersistentVolumeClaim", "v1", "persistentvolumeclaims"],
  ["ResourceQuota", "v1", "resourcequotas"],
  ["LimitRange", "v1", "limitranges"],
  ["Node", "v1", "nodes", true],
  ["Deployment", "apps/v1", "deployments"],
  ["ReplicaSet", "apps/v1", "replicasets"],
  ["StatefulSet", "apps/v1", "statefulsets"],
  ["DaemonSet", "apps/v1", "daemonsets"],
  ["ControllerRevision", "apps/v1", "controllerrevisions"],
  ["Job", "batch/v1", "jobs"],
  ["CronJob", "batch/v1", "cronjobs"],
  ["EndpointSlice", "discovery.k8s.io/v1", "endpointslices"],
  ["Ingress", "networking.k8s.io/v1", "ingresses"],
  ["NetworkPolicy", "networking.k8s.io/v1", "networkpolicies"],
  ["HorizontalPodAutoscaler", "autoscaling/v2", "horizontalpodautoscalers"],
  ["PodDisruptionBudget", "policy/v1", "poddisruptionbudgets"],
  ["StorageClass", "storage.k8s.io/v1", "storageclasses", true],
  ["Lease", "coordination.k8s.io/v1", "leases"],
];

const resources = new Map<string, Resource>(
  rows.map(([kind, groupVersion, plural, clusterWide]) => {
    const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
    return [
      kind,
      { kind, group: group ?? "", version: version ?? "", plural, namespaced: clusterWide !== true },
    ];
  }),
);

/** The newer form of events, which some controllers write alone. */
export const newerEvents: Resource = {
  kind: "Event",
  group: "events.k8s.io",
  version: "v1",
  plural: "events",
  namespaced: true,
};

/** The resource of a kind, or undefined for kinds that Inquest does not read. */
export function resourceOf(kind: string): Resource | undefined {
  return resources.get(kind);
}

/** The address of a kind's objects, of one of them, or of a part of one (`log`). */
export function pathOf(resource: Resource, namespace: string, name?: string, part?: string): string {
  const root =
    resource.group === "" ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const where = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  const which = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${where}/${resource.plural}${which}${part === undefined ? "" : `/${part}`}`;
}
