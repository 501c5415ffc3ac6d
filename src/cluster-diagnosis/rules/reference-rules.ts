import type { Category } from "../../domain/index.ts";
import { type Facts, type ObjectName, type ReferenceFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import { absenceOf, thingNamed } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { isWell, podOf } from "./health.ts";
import { replicasOf } from "./object-rules.ts";

/** What it means that an object names another that is not there; the first row that fits. */
const DANGLING: readonly {
  from?: RegExp;
  to: RegExp;
  where?: RegExp;
  category: Category;
  depth: number;
}[] = [
  { to: /^Secret$/, where: /^image pull/, category: "image_pull_failure", depth: 62 },
  { from: /^(?:Ingress|Gateway)$/, to: /^Secret$/, category: "ingress_misconfigured", depth: 82 },
  { to: /^(?:ConfigMap|Secret)$/, category: "config_missing", depth: 89 },
  { from: /Binding$/, to: /^ServiceAccount$/, category: "rbac_forbidden", depth: 78 },
  { to: /^(?:ServiceAccount|PriorityClass|RuntimeClass)$/, category: "config_missing", depth: 89 },
  { to: /^(?:Role|ClusterRole)$/, category: "rbac_forbidden", depth: 90 },
  { to: /^StorageClass$/, category: "pvc_storageclass_missing", depth: 90 },
  { to: /^PersistentVolume/, category: "pvc_storageclass_missing", depth: 88 },
  { to: /^CSIDriver$/, category: "pvc_storageclass_missing", depth: 72 },
  { from: /^(?:Ingress|.*Route)$/, to: /^Service$/, category: "ingress_misconfigured", depth: 86 },
  { to: /^(?:IngressClass|GatewayClass|Gateway)$/, category: "ingress_misconfigured", depth: 88 },
  { from: /^StatefulSet$/, to: /^Service$/, category: "dns_resolution_failure", depth: 79 },
  { to: /^Service$/, category: "dependency_down", depth: 88 },
  { to: /./, category: "config_missing", depth: 82 },
];

/** Names that every cluster has, whatever a list shows, and names that mean something else. */
const BUILT_IN: Readonly<Record<string, RegExp>> = {
  ConfigMap: /^(?:kube-root-ca\.crt|openshift-service-ca\.crt)$/,
  ServiceAccount: /^default$/,
  PriorityClass: /^system-(?:node|cluster)-critical$/,
  ClusterRole: /^(?:cluster-admin|admin|edit|view|system:.{1,200})$/,
  StorageClass: /^<unset>$/,
  // Provisioners outside of CSI have no such object.
  CSIDriver: /^(?!.*csi)/,
};

/** What objects say of each other, compared. */
export const referenceRules: readonly Rule[] = [
  {
    id: "dangling-reference",
    find: (facts) => facts.references.flatMap((reference) => dangling(facts, reference) ?? []),
  },
  {
    id: "key-missing",
    find: (facts) => facts.references.flatMap((reference) => withoutKey(facts, reference) ?? []),
  },
  {
    id: "port-missing",
    find: (facts) => facts.references.flatMap((reference) => withoutPort(facts, reference) ?? []),
  },
];

function dangling(facts: Facts, reference: ReferenceFact): Finding | undefined {
  const { from, where, place } = reference;
  const to = targetOf(reference);
  if (reference.optional || BUILT_IN[to.kind]?.test(to.name) || isServed(facts, from)) return undefined;
  const absence = absenceOf(facts, to);
  const means = DANGLING.find(
    (one) => one.to.test(to.kind) && (one.from?.test(from.kind) ?? true) && (one.where?.test(where) ?? true),
  );
  if (!absence || !means) return undefined;
  return {
    rule: "dangling-reference",
    category: means.category,
    depth: means.depth,
    statement: `${capital(titleOf(from))} names the ${to.kind} ${to.name} (${where}), which does not exist.`,
    about: from,
    named: to.name,
    places: [place, absence],
  };
}

function withoutKey(facts: Facts, reference: ReferenceFact): Finding | undefined {
  const { from, key, where, place } = reference;
  const to = targetOf(reference);
  if (key === undefined || reference.optional || isServed(facts, from)) return undefined;
  const keys = thingNamed(facts, to.kind, to.name, to.namespace)?.fields.get("Keys");
  if (!keys || keys.text.split(",").includes(key)) return undefined;
  return {
    rule: "key-missing",
    category: "config_missing",
    depth: 91,
    statement: `The key ${key} is missing in ${to.kind} ${to.name}, which ${titleOf(from)} needs (${where}).`,
    about: from,
    named: key,
    places: [place, keys.place],
  };
}

/** A port that the Service does not have. */
function withoutPort(facts: Facts, reference: ReferenceFact): Finding | undefined {
  const { from, port, where, place } = reference;
  const to = targetOf(reference);
  if (port === undefined || to.kind !== "Service") return undefined;
  const ports = thingNamed(facts, to.kind, to.name, to.namespace)?.servicePorts ?? [];
  // A list of services tells the numbers of their ports, not the names.
  const unnamed = ports.every((one) => one.name === "" || one.name.startsWith("<")) && !/^\d+$/.test(port);
  if (ports.length === 0 || unnamed || ports.some((one) => one.port === port || one.name === port))
    return undefined;
  const open = ports.map((one) => one.port).join(", ");
  return {
    rule: "port-missing",
    category: /^(?:Ingress|.*Route)$/.test(from.kind) ? "ingress_misconfigured" : "dependency_down",
    depth: 85,
    statement: `${capital(titleOf(from))} leads to port ${port} of the Service ${to.name} (${where}), which has only port ${open}.`,
    about: from,
    named: to.name,
    places: [place, ...(ports[0] ? [ports[0].place] : [])],
  };
}

function targetOf({ from, to }: ReferenceFact): ObjectName {
  const namespace = to.namespace ?? from.namespace;
  return { kind: to.kind, name: to.name, ...(namespace ? { namespace } : {}) };
}

/** What runs and is ready found what it names when it started. */
function isServed(facts: Facts, from: ObjectName): boolean {
  const pod = podOf(facts, from);
  if (pod) return isWell(pod);
  if (from.kind === "PersistentVolumeClaim")
    return thingNamed(facts, from.kind, from.name, from.namespace)?.fields.get("Status")?.text === "Bound";
  if (!/^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/.test(from.kind)) return false;
  const workload = thingNamed(facts, from.kind, from.name, from.namespace);
  const count = workload && replicasOf(workload);
  return count !== undefined && count.ready >= count.wanted;
}
