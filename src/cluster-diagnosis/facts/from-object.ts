import { at, type Place, type SourceText } from "../text/source-text.ts";
import { inside, itemsAt, numberAt, pairsAt, type Structure, textAt } from "../text/structure.ts";
import type {
  Condition,
  ContainerFact,
  ContainerState,
  Facts,
  ObjectName,
  PodFact,
  Said,
  ThingFact,
} from "./facts.ts";

const MAX_OBJECTS = 50_000;

/** Where a field of an object stands, under the name that `kubectl describe` gives it. */
const FIELDS: readonly [string, ...string[]][] = [
  ["StorageClass", "spec", "storageClassName"],
  ["Status", "status", "phase"],
  ["Volume", "spec", "volumeName"],
  ["Type", "spec", "type"],
  ["Ingress Class", "spec", "ingressClassName"],
  ["Min replicas", "spec", "minReplicas"],
  ["Max replicas", "spec", "maxReplicas"],
  ["Allowed disruptions", "status", "disruptionsAllowed"],
  ["Suspend", "spec", "suspend"],
  ["Schedule", "spec", "schedule"],
  ["Unschedulable", "spec", "unschedulable"],
  ["Desired", "spec", "replicas"],
  ["Available", "status", "availableReplicas"],
  ["Ready Replicas", "status", "readyReplicas"],
  ["Desired Number of Nodes Scheduled", "status", "desiredNumberScheduled"],
  ["Number of Nodes Scheduled with Available Pods", "status", "numberAvailable"],
  ["Failed", "status", "failed"],
  ["Succeeded", "status", "succeeded"],
  ["Provisioner", "provisioner"],
  ["Controller", "spec", "controller"],
  ["Gateway Class", "spec", "gatewayClassName"],
];

/** Whether a value looks like an object of the Kubernetes API, or a list of them. */
export function isClusterObject(value: Structure): boolean {
  return (
    textAt(value, "kind") !== undefined &&
    (inside(value, "metadata") !== undefined || inside(value, "items") !== undefined)
  );
}

/** Adds an API object, or every object of a list. */
export function addObject(facts: Facts, source: SourceText, value: Structure, listKind = ""): void {
  const kind = textAt(value, "kind") ?? listKind;
  const items = inside(value, "items")?.items;
  if (items && kind.endsWith("List")) {
    const of = kind.replace(/List$/, "");
    for (const item of items.slice(0, MAX_OBJECTS)) addObject(facts, source, item, of);
    const kinds = new Set(items.map((item) => textAt(item, "kind") ?? of).filter((one) => one !== ""));
    for (const listed of kinds) {
      const mine = items.filter((item) => (textAt(item, "kind") ?? of) === listed);
      const names = new Set(mine.map((item) => textAt(item, "metadata", "name") ?? ""));
      facts.lists.push({ kind: listed, names, place: at(source, value.start) });
    }
    return;
  }
  const name = textAt(value, "metadata", "name");
  if (name === undefined) return;
  const namespace = textAt(value, "metadata", "namespace");
  const object: ObjectName = { kind, name, ...(namespace ? { namespace } : {}) };
  if (kind === "Event") addEvent(facts, source, value);
  else if (kind === "Pod") facts.pods.push(podOf(source, value, object));
  else facts.things.push(thingOf(source, value, object));
}

function placeOf(source: SourceText, value: Structure | undefined, fallback: Place): Place {
  return value ? { source, start: value.start, end: Math.min(value.end, value.start + 12) } : fallback;
}

function addEvent(facts: Facts, source: SourceText, value: Structure): void {
  const about = inside(value, "involvedObject") ?? inside(value, "regarding");
  const message = inside(value, "message") ?? inside(value, "note");
  const reason = inside(value, "reason");
  const namespace = textAt(about, "namespace");
  const seen =
    textAt(value, "lastTimestamp") ??
    textAt(value, "series", "lastObservedTime") ??
    textAt(value, "eventTime");
  const time = Date.parse(seen ?? "");
  const lines = [message, reason].flatMap((part) => (part ? [part.start, part.end] : []));
  const start = Math.min(...lines);
  const end = Math.max(...lines);
  facts.events.push({
    warning: textAt(value, "type") === "Warning",
    reason: reason?.scalar ?? "",
    message: message?.scalar ?? "",
    about: {
      kind: textAt(about, "kind") ?? "",
      name: textAt(about, "name") ?? "",
      ...(namespace ? { namespace } : {}),
    },
    count: numberAt(value, "count") ?? numberAt(value, "series", "count") ?? 1,
    ...(Number.isFinite(time) && facts.now !== undefined
      ? { age: Math.max(0, (facts.now - time) / 1000) }
      : {}),
    place: end - start > 12 ? placeOf(source, message, at(source, value.start)) : { source, start, end },
  });
}

