import { at, type SourceText } from "../text/source-text.ts";
import { inside, itemsAt, manyAt, numberAt, pairsAt, type Structure, textAt } from "../text/structure.ts";
import { type Condition, type Facts, listOf, type ObjectName, type Said, type ThingFact } from "./facts.ts";
import { podOf, templateOf } from "./from-pod-object.ts";
import { conditionsOf, placeOf, textsOf } from "./object-parts.ts";
import { addReferences } from "./references-of.ts";
import { targetsOf } from "./targets-of.ts";
import { trafficOf } from "./traffic-of.ts";
import { webhooksOf } from "./webhooks-of.ts";

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
  ["Current replicas", "status", "currentReplicas"],
  ["Allowed disruptions", "status", "disruptionsAllowed"],
  ["Suspend", "spec", "suspend"],
  ["Schedule", "spec", "schedule"],
  ["Starting Deadline Seconds", "spec", "startingDeadlineSeconds"],
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
  ["Reason", "status", "reason"],
  ["Message", "status", "message"],
  ["Deleted", "metadata", "deletionTimestamp"],
];
/** Names of what a ConfigMap or Secret holds; values are not looked at. */
const KEYS = ["data", "stringData", "binaryData"];

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
    const named = items.map((item) => nameOfObject(item, of));
    if (of !== "" && of !== "List" && named.length === 0)
      facts.lists.push(listOf(of, [], at(source, value.start), true));
    for (const listed of new Set(named.map((one) => one.kind).filter((one) => one !== ""))) {
      const mine = named.filter((one) => one.kind === listed);
      facts.lists.push(listOf(listed, mine, at(source, value.start), true));
    }
    return;
  }
  const object = nameOfObject(value, kind);
  if (object.name === "") return;
  if (kind === "Event") addEvent(facts, source, value);
  else if (kind === "Pod") facts.pods.push(podOf(source, value, object));
  else facts.things.push(thingOf(source, value, object));
  addReferences(facts, source, value, object);
}

function nameOfObject(value: Structure, kind: string): ObjectName {
  const namespace = textAt(value, "metadata", "namespace");
  return {
    kind: textAt(value, "kind") ?? kind,
    name: textAt(value, "metadata", "name") ?? "",
    ...(namespace ? { namespace } : {}),
  };
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

/** Any object but a pod and an event, as a fact. */
export function thingOf(source: SourceText, value: Structure, object: ObjectName): ThingFact {
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
  const metrics = object.kind === "HorizontalPodAutoscaler" ? targetsOf(source, value, place) : undefined;
  if (metrics) fields.set("Targets", metrics);
  const held = inside(value, "spec", "claimRef");
  if (held)
    fields.set("Claim", {
      text: `${textAt(held, "namespace") ?? ""}/${textAt(held, "name") ?? ""}`,
      place: placeOf(source, held, place),
    });
  if (object.kind === "StorageClass") {
    const mark = pairsAt(value, "metadata", "annotations").find(([key]) => DEFAULT_CLASS.test(key))?.[1];
    fields.set("IsDefaultClass", {
      text: mark?.scalar === "true" ? "Yes" : "No",
      place: placeOf(source, mark, place),
    });
  }
  const rows: Said[] = [];
  const row = (text: string, found: Structure) => rows.push({ text, place: placeOf(source, found, place) });
  for (const [key, hard] of pairsAt(value, "status", "hard")) {
    row(`${key}  ${textAt(value, "status", "used", key) ?? "0"}  ${hard.scalar ?? ""}`, hard);
  }
  for (const rule of manyAt(value, "spec", "rules")) {
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
  const entry = itemsAt(value, "status", "loadBalancer", "ingress")[0];
  if (object.kind === "Ingress") {
    const address = inside(entry, "ip") ?? inside(entry, "hostname");
    if (address?.scalar)
      fields.set("Address", { text: address.scalar, place: placeOf(source, address, place) });
  }
  const ip = inside(value, "spec", "clusterIP");
  if (ip?.scalar) fields.set("IP", { text: ip.scalar, place: placeOf(source, ip, place) });
  if (object.kind === "ConfigMap" || object.kind === "Secret") {
    const keys = KEYS.flatMap((part) => pairsAt(value, part).map(([key]) => key));
    fields.set("Keys", { text: keys.join(","), place: placeOf(source, inside(value, "data"), place) });
  }
  const finalizers = inside(value, "metadata", "finalizers") ?? inside(value, "spec", "finalizers");
  if (finalizers?.items)
    fields.set("Finalizers", {
      text: finalizers.items.map((one) => one.scalar).join(", "),
      place: placeOf(source, finalizers, place),
    });
  const template = inside(
    value,
    "spec",
    ...(object.kind === "CronJob" ? ["jobTemplate", "spec"] : []),
    "template",
  );
  const ports = object.kind === "Service" ? itemsAt(value, "spec", "ports") : [];
  const chooses = CHOOSERS[object.kind] && inside(value, ...(CHOOSERS[object.kind] ?? []));
  return {
    ...object,
    from: "object",
    fields,
    rows,
    labels: textsOf(value, "metadata", "labels"),
    conditions: [...conditionsOf(source, value), ...messagesOf(source, value)],
    ...(inside(template, "spec", "containers") && template ? { template: templateOf(source, template) } : {}),
    ...(ports.length > 0
      ? {
          servicePorts: ports.map((port) => ({
            name: textAt(port, "name") ?? "",
            port: textAt(port, "port") ?? "",
            target: textAt(port, "targetPort") ?? textAt(port, "port") ?? "",
            place: placeOf(source, inside(port, "targetPort") ?? port, place),
          })),
        }
      : {}),
    ...(object.kind === "NetworkPolicy" ? { traffic: trafficOf(source, value) } : {}),
    ...(object.kind.endsWith("WebhookConfiguration") ? { webhooks: webhooksOf(source, value) } : {}),
    // One that chooses by expressions is not judged.
    ...(chooses && !inside(chooses, "matchExpressions") ? { chooses: textsOf(chooses, "matchLabels") } : {}),
    place,
  };
}

const DEFAULT_CLASS = /^storageclass\.(?:beta\.)?kubernetes\.io\/is-default-class$/;

const CHOOSERS: Readonly<Record<string, readonly string[]>> = {
  NetworkPolicy: ["spec", "podSelector"],
  PodDisruptionBudget: ["spec", "selector"],
};
