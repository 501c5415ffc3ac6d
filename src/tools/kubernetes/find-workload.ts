import type { Subject } from "../../domain/index.ts";
import {
  containersOf,
  controllerOf,
  type KubernetesObject,
  listAt,
  nameOf,
  numberAt,
  textAt,
  textsAt,
  uidOf,
} from "../../kubernetes-api/fields.ts";
import { resourceOf } from "../../kubernetes-api/resources.ts";
import { getObject, listObjects, type Scene } from "./scene.ts";

/** What a subject names, before the cluster was asked. */
export interface Target {
  namespace: string;
  kind: string;
  name: string;
  pod?: string | undefined;
  container?: string | undefined;
}

/** A workload with its controllers, from the top down, and its pods, those that fail first. */
export interface FoundWorkload {
  target: Target;
  /** The workload itself; undefined when the cluster has none of that name. */
  object: KubernetesObject | undefined;
  /** ReplicaSets of a Deployment, Jobs of a CronJob; newest first. */
  children: KubernetesObject[];
  pods: KubernetesObject[];
}

/** Labels by which kube-state-metrics and others name the kind of a workload, the most telling first. */
const kindLabels: readonly [label: string, kind: string][] = [
  ["deployment", "Deployment"],
  ["statefulset", "StatefulSet"],
  ["daemonset", "DaemonSet"],
  ["cronjob", "CronJob"],
  ["job_name", "Job"],
  ["horizontalpodautoscaler", "HorizontalPodAutoscaler"],
  ["persistentvolumeclaim", "PersistentVolumeClaim"],
  ["replicaset", "ReplicaSet"],
  ["pod", "Pod"],
];

const workloadTypes = new Map(
  ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "Pod"].map((kind) => [
    kind.toLowerCase(),
    kind,
  ]),
);

/** What of a cluster this subject is about; undefined when it names nothing of one. */
export function targetOf(subject: Subject): Target | undefined {
  if (subject.kind === "workload") {
    const { namespace, workload: kind, name, pod, container } = subject;
    return { namespace, kind, name, pod, container };
  }
  if (subject.kind !== "alert") return undefined;
  // A scrape that does not honour the exporter's labels keeps them under `exported_`.
  const label = (name: string) => subject.labels[`exported_${name}`] || subject.labels[name] || undefined;
  const namespace = label("namespace");
  const node = label("node");
  if (namespace === undefined) {
    return node === undefined ? undefined : { namespace: "", kind: "Node", name: node };
  }
  const about = { namespace, pod: label("pod"), container: label("container") };
  const named = label("workload");
  const type = workloadTypes.get((label("workload_type") ?? "").toLowerCase());
  if (named !== undefined && type !== undefined) return { ...about, kind: type, name: named };
  for (const [name, kind] of kindLabels) {
    const value = label(name);
    if (value !== undefined) return { ...about, kind, name: value };
  }
  const app = label("app") ?? label("app_kubernetes_io_name") ?? label("service") ?? label("container");
  if (app !== undefined) return { ...about, kind: "Deployment", name: app };
  return node === undefined ? undefined : { namespace: "", kind: "Node", name: node };
}

/** Goes up from the named object to the workload that owns it, and down again to its pods. */
export async function findWorkload(scene: Scene, target: Target): Promise<FoundWorkload> {
  const { namespace } = target;
  let object = await getObject(scene, target.kind, namespace, target.name);
  for (let steps = 0; steps < 4 && object !== undefined; steps += 1) {
    const owner = controllerOf(object);
    if (owner === undefined || resourceOf(owner.kind) === undefined || owner.kind === "Node") break;
    const above: KubernetesObject | undefined = await getObject(scene, owner.kind, namespace, owner.name);
    if (above === undefined) break;
    object = above;
  }
  const scaled = textAt(object, "spec", "scaleTargetRef", "name");
  if (textAt(object, "kind") === "HorizontalPodAutoscaler" && scaled !== "") {
    object =
      (await getObject(scene, textAt(object, "spec", "scaleTargetRef", "kind"), namespace, scaled)) ?? object;
  }
  const children = await childrenOf(scene, object, namespace);
  const pods = await podsOf(scene, target, object, children);
  return { target, object, children, pods };
}

