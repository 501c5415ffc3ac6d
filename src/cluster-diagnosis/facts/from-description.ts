import { type Entry, entryOf, tableOf } from "../text/read-description.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import { conditionsOf, pairs, podOf, templateOf } from "./described-pod.ts";
import { addDescribedReferences } from "./described-references.ts";
import { structureOf } from "./described-structure.ts";
import {
  type Condition,
  type Facts,
  type ObjectName,
  type Said,
  type ServicePortFact,
  secondsOfAge,
  type ThingFact,
} from "./facts.ts";
import { thingOf as thingOfObject } from "./from-object.ts";
import { addReferences } from "./references-of.ts";
import { describedTraffic } from "./traffic-of.ts";

const MAX_DATA_LINES = 20_000;

/** Which keys of a description tell its kind; the first that fits. */
const KINDS: readonly [string, (has: (...keys: string[]) => boolean) => boolean][] = [
  ["Pod", (has) => has("Containers", "Init Containers") && has("QoS Class", "IPs", "IP", "Node", "Status")],
  ["Deployment", (has) => has("StrategyType")],
  ["StatefulSet", (has) => has("Volume Claims", "Update Strategy") && has("Replicas")],
  ["DaemonSet", (has) => has("Desired Number of Nodes Scheduled")],
  ["CronJob", (has) => has("Concurrency Policy", "Schedule")],
  ["Job", (has) => has("Parallelism", "Pods Statuses", "Completions")],
  ["ReplicaSet", (has) => has("Replicas") && has("Pods Status")],
  ["Node", (has) => has("Allocatable", "Roles", "System Info", "Non-terminated Pods")],
  ["HorizontalPodAutoscaler", (has) => has("Min replicas", "Reference")],
  ["PodDisruptionBudget", (has) => has("Allowed disruptions", "Min available", "Max unavailable")],
  [
    "PersistentVolumeClaim",
    (has) => has("StorageClass") && has("Used By", "VolumeMode", "Volume") && !has("Claim"),
  ],
  ["PersistentVolume", (has) => has("Claim", "Reclaim Policy")],
  ["StorageClass", (has) => has("Provisioner")],
  ["IngressClass", (has) => has("Controller")],
  ["Ingress", (has) => has("Rules") && has("Default backend", "Ingress Class", "Address")],
  ["Service", (has) => has("Endpoints", "Session Affinity", "IP Family Policy")],
  ["NetworkPolicy", (has) => has("Spec") && has("Created on")],
  ["Endpoints", (has) => has("Subsets")],
  ["RoleBinding", (has) => has("Role") && has("Subjects")],
  ["Role", (has) => has("PolicyRule")],
  ["ServiceAccount", (has) => has("Mountable secrets", "Tokens")],
  ["PriorityClass", (has) => has("GlobalDefault", "PreemptionPolicy")],
  ["Namespace", (has) => has("Resource Quotas", "No resource quota.", "No LimitRange resource.")],
];

