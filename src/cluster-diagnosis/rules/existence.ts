import type { Facts, ListFact, ObjectName, ThingFact } from "../facts/facts.ts";
import type { Place } from "../text/source-text.ts";

/** Kinds that stand in no namespace. */
const CLUSTER_WIDE =
  /^(?:Node|Namespace|PersistentVolume|StorageClass|IngressClass|GatewayClass|PriorityClass|RuntimeClass|CSIDriver|ClusterRole|ClusterRoleBinding|ClusterIssuer|ClusterSecretStore|APIService|CustomResourceDefinition|(?:Validating|Mutating)WebhookConfiguration)$/;

interface Known {
  /** By kind and name. */
  objects: Map<string, ObjectName[]>;
  things: Map<string, ThingFact[]>;
  lists: Map<string, ListFact[]>;
}

/** Facts do not change once the rules look at them. */
const known = new WeakMap<Facts, Known>();

function knownOf(facts: Facts): Known {
  const before = known.get(facts);
  if (before) return before;
  const made: Known = { objects: new Map(), things: new Map(), lists: new Map() };
  const add = <Value>(into: Map<string, Value[]>, key: string, value: Value) => {
    const list = into.get(key);
    if (list) list.push(value);
    else into.set(key, [value]);
  };
  for (const thing of facts.things) {
    add(made.objects, `${thing.kind}\n${thing.name}`, thing);
    add(made.things, `${thing.kind}\n${thing.name}`, thing);
  }
  for (const pod of facts.pods) add(made.objects, `Pod\n${pod.name}`, pod);
  for (const list of facts.lists) if (list.whole) add(made.lists, list.kind, list);
  known.set(facts, made);
  return made;
}

const near = (one: string | undefined, other: string | undefined) =>
  one === undefined || other === undefined || one === other;

/** The object that a name means, described best first. */
export function thingNamed(
  facts: Facts,
  kind: string,
  name: string,
  namespace?: string,
): ThingFact | undefined {
  const found = (knownOf(facts).things.get(`${kind}\n${name}`) ?? []).filter((one) =>
    near(one.namespace, namespace),
  );
  return found.find((one) => one.from !== "row") ?? found[0];
}

/**
 * Where the evidence tells that there is no such object: somebody asked for it and was told so, or a list of all of
 * its kind does not have it. Undefined where it exists, or nobody knows.
 */
export function absenceOf(facts: Facts, { kind, name, namespace }: ObjectName): Place | undefined {
  const where = CLUSTER_WIDE.test(kind) ? undefined : namespace;
  const { objects, lists } = knownOf(facts);
  if ((objects.get(`${kind}\n${name}`) ?? []).some((one) => near(one.namespace, where))) return undefined;
  const told = facts.absent.find(
    (one) => one.kind === kind && one.name === name && near(one.namespace, where),
  );
  if (told) return told.place;
  const covering = (lists.get(kind) ?? []).filter((list) => covers(list, where));
  const has = (list: ListFact) =>
    where !== undefined && list.namespaces.size > 0
      ? list.full.has(`${where}/${name}`)
      : list.names.has(name);
  return covering.every((list) => !has(list)) ? covering[0]?.place : undefined;
}

function covers({ namespaces }: ListFact, namespace: string | undefined): boolean {
  return namespace === undefined || namespaces.size === 0 || namespaces.size > 1 || namespaces.has(namespace);
}