async function childrenOf(
  scene: Scene,
  object: KubernetesObject | undefined,
  namespace: string,
): Promise<KubernetesObject[]> {
  const kind = textAt(object, "kind");
  const below = kind === "Deployment" ? "ReplicaSet" : kind === "CronJob" ? "Job" : undefined;
  if (object === undefined || below === undefined) return [];
  const owned = await listObjects(scene, below, namespace, selectorOf(object));
  return owned
    .filter((child) => controllerOf(child)?.uid === uidOf(object))
    .toSorted((a, b) => ageOf(b).localeCompare(ageOf(a)));
}

async function podsOf(
  scene: Scene,
  target: Target,
  object: KubernetesObject | undefined,
  children: readonly KubernetesObject[],
): Promise<KubernetesObject[]> {
  if (object === undefined && target.kind !== "Pod") return [];
  const kind = textAt(object, "kind");
  if (kind === "Pod" && object !== undefined) return [object];
  if (kind === "Node" || kind === "PersistentVolumeClaim")
    return podsUsing(scene, target, kind, nameOf(object));
  const owners = new Set([uidOf(object), ...children.map(uidOf)]);
  const all = await listObjects(scene, "Pod", target.namespace, object ? selectorOf(object) : undefined);
  const own = all.filter((pod) => owners.has(controllerOf(pod)?.uid ?? "none"));
  const named = target.kind === "Pod" ? target.name : target.pod;
  const first = (pod: KubernetesObject) => (nameOf(pod) === named ? 1 : 0);
  return own.toSorted(
    (a, b) => first(b) - first(a) || trouble(b) - trouble(a) || ageOf(b).localeCompare(ageOf(a)),
  );
}

async function podsUsing(
  scene: Scene,
  target: Target,
  kind: string,
  name: string,
): Promise<KubernetesObject[]> {
  // All pods of a node would mean all namespaces; its own conditions and events say what is wrong with it.
  if (kind === "Node") return [];
  const pods = await listObjects(scene, "Pod", target.namespace);
  return pods.filter((pod) =>
    listAt(pod, "spec", "volumes").some(
      (volume) => textAt(volume, "persistentVolumeClaim", "claimName") === name,
    ),
  );
}

/** The workload's selector in the form of a query: `app=checkout,tier in (web,api)`. */
function selectorOf(object: KubernetesObject): string {
  const equal = Object.entries(textsAt(object, "spec", "selector", "matchLabels")).map(
    ([key, value]) => `${key}=${value}`,
  );
  const expressions = listAt(object, "spec", "selector", "matchExpressions").flatMap((expression) => {
    const key = textAt(expression, "key");
    const values = listAt(expression, "values").join(",");
    switch (textAt(expression, "operator")) {
      case "In":
        return [`${key} in (${values})`];
      case "NotIn":
        return [`${key} notin (${values})`];
      case "Exists":
        return [key];
      case "DoesNotExist":
        return [`!${key}`];
      default:
        return [];
    }
  });
  return [...equal, ...expressions].join(",");
}

function ageOf(object: KubernetesObject): string {
  return textAt(object, "metadata", "creationTimestamp");
}

/** How much is wrong with a pod, so that the telling ones are looked at first. */
export function trouble(pod: KubernetesObject): number {
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded") return 0;
  let points = phase === "Failed" ? 4 : phase === "Pending" ? 2 : 0;
  for (const { status } of containersOf(pod)) {
    if (textAt(status, "state", "waiting", "reason") !== "") points += 2;
    if (numberAt(status, "state", "terminated", "exitCode") !== 0) points += 2;
    if (numberAt(status, "lastState", "terminated", "exitCode") !== 0) points += 1;
    if (numberAt(status, "restartCount") > 0) points += 1;
  }
  return points;
}
