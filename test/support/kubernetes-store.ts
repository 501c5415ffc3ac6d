import { randomUUID } from "node:crypto";
import { type ServedKind, servedKinds } from "./kubernetes-discovery.ts";

export interface StoredObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    creationTimestamp: string;
    labels?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** An object as a test writes it: what every object has is filled in. */
export type ObjectInput = {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    creationTimestamp?: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

export interface StoreEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  version: number;
  object: StoredObject;
}

/** Objects with resource versions and the history that watches are served from. */
export function createObjectStore() {
  const objects = new Map<string, StoredObject>();
  let history: StoreEvent[] = [];
  let version = 100;
  let oldest = 100;
  const listeners = new Set<(event: StoreEvent) => void>();

  function note(type: StoreEvent["type"], object: StoredObject): void {
    const event = { type, version, object };
    history.push(event);
    for (const listener of listeners) listener(event);
  }

  return {
    version: () => version,
    /** The oldest version that a watch may begin at. */
    oldest: () => oldest,
    put(input: ObjectInput): StoredObject {
      version += 1;
      const key = keyOf(input.apiVersion, input.kind, input.metadata.namespace, input.metadata.name);
      const known = objects.get(key);
      const object: StoredObject = {
        ...structuredClone(input),
        metadata: {
          ...structuredClone(input.metadata),
          uid: input.metadata.uid ?? known?.metadata.uid ?? randomUUID(),
          creationTimestamp:
            input.metadata.creationTimestamp ?? known?.metadata.creationTimestamp ?? instant(),
          resourceVersion: String(version),
        },
      };
      objects.set(key, object);
      note(known ? "MODIFIED" : "ADDED", object);
      return object;
    },
    get: (kind: ServedKind, namespace: string, name: string) =>
      objects.get(keyOf(apiVersionOf(kind), kind.kind, kind.namespaced ? namespace : undefined, name)),
    remove(kind: ServedKind, namespace: string, name: string): void {
      const key = keyOf(apiVersionOf(kind), kind.kind, kind.namespaced ? namespace : undefined, name);
      const object = objects.get(key);
      if (object === undefined) throw new Error(`there is no ${key}`);
      objects.delete(key);
      version += 1;
      note("DELETED", { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    },
    list: (kind: ServedKind, namespace: string) =>
      [...objects.values()]
        .filter((object) => isOf(object, kind, namespace))
        .toSorted((a, b) => sortKey(a).localeCompare(sortKey(b))),
    since: (from: number, kind: ServedKind, namespace: string) =>
      history.filter((event) => event.version > from && isOf(event.object, kind, namespace)),
    listen(kind: ServedKind, namespace: string, listener: (event: StoreEvent) => void): () => void {
      const own = (event: StoreEvent) => {
        if (isOf(event.object, kind, namespace)) listener(event);
      };
      listeners.add(own);
      return () => listeners.delete(own);
    },
    /** Forgets the history, as etcd does after five minutes. */
    compact(): void {
      version += 1;
      oldest = version;
      history = [];
    },
  };
}

/** Kubernetes tells whole seconds. */
export function instant(at = Date.now()): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function apiVersionOf({ group, version }: ServedKind): string {
  return group === "" ? version : `${group}/${version}`;
}

export function kindOfObject(apiVersion: string, kind: string): ServedKind {
  const found = servedKinds.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (found === undefined) throw new Error(`the stand-in serves no ${apiVersion} ${kind}`);
  return found;
}

function isOf(object: StoredObject, kind: ServedKind, namespace: string): boolean {
  return (
    object.kind === kind.kind &&
    object.apiVersion === apiVersionOf(kind) &&
    (namespace === "" || object.metadata.namespace === namespace)
  );
}

function keyOf(apiVersion: string, kind: string, namespace: string | undefined, name: string): string {
  return `${apiVersion} ${kind} ${namespace ?? ""}/${name}`;
}

function sortKey({ metadata }: StoredObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
export function fitsLabels(object: StoredObject, selector: string): boolean {
  const labels = object.metadata.labels ?? {};
  const terms = selector.match(/[^,(]+(?:\([^)]*\))?/g) ?? [];
  return terms.every((term) => {
    const set = /^\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*$/.exec(term);
    if (set) {
      const inside = (set[3] ?? "")
        .split(",")
        .map((value) => value.trim())
        .includes(labels[set[1] ?? ""] ?? "");
      return set[2] === "in" ? inside : !inside;
    }
    const equal = /^\s*([^=!\s]+)\s*(==?|!=)\s*(\S*)\s*$/.exec(term);
    if (equal) {
      const same = (labels[equal[1] ?? ""] ?? "") === equal[3];
      return equal[2] === "!=" ? !same : same;
    }
    const name = term.trim();
    return name.startsWith("!") ? !(name.slice(1) in labels) : name in labels;
  });
}

/** `involvedObject.name=checkout-1,metadata.namespace!=x`: fields by their path. */
export function fitsFields(object: StoredObject, selector: string): boolean {
  return selector.split(",").every((term) => {
    const match = /^([\w.]+)(==?|!=)(.*)$/.exec(term);
    if (match === null) throw new Error(`a field selector that nobody expected: ${term}`);
    let value: unknown = object;
    for (const key of (match[1] ?? "").split(".")) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    }
    const same = (typeof value === "string" ? value : "") === match[3];
    return match[2] === "!=" ? !same : same;
  });
}