function conditionsOf(source: SourceText, value: Structure): Condition[] {
  const place = at(source, value.start);
  const parents = [...itemsAt(value, "status", "parents"), ...itemsAt(value, "status", "listeners")];
  return [value, ...parents].flatMap((holder) =>
    (holder === value ? itemsAt(value, "status", "conditions") : itemsAt(holder, "conditions")).map(
      (condition) => ({
        type: textAt(condition, "type") ?? "",
        status: textAt(condition, "status") ?? "",
        reason: textAt(condition, "reason") ?? "",
        message: textAt(condition, "message") ?? "",
        place: placeOf(source, condition, place),
      }),
    ),
  );
}

/** What a custom resource says outside of its conditions, as Argo CD's `operationState` does. */
function messagesOf(source: SourceText, value: Structure): Condition[] {
  const found: Condition[] = [];
  const waiting = [inside(value, "status")];
  for (let seen = 0; waiting.length > 0 && seen < 500; seen++) {
    const next = waiting.pop();
    const message = inside(next, "message");
    if (message?.scalar && textAt(next, "type") === undefined) {
      const reason = textAt(next, "reason") ?? "";
      const place = placeOf(source, message, at(source, value.start));
      found.push({ type: "Message", status: "False", reason, message: message.scalar, place });
    }
    waiting.push(...(next?.items ?? []), ...(next?.fields?.values() ?? []));
  }
  return found;
}

function textsOf(value: Structure, ...path: string[]): Map<string, string> {
  return new Map(pairsAt(value, ...path).map(([key, field]) => [key, field.scalar ?? ""]));
}

function thingOf(source: SourceText, value: Structure, object: ObjectName): ThingFact {
  const place = at(source, inside(value, "metadata", "name")?.start ?? value.start);
  const fields = new Map<string, Said>();
  for (const [name, ...path] of FIELDS) {
    const found = inside(value, ...path);
    if (found?.scalar !== undefined)
      fields.set(name, { text: found.scalar, place: placeOf(source, found, place) });
  }
  const list = (name: string, values: [string, Structure][]) => {
    const first = values[0];
    if (first)
      fields.set(name, {
        text: values.map(([key, field]) => `${key}=${field.scalar ?? ""}`).join(","),
        place: placeOf(source, first[1], place),
      });
  };
  list(
    "Selector",
    [...pairsAt(value, "spec", "selector"), ...pairsAt(value, "spec", "selector", "matchLabels")].filter(
      ([, field]) => field.scalar !== undefined,
    ),
  );
  const target = inside(value, "spec", "scaleTargetRef");
  if (target)
    fields.set("Reference", {
      text: `${textAt(target, "kind") ?? ""}/${textAt(target, "name") ?? ""}`,
      place: placeOf(source, target, place),
    });
  const rows: Said[] = [];
  const row = (text: string, found: Structure) => rows.push({ text, place: placeOf(source, found, place) });
  for (const [key, hard] of pairsAt(value, "status", "hard")) {
    row(`${key}  ${textAt(value, "status", "used", key) ?? "0"}  ${hard.scalar ?? ""}`, hard);
  }
  for (const rule of itemsAt(value, "spec", "rules")) {
    for (const path of itemsAt(rule, "http", "paths")) {
      const service = textAt(path, "backend", "service", "name") ?? textAt(path, "backend", "serviceName");
      if (service)
        row(
          `${textAt(path, "path") ?? "/"}   ${service}:${textAt(path, "backend", "service", "port", "number") ?? ""}`,
          path,
        );
    }
  }
  for (const tls of itemsAt(value, "spec", "tls")) {
    const secret = textAt(tls, "secretName");
    if (secret)
      row(
        `${secret} terminates ${itemsAt(tls, "hosts")
          .map((host) => host.scalar)
          .join(",")}`,
        tls,
      );
  }
  for (const subset of itemsAt(value, "subsets")) {
    for (const address of itemsAt(subset, "addresses"))
      row(`address ${textAt(address, "ip") ?? ""}`, address);
  }
  for (const endpoint of itemsAt(value, "endpoints")) {
    if (textAt(endpoint, "conditions", "ready") !== "false")
      row(
        `address ${itemsAt(endpoint, "addresses")
          .map((a) => a.scalar)
          .join(",")}`,
        endpoint,
      );
  }
  const taints = itemsAt(value, "spec", "taints").map(
    (taint) => `${textAt(taint, "key") ?? ""}:${textAt(taint, "effect") ?? ""}`,
  );
  if (taints.length > 0)
    fields.set("Taints", {
      text: taints.join(","),
      place: placeOf(source, inside(value, "spec", "taints"), place),
    });
  for (const type of itemsAt(value, "spec", "policyTypes")) {
    const way = type.scalar?.toLowerCase() ?? "";
    if (itemsAt(value, "spec", way).length === 0)
      row(`Selected pods are isolated for ${way} connectivity`, type);
  }
  const entry = itemsAt(value, "status", "loadBalancer", "ingress")[0];
  if (object.kind === "Ingress") {
    const address = inside(entry, "ip") ?? inside(entry, "hostname");
    if (address?.scalar)
      fields.set("Address", { text: address.scalar, place: placeOf(source, address, place) });
  }
  const ip = inside(value, "spec", "clusterIP");
  if (ip?.scalar) fields.set("IP", { text: ip.scalar, place: placeOf(source, ip, place) });
  const data = pairsAt(value, "data");
  if (data.length > 0) fields.set("Data", { text: data.map(([key]) => key).join(","), place });
  return {
    ...object,
    fields,
    rows,
    labels: textsOf(value, "metadata", "labels"),
    conditions: [...conditionsOf(source, value), ...messagesOf(source, value)],
    place,
  };
}

