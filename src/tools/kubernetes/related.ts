import {
  fieldAt,
  type KubernetesObject,
  listAt,
  nameOf,
  textAt,
  textsAt,
} from "../../kubernetes-api/fields.ts";
import type { FoundWorkload } from "./find-workload.ts";
import { getObject, listObjects, type Scene } from "./scene.ts";

const mostNodes = 5;
const mostReferences = 30;

/** A name that the workload's pods need, and where they say so. Secrets are named and never read. */
export interface Reference {
  kind: "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount";
  name: string;
  /** `env DATABASE_URL of container web, key url`. */
  where: string;
  optional: boolean;
}

/** The pods' template, from the workload or from a pod of it. */
export function podSpecOf({ object, pods }: Pick<FoundWorkload, "object" | "pods">): unknown {
  return (
    fieldAt(object, "spec", "jobTemplate", "spec", "template", "spec") ??
    fieldAt(object, "spec", "template", "spec") ??
    fieldAt(pods[0], "spec")
  );
}

export function referencesOf(spec: unknown): Reference[] {
  const found: Reference[] = [];
  const add = (kind: Reference["kind"], name: string, where: string, optional: unknown) => {
    if (name !== "" && found.length < mostReferences * 4) {
      found.push({ kind, name, where, optional: optional === true });
    }
  };
  for (const container of [...listAt(spec, "initContainers"), ...listAt(spec, "containers")]) {
    const of = `of container ${textAt(container, "name")}`;
    for (const variable of listAt(container, "env")) {
      for (const [field, kind] of [
        ["configMapKeyRef", "ConfigMap"],
        ["secretKeyRef", "Secret"],
      ] as const) {
        const key = fieldAt(variable, "valueFrom", field);
        const where = `env ${textAt(variable, "name")} ${of}, key ${textAt(key, "key")}`;
        add(kind, textAt(key, "name"), where, fieldAt(key, "optional"));
      }
    }
    for (const source of listAt(container, "envFrom")) {
      add(
        "ConfigMap",
        textAt(source, "configMapRef", "name"),
        `envFrom ${of}`,
        fieldAt(source, "configMapRef", "optional"),
      );
      add(
        "Secret",
        textAt(source, "secretRef", "name"),
        `envFrom ${of}`,
        fieldAt(source, "secretRef", "optional"),
      );
    }
  }
  for (const volume of listAt(spec, "volumes")) {
    const where = `volume ${textAt(volume, "name")}`;
    add("ConfigMap", textAt(volume, "configMap", "name"), where, fieldAt(volume, "configMap", "optional"));
    add("Secret", textAt(volume, "secret", "secretName"), where, fieldAt(volume, "secret", "optional"));
    add("PersistentVolumeClaim", textAt(volume, "persistentVolumeClaim", "claimName"), where, false);
    for (const source of listAt(volume, "projected", "sources")) {
      add("ConfigMap", textAt(source, "configMap", "name"), where, fieldAt(source, "configMap", "optional"));
      add("Secret", textAt(source, "secret", "name"), where, fieldAt(source, "secret", "optional"));
    }
  }
  for (const pull of listAt(spec, "imagePullSecrets")) {
    add("Secret", textAt(pull, "name"), "imagePullSecrets", false);
  }
  return found;
}

/**
 * What the pods run on, are reached through and are bounded by. Each kind that cannot be read is a gap; what
 * they name and the cluster does not have is added to `missing` as `ConfigMap/name`.
 */
