/** An object of the Kubernetes API as it came over the wire. Nothing in it is trusted to be there. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is KubernetesObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path, or undefined. */
export function fieldAt(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/** The text at a path; empty when there is none. */
export function textAt(value: unknown, ...path: string[]): string {
  const found = fieldAt(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number at a path; 0 when there is none, as Kubernetes leaves zeros out. */
export function numberAt(value: unknown, ...path: string[]): number {
  const found = fieldAt(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : 0;
}

/** The list at a path; empty when there is none. */
export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a map at a path, such as labels. */
export function textsAt(value: unknown, ...path: string[]): Record<string, string> {
  const found = fieldAt(value, ...path);
  if (!isObject(found)) return {};
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export function nameOf(object: unknown): string {
  return textAt(object, "metadata", "name");
}

export function namespaceOf(object: unknown): string {
  return textAt(object, "metadata", "namespace");
}

export function uidOf(object: unknown): string {
  return textAt(object, "metadata", "uid");
}

export interface Owner {
  kind: string;
  name: string;
  uid: string;
}

/** The object that controls this one, such as the ReplicaSet of a pod. */
export function controllerOf(object: unknown): Owner | undefined {
  const owner = listAt(object, "metadata", "ownerReferences").find(
    (reference) => fieldAt(reference, "controller") === true,
  );
  if (owner === undefined) return undefined;
  return { kind: textAt(owner, "kind"), name: textAt(owner, "name"), uid: textAt(owner, "uid") };
}

/** The condition of this type: `Available`, `PodScheduled`, `Failed`… */
export function conditionOf(object: unknown, type: string): unknown {
  return listAt(object, "status", "conditions").find((condition) => textAt(condition, "type") === type);
}

/** Every container of a pod, in the order that they start, with its status. */
export function containersOf(
  pod: unknown,
): { name: string; init: boolean; spec: unknown; status: unknown }[] {
  const of = (specs: string, statuses: string, init: boolean) => {
    const told = listAt(pod, "status", statuses);
    return listAt(pod, "spec", specs).map((spec) => {
      const name = textAt(spec, "name");
      return { name, init, spec, status: told.find((status) => textAt(status, "name") === name) };
    });
  };
  return [
    ...of("initContainers", "initContainerStatuses", true),
    ...of("containers", "containerStatuses", false),
    ...of("ephemeralContainers", "ephemeralContainerStatuses", false),
  ];
}
