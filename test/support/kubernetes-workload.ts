import type { KubernetesStandIn } from "./kubernetes-stand-in.ts";
import { instant, type ObjectInput } from "./kubernetes-store.ts";

export const namespace = "payments";

type ContainerStatus = Record<string, unknown>;

export const running = (startedAt = instant(Date.now() - 600_000)): ContainerStatus => ({
  ready: true,
  restartCount: 0,
  state: { running: { startedAt } },
});

/** A container between two of its attempts, with how the last one ended. */
export const crashLooping = (
  last: { exitCode: number; reason: string } = { exitCode: 1, reason: "Error" },
  restartCount = 4,
): ContainerStatus => ({
  ready: false,
  restartCount,
  state: {
    waiting: {
      reason: "CrashLoopBackOff",
      message: "back-off 1m20s restarting failed container=web pod=checkout",
    },
  },
  lastState: { terminated: { ...last, finishedAt: instant(), startedAt: instant(Date.now() - 3000) } },
});

export const waiting = (reason: string, message: string): ContainerStatus => ({
  ready: false,
  restartCount: 0,
  state: { waiting: { reason, message } },
});

export interface Rollout {
  revision: number;
  image: string;
  env: Record<string, unknown>[];
  status: ContainerStatus;
  /** Condition of the Deployment; left out: it is available. */
  progressDeadlineExceeded?: boolean;
  createdAt?: string;
}

/** A Deployment `checkout` of one pod, its ReplicaSet of this revision, and what they name. */
export function rollOut(cluster: KubernetesStandIn, rollout: Rollout): { pod: string } {
  const { revision, image, env, status } = rollout;
  const hash = `5d4f7c${revision + 3}b8`;
  const labels = { app: "checkout" };
  const template = {
    metadata: { labels },
    spec: {
      containers: [
        {
          name: "web",
          image,
          env,
          envFrom: [{ configMapRef: { name: "checkout-config" } }],
          resources: { limits: { memory: "256Mi" } },
        },
      ],
    },
  };
  const healthy = status["ready"] === true;
  const counts = {
    observedGeneration: revision,
    replicas: 1,
    updatedReplicas: 1,
    ...(healthy ? { readyReplicas: 1, availableReplicas: 1 } : { unavailableReplicas: 1 }),
  };
  const deployment = cluster.put({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "checkout",
      namespace,
      labels,
      generation: revision,
      annotations: {
        "deployment.kubernetes.io/revision": String(revision),
        "kubectl.kubernetes.io/last-applied-configuration":
          '{"env":[{"name":"API_TOKEN","value":"hunter2-applied"}]}',
      },
      managedFields: [{ manager: "argocd-controller", operation: "Apply", time: instant() }],
    },
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
    status: {
      ...counts,
      conditions: [
        rollout.progressDeadlineExceeded
          ? {
              type: "Progressing",
              status: "False",
              reason: "ProgressDeadlineExceeded",
              message: `ReplicaSet "checkout-${hash}" has timed out progressing.`,
              lastTransitionTime: instant(),
            }
          : {
              type: "Progressing",
              status: "True",
              reason: "ReplicaSetUpdated",
              lastTransitionTime: instant(),
            },
        {
          type: "Available",
          status: healthy ? "True" : "False",
          reason: healthy ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
          lastTransitionTime: instant(),
        },
      ],
    },
  });
  const set = cluster.put({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `checkout-${hash}`,
      namespace,
      labels: { ...labels, "pod-template-hash": hash },
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      creationTimestamp: rollout.createdAt ?? instant(Date.now() - 1000 * (100 - revision)),
      ownerReferences: [owner("apps/v1", "Deployment", "checkout", deployment.metadata.uid)],
    },
    spec: { replicas: 1, selector: { matchLabels: { ...labels, "pod-template-hash": hash } }, template },
    status: { replicas: 1, ...(healthy ? { readyReplicas: 1 } : {}) },
  });
  const pod = `checkout-${hash}-x2x9z`;
  cluster.put(
    podOf(pod, {
      labels: { ...labels, "pod-template-hash": hash },
      owner: owner("apps/v1", "ReplicaSet", `checkout-${hash}`, set.metadata.uid),
      spec: { ...template.spec, nodeName: "node-1" },
      statuses: [{ name: "web", image, ...status }],
    }),
  );
  return { pod };
}

export function podOf(
  name: string,
  parts: {
    labels: Record<string, string>;
    owner?: Record<string, unknown>;
    spec: Record<string, unknown>;
    statuses: ContainerStatus[];
    conditions?: Record<string, unknown>[];
    phase?: string;
  },
): ObjectInput {
  const ready = parts.statuses.length > 0 && parts.statuses.every((status) => status["ready"] === true);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      labels: parts.labels,
      ...(parts.owner ? { ownerReferences: [parts.owner] } : {}),
    },
    spec: parts.spec,
    status: {
      phase: parts.phase ?? (parts.statuses.length > 0 ? "Running" : "Pending"),
      conditions: parts.conditions ?? [
        { type: "PodScheduled", status: "True" },
        { type: "Ready", status: ready ? "True" : "False" },
      ],
      containerStatuses: parts.statuses,
    },
  };
}

export function owner(apiVersion: string, kind: string, name: string, uid: string): Record<string, unknown> {
  return { apiVersion, kind, name, uid, controller: true };
}

/** What stands around the Deployment: node, service, configuration, a secret, limits. */
export function surroundings(cluster: KubernetesStandIn): void {
  cluster.put({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-1" },
    spec: {},
    status: { conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }] },
  });
  cluster.put({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "checkout", namespace },
    spec: { selector: { app: "checkout" }, ports: [{ port: 80 }] },
  });
  cluster.put({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "checkout-abc", namespace, labels: { "kubernetes.io/service-name": "checkout" } },
    addressType: "IPv4",
    endpoints: [],
    ports: [],
  });
  cluster.put({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "checkout-config", namespace },
    data: { LOG_LEVEL: "config-map-value" },
  });
  cluster.put({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "checkout-db", namespace },
    data: { url: Buffer.from("secret-value").toString("base64") },
  });
  cluster.put({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "compute", namespace },
    status: { hard: { "limits.memory": "4Gi" }, used: { "limits.memory": "256Mi" } },
  });
}

/** An event as the kubelet writes it. */
export function warning(
  cluster: KubernetesStandIn,
  about: { kind: string; name: string },
  reason: string,
  message: string,
): void {
  cluster.put({
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${about.name}.${reason.toLowerCase()}`, namespace },
    involvedObject: {
      ...about,
      namespace,
      uid: cluster.read("v1", about.kind, namespace, about.name)?.metadata.uid,
    },
    type: "Warning",
    reason,
    message,
    count: 7,
    firstTimestamp: instant(Date.now() - 300_000),
    lastTimestamp: instant(Date.now() - 30_000),
    source: { component: "kubelet" },
  });
}