export async function relatedObjects(
  scene: Scene,
  found: FoundWorkload,
  missing: Set<string>,
): Promise<KubernetesObject[]> {
  const { namespace } = found.target;
  const spec = podSpecOf(found);
  const labels = {
    ...textsAt(found.object, "spec", "template", "metadata", "labels"),
    ...textsAt(found.pods[0], "metadata", "labels"),
  };
  // Of a workload that is not there, or could not be read, nothing can be related.
  if (namespace === "" || (found.object === undefined && found.pods.length === 0)) return [];
  const list = (kind: string) => listObjects(scene, kind, namespace);
  const [nodes, configMaps, claims, services, slices, ingresses, quotas, ranges, scalers, policies, budgets] =
    await Promise.all([
      nodesOf(scene, found.pods),
      configMapsOf(scene, namespace, referencesOf(spec), missing),
      claimsOf(scene, namespace, found, missing),
      list("Service"),
      list("EndpointSlice"),
      list("Ingress"),
      list("ResourceQuota"),
      list("LimitRange"),
      list("HorizontalPodAutoscaler"),
      list("NetworkPolicy"),
      list("PodDisruptionBudget"),
    ]);
  const serving = services.filter((service) => selects(textsAt(service, "spec", "selector"), labels));
  const names = new Set(serving.map(nameOf));
  return [
    ...nodes,
    ...configMaps,
    ...claims,
    ...serving,
    ...slices.filter((slice) =>
      names.has(textsAt(slice, "metadata", "labels")["kubernetes.io/service-name"] ?? ""),
    ),
    ...ingresses.filter((ingress) => backendsOf(ingress).some((name) => names.has(name))),
    ...quotas,
    ...ranges,
    ...scalers.filter((scaler) => textAt(scaler, "spec", "scaleTargetRef", "name") === nameOf(found.object)),
    ...policies.filter((policy) =>
      selects(textsAt(policy, "spec", "podSelector", "matchLabels"), labels, true),
    ),
    ...budgets.filter((budget) => selects(textsAt(budget, "spec", "selector", "matchLabels"), labels)),
  ];
}

async function nodesOf(scene: Scene, pods: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
  const names = [...new Set(pods.map((pod) => textAt(pod, "spec", "nodeName")))].filter(
    (name) => name !== "",
  );
  return present(names.slice(0, mostNodes).map((name) => getObject(scene, "Node", "", name)));
}

function configMapsOf(
  scene: Scene,
  namespace: string,
  references: readonly Reference[],
  missing: Set<string>,
): Promise<KubernetesObject[]> {
  const names = [...new Set(references.filter(({ kind }) => kind === "ConfigMap").map(({ name }) => name))];
  return present(
    names.slice(0, mostReferences).map((name) => getNamed(scene, "ConfigMap", namespace, name, missing)),
  );
}

/** An object that another one names. That it is not there is a finding, not a gap. */
async function getNamed(
  scene: Scene,
  kind: string,
  namespace: string,
  name: string,
  missing: Set<string>,
): Promise<KubernetesObject | undefined> {
  const gaps: Scene["gaps"] = [];
  const object = await getObject({ ...scene, gaps }, kind, namespace, name);
  for (const gap of gaps) {
    if (gap.code === "not_found") missing.add(`${kind}/${name}`);
    else scene.gaps.push(gap);
  }
  return object;
}

async function claimsOf(
  scene: Scene,
  namespace: string,
  found: FoundWorkload,
  missing: Set<string>,
): Promise<KubernetesObject[]> {
  // A StatefulSet's pods name claims of their own, made from its templates.
  const own = found.pods.flatMap((pod) => referencesOf(fieldAt(pod, "spec")));
  const names = [
    ...new Set(
      [...referencesOf(podSpecOf(found)), ...own]
        .filter(({ kind }) => kind === "PersistentVolumeClaim")
        .map(({ name }) => name),
    ),
  ];
  const claims = await present(
    names
      .slice(0, mostReferences)
      .map((name) => getNamed(scene, "PersistentVolumeClaim", namespace, name, missing)),
  );
  const classes = [...new Set(claims.map((claim) => textAt(claim, "spec", "storageClassName")))];
  const storage = await present(
    classes.filter((name) => name !== "").map((name) => getNamed(scene, "StorageClass", "", name, missing)),
  );
  return [...claims, ...storage];
}

async function present(objects: Promise<KubernetesObject | undefined>[]): Promise<KubernetesObject[]> {
  return (await Promise.all(objects)).filter((object) => object !== undefined);
}

/** Whether a selector by labels fits; an empty one fits nothing, except where Kubernetes says that it fits all. */
function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  emptyFitsAll = false,
): boolean {
  const wanted = Object.entries(selector);
  if (wanted.length === 0) return emptyFitsAll;
  return wanted.every(([key, value]) => labels[key] === value);
}

function backendsOf(ingress: KubernetesObject): string[] {
  const paths = listAt(ingress, "spec", "rules").flatMap((rule) => listAt(rule, "http", "paths"));
  return [
    textAt(ingress, "spec", "defaultBackend", "service", "name"),
    ...paths.map((path) => textAt(path, "backend", "service", "name")),
  ];
}