/** Adds the object that `kubectl describe` printed; `hint` is its kind where the evidence says it elsewhere. */
export function addDescription(
  facts: Facts,
  source: SourceText,
  entries: readonly Entry[],
  hint: string,
): void {
  const name = entryOf(entries, "Name")?.value ?? "";
  const namespace = entryOf(entries, "Namespace")?.value;
  const keys = new Set(entries.map((entry) => entry.key));
  const rows = entries.filter((entry) => entry.key === "");
  const isQuota = rows.some((row) => /^Resource\s+Used\s+Hard/.test(row.value)) && keys.size < 5;
  const keysHeld = heldKeys(source, entries);
  const kind =
    entryOf(entries, "Kind")?.value ||
    (keysHeld ? (keys.has("Type") ? "Secret" : "ConfigMap") : "") ||
    (isQuota
      ? "ResourceQuota"
      : KINDS.find(([, fits]) => fits((...some) => some.some((key) => keys.has(key))))?.[0]) ||
    hint;
  const object = { kind, name, ...(namespace ? { namespace } : {}) };
  const events = entryOf(entries, "Events");
  for (const { cells, line } of tableOf(events)) {
    const age = cells.get("Age") ?? "";
    facts.events.push({
      warning: cells.get("Type") === "Warning",
      reason: cells.get("Reason") ?? "",
      message: (cells.get("Message") ?? "").replaceAll('\\"', '"'),
      about: object,
      count: Number(/\(x(\d+)/.exec(age)?.[1] ?? 1),
      ...withAge(age),
      place: at(source, line),
    });
  }
  // Other programs print `Name:` too; a kind, or a namespace, is Kubernetes'.
  if (kind !== "" || namespace !== undefined) facts.cluster = true;
  const first = entries[0]?.line ?? 1;
  if (keys.has("API Version") && keys.has("Kind")) {
    const structure = structureOf(entries);
    const told = thingOf(source, entries, object, at(source, first));
    const thing = thingOfObject(source, structure, object);
    const conditions = thing.conditions.length > 0 ? thing.conditions : told.conditions;
    const fields = new Map([...told.fields, ...thing.fields]);
    facts.things.push({
      ...thing,
      from: "description",
      fields,
      conditions,
      labels: told.labels,
      place: told.place,
    });
    addReferences(facts, source, structure, object);
    return;
  }
  addDescribedReferences(facts, source, entries, object);
  if (kind === "Pod") {
    facts.pods.push(podOf(source, entries, object, at(source, first)));
    return;
  }
  const thing = thingOf(source, entries, object, at(source, first));
  if (keysHeld) thing.fields.set("Keys", keysHeld);
  facts.things.push(thing);
}

/** What a ConfigMap or Secret holds stands below `Data` and a rule of `====`, a key before `----` or with its size. */
function heldKeys(source: SourceText, entries: readonly Entry[]): Said | undefined {
  const data = entryOf(entries, "Data", "BinaryData");
  if (!data) return undefined;
  const keys: string[] = [];
  let end = data.line + 1;
  for (let line = data.line + 1; line <= Math.min(source.count, data.line + MAX_DATA_LINES); line++) {
    const text = source.line(line);
    if (text.startsWith("Events:") || /^Name:\s+\S/.test(text)) break;
    const sized = /^([\w.-]{1,253}):\s+\d+ bytes$/.exec(text)?.[1];
    const headed = source.line(line + 1) === "----" ? /^([\w.-]{1,253}):$/.exec(text)?.[1] : undefined;
    const key = sized ?? headed;
    if (key === undefined) continue;
    keys.push(key);
    end = line;
  }
  return { text: keys.join(","), place: { source, start: data.line, end: Math.min(end, data.line + 12) } };
}

function withAge(text: string): { age?: number } {
  const age = secondsOfAge(text);
  return age === undefined ? {} : { age };
}

function thingOf(source: SourceText, entries: readonly Entry[], object: ObjectName, place: Place): ThingFact {
  const fields = new Map<string, Said>();
  const rows: Said[] = [];
  const add = (list: readonly Entry[], depth: number, under: string) => {
    for (const entry of list) {
      if (entry.key === "Events") continue;
      const said = { text: entry.value, place: at(source, entry.line) };
      if (
        entry.key === "" ||
        (depth > 0 && /^(?:Rules|Default backend|TLS|Metrics|Resource Quotas)$/.test(under))
      ) {
        rows.push({ ...said, text: source.line(entry.line).trim() });
      } else if (!fields.has(entry.key)) fields.set(entry.key, said);
      if (depth < 4) add(entry.children, depth + 1, depth === 0 ? entry.key : under);
    }
  };
  add(entries, 0, "");
  const template = entryOf(entries, "Pod Template");
  const chosen =
    entryOf(entryOf(entries, "Spec")?.children ?? [], "PodSelector") ?? entryOf(entries, "Selector");
  const chooses = /^(?:NetworkPolicy|PodDisruptionBudget)$/.test(object.kind) && chosen;
  const servicePorts = object.kind === "Service" ? portsOf(source, entries) : [];
  return {
    ...object,
    from: "description",
    fields,
    rows,
    labels: pairs(entryOf(entries, "Labels")),
    conditions: [...conditionsOf(source, entries), ...messagesOf(source, entries)],
    ...(template ? { template: templateOf(source, template) } : {}),
    ...(servicePorts.length > 0 ? { servicePorts } : {}),
    ...(object.kind === "NetworkPolicy" ? { traffic: describedTraffic(source, entries) } : {}),
    ...(chooses && !/ in \(| notin \(|exists/.test(chooses.value)
      ? {
          chooses: new Map(
            chooses.value.split(",").flatMap((pair) => [...pairs({ ...chooses, value: pair })]),
          ),
        }
      : {}),
    place,
  };
}

/** `Port:  http  80/TCP` and the `TargetPort` below it, once for each port. */
function portsOf(source: SourceText, entries: readonly Entry[]): ServicePortFact[] {
  const ports: ServicePortFact[] = [];
  for (const { key, value, line } of entries) {
    if (key === "Port") {
      const [name = "", number = ""] = value.split(/\s+/);
      const port = /\d+/.exec(number || name)?.[0] ?? "";
      ports.push({ name: name.startsWith("<") ? "" : name, port, target: port, place: at(source, line) });
    }
    const last = ports.at(-1);
    if (key === "TargetPort" && last) {
      last.target = value.replace(/\/\w+$/, "");
      last.place = at(source, line);
    }
  }
  return ports;
}

/** What a custom resource says outside of its conditions. */
function messagesOf(source: SourceText, entries: readonly Entry[]): Condition[] {
  const found: Condition[] = [];
  const waiting = [
    ...(entryOf(entries, "Status")?.children ?? []),
    ...entries.filter((entry) => entry.key === "Message"),
  ];
  for (let seen = 0; waiting.length > 0 && seen < 500; seen++) {
    const next = waiting.pop();
    if (next?.key === "Message" && next.value !== "") {
      const place = at(source, next.line);
      found.push({ type: "Message", status: "False", reason: "", message: next.value, place });
    }
    if (next && next.key !== "Conditions") waiting.push(...next.children);
  }
  return found;
}