function podOf(source: SourceText, value: Structure, object: ObjectName): PodFact {
  const place = at(source, inside(value, "metadata", "name")?.start ?? value.start);
  const statuses = [
    ...itemsAt(value, "status", "initContainerStatuses"),
    ...itemsAt(value, "status", "containerStatuses"),
  ];
  const containers = [
    ...itemsAt(value, "spec", "initContainers").map((spec) => containerOf(source, spec, statuses, true)),
    ...itemsAt(value, "spec", "containers").map((spec) => containerOf(source, spec, statuses, false)),
  ];
  const main = containers.filter((container) => !container.init);
  return {
    ...object,
    from: "object",
    phase: inside(value, "metadata", "deletionTimestamp")
      ? "Terminating"
      : (textAt(value, "status", "phase") ?? ""),
    reason: textAt(value, "status", "reason") ?? "",
    message: textAt(value, "status", "message") ?? "",
    node: textAt(value, "spec", "nodeName") ?? "",
    labels: textsOf(value, "metadata", "labels"),
    containers,
    conditions: conditionsOf(source, value),
    nodeSelectors: pairsAt(value, "spec", "nodeSelector").map(([key, field]) => ({
      text: `${key}=${field.scalar ?? ""}`,
      place: placeOf(source, field, place),
    })),
    claims: itemsAt(value, "spec", "volumes").flatMap((volume) => {
      const claim = inside(volume, "persistentVolumeClaim", "claimName");
      return claim?.scalar ? [{ text: claim.scalar, place: placeOf(source, claim, place) }] : [];
    }),
    ready: { now: main.filter((container) => container.ready).length, wanted: main.length },
    restarts: containers.reduce((sum, container) => sum + container.restarts, 0),
    place: textAt(value, "status", "message")
      ? placeOf(source, inside(value, "status", "message"), place)
      : place,
  };
}

function containerOf(
  source: SourceText,
  spec: Structure,
  statuses: Structure[],
  init: boolean,
): ContainerFact {
  const name = textAt(spec, "name") ?? "";
  const status = statuses.find((candidate) => textAt(candidate, "name") === name);
  const image = inside(spec, "image");
  const said = (pair: [string, Structure]): [string, Said] => [
    pair[0],
    { text: pair[1].scalar ?? "", place: at(source, pair[1].start) },
  ];
  const probes = new Map<string, Said>();
  for (const kind of ["liveness", "readiness", "startup"]) {
    const probe = inside(spec, `${kind}Probe`);
    if (probe)
      probes.set(kind, {
        text: probeText(probe),
        place: { source, start: probe.start, end: Math.min(probe.end, probe.start + 12) },
      });
  }
  const state = stateOf(source, inside(status, "state"));
  const last = stateOf(source, inside(status, "lastState"));
  const ready = textAt(status, "ready");
  return {
    name,
    init,
    image: image?.scalar ?? "",
    ...(image ? { imagePlace: at(source, image.start) } : {}),
    ...(state ? { state } : {}),
    ...(last ? { last } : {}),
    ...(ready === undefined ? {} : { ready: ready === "true" }),
    restarts: numberAt(status, "restartCount") ?? 0,
    limits: new Map(pairsAt(spec, "resources", "limits").map(said)),
    requests: new Map(pairsAt(spec, "resources", "requests").map(said)),
    probes,
    command: [...itemsAt(spec, "command"), ...itemsAt(spec, "args")].map((part) => part.scalar ?? ""),
    variables: itemsAt(spec, "env").map((variable) => textAt(variable, "name") ?? ""),
  };
}

function probeText(probe: Structure): string {
  const http = inside(probe, "httpGet");
  if (http) return `http-get ${textAt(http, "path") ?? "/"} port ${textAt(http, "port") ?? ""}`;
  const tcp = inside(probe, "tcpSocket");
  if (tcp) return `tcp-socket :${textAt(tcp, "port") ?? ""}`;
  const command = itemsAt(probe, "exec", "command").map((part) => part.scalar ?? "");
  return command.length > 0 ? `exec [${command.join(" ")}]` : "";
}

function stateOf(source: SourceText, value: Structure | undefined): ContainerState | undefined {
  const found = pairsAt(value)[0];
  if (!found) return undefined;
  const [kind, state] = found;
  if (kind !== "waiting" && kind !== "running" && kind !== "terminated") return undefined;
  const exitCode = numberAt(state, "exitCode");
  const finishedAt = Date.parse(textAt(state, "finishedAt") ?? "");
  return {
    kind,
    reason: textAt(state, "reason") ?? "",
    message: textAt(state, "message") ?? "",
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(Number.isFinite(finishedAt) ? { finishedAt } : {}),
    place: { source, start: state.start, end: Math.min(state.end, state.start + 12) },
  };
}
