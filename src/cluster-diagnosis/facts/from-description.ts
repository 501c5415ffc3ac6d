import { type Entry, entryOf, tableOf } from "../text/read-description.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import {
  type Condition,
  type ContainerFact,
  type ContainerState,
  type Facts,
  type PodFact,
  type Said,
  secondsOfAge,
  type ThingFact,
} from "./facts.ts";

/** Which keys of a description tell its kind; the first that fits. */
const KINDS: readonly [string, (has: (...keys: string[]) => boolean) => boolean][] = [
  ["Pod", (has) => has("Containers", "Init Containers") && has("QoS Class", "IPs", "IP", "Node")],
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
  const kind =
    entryOf(entries, "Kind")?.value ||
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
  if (kind === "Pod") facts.pods.push(podOf(source, entries, object, at(source, first)));
  else facts.things.push(thingOf(source, entries, object, at(source, first)));
}

function withAge(text: string): { age?: number } {
  const age = secondsOfAge(text);
  return age === undefined ? {} : { age };
}

function thingOf(
  source: SourceText,
  entries: readonly Entry[],
  object: Pick<ThingFact, "kind" | "name" | "namespace">,
  place: Place,
): ThingFact {
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
  return {
    ...object,
    fields,
    rows,
    labels: pairs(entryOf(entries, "Labels")),
    conditions: [...conditionsOf(source, entries), ...messagesOf(source, entries)],
    place,
  };
}

function conditionsOf(source: SourceText, entries: readonly Entry[]): Condition[] {
  const entry =
    entryOf(entries, "Conditions") ?? entryOf(entryOf(entries, "Status")?.children ?? [], "Conditions");
  const found: Condition[] = tableOf(entry).map(({ cells, line }) => ({
    type: cells.get("Type") ?? "",
    status: cells.get("Status") ?? "",
    reason: cells.get("Reason") ?? "",
    message: cells.get("Message") ?? "",
    place: at(source, line),
  }));
  // A custom resource's conditions come as keys; one begins where a key comes again.
  let current = new Map<string, Entry>();
  const close = () => {
    const of = (key: string) => current.get(key)?.value ?? "";
    const lines = [...current.values()].map((part) => part.line);
    if (of("Type") !== "") {
      const place = { source, start: Math.min(...lines), end: Math.max(...lines) };
      found.push({
        type: of("Type"),
        status: of("Status"),
        reason: of("Reason"),
        message: of("Message"),
        place,
      });
    }
    current = new Map();
  };
  for (const child of entry?.children ?? []) {
    if (child.key === "") continue;
    if (current.has(child.key)) close();
    current.set(child.key, child);
  }
  close();
  return found;
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

function podOf(
  source: SourceText,
  entries: readonly Entry[],
  object: Pick<PodFact, "kind" | "name" | "namespace">,
  place: Place,
): PodFact {
  const value = (...keys: string[]) => entryOf(entries, ...keys)?.value ?? "";
  const selectors = entryOf(entries, "Node-Selectors");
  const containers = [
    ...(entryOf(entries, "Init Containers")?.children ?? []).map((entry) => containerOf(source, entry, true)),
    ...(entryOf(entries, "Containers")?.children ?? []).map((entry) => containerOf(source, entry, false)),
  ];
  const claims = (entryOf(entries, "Volumes")?.children ?? []).flatMap((volume) => {
    const claim = entryOf(volume.children, "ClaimName");
    return claim ? [{ text: claim.value, place: at(source, claim.line) }] : [];
  });
  const status = entryOf(entries, "Status");
  const main = containers.filter((container) => !container.init);
  return {
    ...object,
    from: "description",
    phase: value("Status").split(" ")[0] ?? "",
    reason: value("Reason"),
    message: [value("Message"), ...(entryOf(entries, "Message")?.children ?? []).map((child) => child.value)]
      .join(" ")
      .trim(),
    node: value("Node").replace(/\/.*$/, "").replace("<none>", ""),
    labels: pairs(entryOf(entries, "Labels")),
    containers,
    conditions: conditionsOf(source, entries),
    nodeSelectors: [
      ...(selectors && selectors.value !== "<none>"
        ? [{ text: selectors.value, place: at(source, selectors.line) }]
        : []),
      ...(selectors?.children ?? []).map((child) => ({
        text: child.key === "" ? child.value : `${child.key}:${child.value}`,
        place: at(source, child.line),
      })),
    ],
    claims,
    ready: { now: main.filter((container) => container.ready).length, wanted: main.length },
    restarts: containers.reduce((sum, container) => sum + container.restarts, 0),
    place:
      value("Reason") === "Evicted" && status
        ? { source, start: status.line, end: messageLine(entries, status.line) }
        : place,
  };
}

function messageLine(entries: readonly Entry[], from: number): number {
  const message = entryOf(entries, "Message");
  return message && message.line <= from + 3 ? message.end : from;
}

function pairs(entry: Entry | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of [entry?.value ?? "", ...(entry?.children ?? []).map((child) => child.value)]) {
    const split = text.indexOf("=");
    if (split > 0) found.set(text.slice(0, split), text.slice(split + 1));
  }
  return found;
}

function containerOf(source: SourceText, entry: Entry, init: boolean): ContainerFact {
  const container: ContainerFact = {
    name: entry.key,
    init,
    image: "",
    restarts: 0,
    limits: new Map(),
    probes: new Map(),
    command: [],
  };
  // Read in a row: some writers lose the indentation below a state.
  let state: ContainerState | undefined;
  const read = (child: Entry): void => {
    const place = at(source, child.line);
    const { key, value } = child;
    if (key === "State" || key === "Last State") {
      state = { kind: stateKind(value), reason: "", message: "", place };
      if (key === "State") container.state = state;
      else if (stateKind(value) === "terminated") container.last = state;
    } else if (state && /^(?:Reason|Message|Exit Code|Signal|Started|Finished)$/.test(key)) {
      state.place = { source, start: state.place.start, end: Math.max(child.line, state.place.end) };
      if (key === "Reason") state.reason = value;
      if (key === "Message")
        state.message = [value, ...child.children.map((part) => part.value)].join(" ").slice(0, 2000);
      if (key === "Exit Code" && /^-?\d+$/.test(value)) state.exitCode = Number(value);
      const time = key === "Finished" ? Date.parse(value) : Number.NaN;
      if (time > 0) state.finishedAt = time;
      return;
    } else {
      state = undefined;
    }
    if (key === "Image") {
      container.image = value;
      container.imagePlace = place;
    } else if (key === "Ready") container.ready = value === "True";
    else if (key === "Restart Count") container.restarts = Number(value) || 0;
    else if (/^(?:Liveness|Readiness|Startup)$/.test(key))
      container.probes.set(key.toLowerCase(), { text: value, place });
    else if (key === "Limits") {
      for (const part of child.children)
        container.limits.set(part.key, { text: part.value, place: at(source, part.line) });
      return;
    } else if (key === "Command" || key === "Args") {
      container.command.push(
        ...child.children.map((part) => (part.key ? `${part.key}: ${part.value}` : part.value)),
      );
      return;
    } else if (/^(?:Requests|Environment|Mounts)$/.test(key)) return;
    for (const part of child.children) read(part);
  };
  for (const child of entry.children) read(child);
  return container;
}

function stateKind(value: string): ContainerState["kind"] {
  const word = value.toLowerCase();
  return word.startsWith("waiting") ? "waiting" : word.startsWith("running") ? "running" : "terminated";
}
