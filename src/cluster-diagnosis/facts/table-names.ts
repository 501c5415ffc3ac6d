/** Which columns tell the kind of a list; the first that fits. */
export const KINDS: readonly [string, ...string[]][] = [
  ["Event", "REASON", "MESSAGE"],
  ["Pod", "READY", "STATUS", "RESTARTS"],
  ["Deployment", "READY", "UP-TO-DATE", "AVAILABLE"],
  ["DaemonSet", "DESIRED", "CURRENT", "NODE SELECTOR"],
  ["ReplicaSet", "DESIRED", "CURRENT", "READY"],
  ["Job", "COMPLETIONS", "DURATION"],
  ["CronJob", "SCHEDULE", "SUSPEND"],
  ["Service", "TYPE", "CLUSTER-IP"],
  ["Ingress", "CLASS", "HOSTS"],
  ["PersistentVolumeClaim", "STATUS", "VOLUME", "CAPACITY"],
  ["PersistentVolume", "CAPACITY", "RECLAIM POLICY"],
  ["StorageClass", "PROVISIONER"],
  ["IngressClass", "CONTROLLER", "PARAMETERS"],
  ["Node", "STATUS", "ROLES", "VERSION"],
  ["HorizontalPodAutoscaler", "REFERENCE", "TARGETS"],
  ["PodDisruptionBudget", "ALLOWED DISRUPTIONS"],
  ["NetworkPolicy", "POD-SELECTOR"],
  ["Endpoints", "NAME", "ENDPOINTS"],
  ["ConsumerGroup", "TOPIC", "LAG"],
  ["Usage", "CPU(cores)", "MEMORY(bytes)"],
  ["Secret", "NAME", "TYPE", "DATA"],
  ["ConfigMap", "NAME", "DATA"],
  ["ServiceAccount", "NAME", "SECRETS"],
  ["PriorityClass", "VALUE", "GLOBAL-DEFAULT"],
  ["CSIDriver", "ATTACHREQUIRED"],
  ["APIService", "SERVICE", "AVAILABLE"],
  ["Gateway", "CLASS", "PROGRAMMED"],
  ["GatewayClass", "CONTROLLER", "ACCEPTED"],
  ["HTTPRoute", "NAME", "HOSTNAMES"],
  ["Certificate", "READY", "SECRET"],
  ["ClusterServiceVersion", "DISPLAY", "VERSION", "PHASE"],
  ["ScaledObject", "SCALETARGETNAME"],
  ["HelmRelease", "REVISION", "STATUS", "CHART"],
  ["RoleBinding", "NAME", "ROLE"],
  ["ResourceQuota", "NAME", "REQUEST", "AGE"],
  ["StatefulSet", "NAME", "READY", "AGE"],
];

/** Lists without columns of their own, known by what was asked for. */
export const ASKED: readonly [RegExp, string][] = [
  [/^clusterroles?\b/i, "ClusterRole"],
  [/^roles?\b/i, "Role"],
  [/^limit(?:s|ranges?)\b/i, "LimitRange"],
  [/^validatingwebhook/i, "ValidatingWebhookConfiguration"],
  [/^mutatingwebhook/i, "MutatingWebhookConfiguration"],
  [/^(?:crds?|customresourcedefinitions?)\b/i, "CustomResourceDefinition"],
];

/** A list's columns by the names of descriptions. */
export const FIELDS: Readonly<Record<string, string>> = {
  STATUS: "Status",
  STORAGECLASS: "StorageClass",
  VOLUME: "Volume",
  TYPE: "Type",
  "CLUSTER-IP": "IP",
  CLASS: "Ingress Class",
  ADDRESS: "Address",
  ENDPOINTS: "Endpoints",
  PROVISIONER: "Provisioner",
  CONTROLLER: "Controller",
  TARGETS: "Targets",
  REFERENCE: "Reference",
  "ALLOWED DISRUPTIONS": "Allowed disruptions",
  SUSPEND: "Suspend",
  SCHEDULE: "Schedule",
  COMPLETIONS: "Completions",
  READY: "READY",
  SELECTOR: "Selector",
  HOSTS: "Hosts",
  PROGRAMMED: "Programmed",
  ACCEPTED: "Accepted",
  PHASE: "Status",
  AVAILABLE: "Available",
  CLAIM: "Claim",
  MINPODS: "Min replicas",
  MAXPODS: "Max replicas",
  REPLICAS: "Replicas",
};

/** The kinds by the word that `kubectl get` writes before a name. */
export const SHORT: Readonly<Record<string, string>> = {
  pod: "Pod",
  service: "Service",
  deployment: "Deployment",
  "deployment.apps": "Deployment",
  "replicaset.apps": "ReplicaSet",
  "statefulset.apps": "StatefulSet",
  "daemonset.apps": "DaemonSet",
  "job.batch": "Job",
  "cronjob.batch": "CronJob",
  "horizontalpodautoscaler.autoscaling": "HorizontalPodAutoscaler",
  configmap: "ConfigMap",
  secret: "Secret",
  serviceaccount: "ServiceAccount",
  endpoints: "Endpoints",
  persistentvolumeclaim: "PersistentVolumeClaim",
  persistentvolume: "PersistentVolume",
  node: "Node",
  namespace: "Namespace",
  resourcequota: "ResourceQuota",
  "ingress.networking.k8s.io": "Ingress",
  "ingressclass.networking.k8s.io": "IngressClass",
  "networkpolicy.networking.k8s.io": "NetworkPolicy",
  "poddisruptionbudget.policy": "PodDisruptionBudget",
  "storageclass.storage.k8s.io": "StorageClass",
  "role.rbac.authorization.k8s.io": "Role",
  "rolebinding.rbac.authorization.k8s.io": "RoleBinding",
  "clusterrole.rbac.authorization.k8s.io": "ClusterRole",
  "clusterrolebinding.rbac.authorization.k8s.io": "ClusterRoleBinding",
  "validatingwebhookconfiguration.admissionregistration.k8s.io": "ValidatingWebhookConfiguration",
  "mutatingwebhookconfiguration.admissionregistration.k8s.io": "MutatingWebhookConfiguration",
  "gateway.gateway.networking.k8s.io": "Gateway",
  "gatewayclass.gateway.networking.k8s.io": "GatewayClass",
  "httproute.gateway.networking.k8s.io": "HTTPRoute",
};

/** The kinds by their names in small letters. */
export const SPELLED = new Map(
  [
    ...KINDS.map(([kind]) => kind),
    "ReplicaSet",
    "ClusterRole",
    "ClusterRoleBinding",
    "LimitRange",
    "PodDisruptionBudget",
  ].map((kind) => [kind.toLowerCase(), kind]),
);

/** A kind as the API spells it, from how a list or an event names it. */
export function kindOf(word: string): string {
  return (
    SHORT[word.toLowerCase()] ??
    SPELLED.get(word.toLowerCase()) ??
    (word === "" ? "" : word.charAt(0).toUpperCase() + word.slice(1))
  );
}
