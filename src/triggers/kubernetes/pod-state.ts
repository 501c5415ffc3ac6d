import {
  conditionOf,
  containersOf,
  controllerOf,
  fieldAt,
  type KubernetesObject,
  listAt,
  nameOf,
  namespaceOf,
  numberAt,
  textAt,
  textsAt,
  uidOf,
} from "../../kubernetes-api/fields.ts";

/** The workload that something belongs to. */
export interface WorkloadName {
  namespace: string;
  kind: string;
  name: string;
}

/** Why a workload counts as failing, in Kubernetes' own word and as a sentence's end. */
export interface Trouble {
  reason: string;
  /** "container web is in CrashLoopBackOff". */
  sentence: string;
  pod?: string;
  container?: string;
  image?: string;
  /** True for an end that nothing heals, which need not be waited for. */
  final?: boolean;
}

/** What is kept of a pod: a few hundred bytes. */
export interface PodState {
  uid: string;
  name: string;
  owner: WorkloadName;
  image: string;
  labels: Record<string, string>;
  troubles: Trouble[];
  /** Milliseconds since 1970 from when it may count as well; infinity while it is not ready. */
  wellFrom: number;
  /** When containers were killed for memory, each kill once. */
  memoryKills: { container: string; at: number }[];
}

/** Waiting for these is failing; waiting for others, such as ContainerCreating, is starting. */
const failingWaits = new Set([
  "CrashLoopBackOff",
  "ImagePullBackOff",
  "ErrImagePull",
  "ErrImageNeverPull",
  "InvalidImageName",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);

const mostLabels = 30;
/** Labels that are other ones at every rollout, or of every pod. */
const passingLabels = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "controller-uid",
  "job-name",
  "batch.kubernetes.io/controller-uid",
  "batch.kubernetes.io/job-name",
]);

/** @param settleMs how long a container that was restarted must run before it counts as well */
export function podStateOf(pod: KubernetesObject, settleMs: number): PodState {
  const name = nameOf(pod);
  const troubles: Trouble[] = [];
  const memoryKills: PodState["memoryKills"] = [];
  let wellFrom = textAt(conditionOf(pod, "Ready"), "status") === "True" ? 0 : Number.POSITIVE_INFINITY;
  for (const { name: container, status, spec, init } of containersOf(pod)) {
    const image = textAt(spec, "image");
    const add = (reason: string, sentence: string) =>
      troubles.push({ reason, sentence, pod: name, container, image });
    const what = `${init ? "init container" : "container"} ${container}`;
    const waitsFor = textAt(status, "state", "waiting", "reason");
    if (failingWaits.has(waitsFor)) add(waitsFor, `${what} is in ${waitsFor}`);
    for (const state of ["state", "lastState"]) {
      if (textAt(status, state, "terminated", "reason") !== "OOMKilled") continue;
      const at = Date.parse(textAt(status, state, "terminated", "finishedAt"));
      if (Number.isFinite(at)) memoryKills.push({ container, at });
      // One that runs again is judged by how often it happens.
      if (fieldAt(status, "state", "running") === undefined)
        add("OOMKilled", `${what} was killed for memory`);
    }
    const startedAt = Date.parse(textAt(status, "state", "running", "startedAt"));
    if (numberAt(status, "restartCount") > 0 && Number.isFinite(startedAt) && !init) {
      wellFrom = Math.max(wellFrom, startedAt + settleMs);
    }
  }
  const scheduled = conditionOf(pod, "PodScheduled");
  if (textAt(scheduled, "status") === "False" && textAt(scheduled, "reason") === "Unschedulable") {
    troubles.push({ reason: "Unschedulable", sentence: `pod ${name} cannot be scheduled`, pod: name });
  }
  const ended = ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase"));
  return {
    uid: uidOf(pod),
    name,
    owner: ownerOf(pod),
    image: textAt(listAt(pod, "spec", "containers")[0], "image"),
    labels: Object.fromEntries(
      Object.entries(textsAt(pod, "metadata", "labels"))
        .filter(([name]) => !passingLabels.has(name))
        .slice(0, mostLabels),
    ),
    // What is being deleted, or has ended, is nobody's trouble any more; a Job tells of its own end.
    troubles: ended || isLeaving(pod) ? [] : troubles,
    wellFrom: ended || isLeaving(pod) ? 0 : wellFrom,
    memoryKills,
  };
}

function isLeaving(pod: KubernetesObject): boolean {
  return textAt(pod, "metadata", "deletionTimestamp") !== "";
}

/**
 * The workload of a pod. A Deployment's ReplicaSets are named after it and the hash that their pods are
 * labelled with, so they need not be watched.
 */
function ownerOf(pod: KubernetesObject): WorkloadName {
  const namespace = namespaceOf(pod);
  const owner = controllerOf(pod);
  if (owner === undefined) return { namespace, kind: "Pod", name: nameOf(pod) };
  const hash = textsAt(pod, "metadata", "labels")["pod-template-hash"];
  if (owner.kind === "ReplicaSet" && hash && owner.name.endsWith(`-${hash}`)) {
    return { namespace, kind: "Deployment", name: owner.name.slice(0, -hash.length - 1) };
  }
  return { namespace, kind: owner.kind, name: owner.name };
}
