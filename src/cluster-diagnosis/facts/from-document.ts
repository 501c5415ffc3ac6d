import { at, type SourceText } from "../text/source-text.ts";
import { inside, itemsAt, numberAt, pairsAt, type Structure, textAt } from "../text/structure.ts";
import type { Facts } from "./facts.ts";

const MAX_VISITED = 200_000;
const MAX_SAMPLES = 20_000;
/** Labels of alerts and parameters of questions that name what the incident is about. */
const SUBJECT_KEYS =
  /^(?:pod|pod_name|deployment|statefulset|daemonset|job_name|container|service|subject_name|resource_name|name|keyword)$/;

/**
 * What JSON and YAML that is no Kubernetes object tells: spans of a trace (Jaeger's and OpenTelemetry's forms), values
 * of a Prometheus answer (named by its query where they have no name), and the labels of an alert.
 */
export function addDocument(facts: Facts, source: SourceText, document: Structure, query = ""): void {
  let visited = 0;
  /** Jaeger's table of the services, which spans name by a short id. */
  let processes: Structure | undefined;
  const waiting: { value: Structure; service: string }[] = [{ value: document, service: "" }];
  for (let next = waiting.pop(); next && visited < MAX_VISITED; next = waiting.pop()) {
    visited += 1;
    const { value } = next;
    const service = serviceOf(value, processes) || next.service;
    if (inside(value, "processes")) processes = inside(value, "processes");
    addSpan(facts, source, value, service);
    addSample(facts, source, value, query);
    addPartitions(facts, source, value);
    const labels = inside(value, "labels") ?? inside(value, "commonLabels") ?? inside(value, "subject");
    if (labels) addSubjects(facts, labels);
    const named = textAt(value, "subject_name");
    if (named) facts.subjects.add(named);
    for (const child of value.items ?? []) waiting.push({ value: child, service });
    for (const child of value.fields?.values() ?? []) waiting.push({ value: child, service });
  }
}

/** Names in a flat map of labels or parameters. */
export function addSubjects(facts: Facts, labels: Structure): void {
  for (const [key, value] of pairsAt(labels)) {
    const text = value.scalar ?? "";
    if (SUBJECT_KEYS.test(key) && /^[\w.-]{2,253}$/.test(text) && facts.subjects.size < 1000)
      facts.subjects.add(text);
  }
}

function serviceOf(value: Structure, processes: Structure | undefined): string {
  const id = textAt(value, "processID");
  const known = id === undefined ? undefined : textAt(processes, id, "serviceName");
  if (known !== undefined) return known;
  const resource = itemsAt(value, "resource", "attributes").find(
    (part) => textAt(part, "key") === "service.name",
  );
  return textAt(resource, "value", "stringValue") ?? textAt(value, "process", "serviceName") ?? "";
}

function addSpan(facts: Facts, source: SourceText, value: Structure, service: string): void {
  const operation = textAt(value, "operationName") ?? textAt(value, "name");
  if (operation === undefined || facts.spans.length >= MAX_SAMPLES) return;
  const micros = numberAt(value, "duration");
  const begun = numberAt(value, "startTimeUnixNano");
  const ended = numberAt(value, "endTimeUnixNano");
  const milliseconds =
    begun !== undefined && ended !== undefined
      ? (ended - begun) / 1e6
      : micros !== undefined && inside(value, "operationName")
        ? micros / 1000
        : undefined;
  if (milliseconds === undefined) return;
  const tags = [...itemsAt(value, "tags"), ...itemsAt(value, "attributes")];
  const tag = (key: string) => {
    const found = tags.find((candidate) => textAt(candidate, "key") === key);
    return textAt(found, "value", "stringValue") ?? textAt(found, "value");
  };
  const statement = tag("db.statement") ?? tag("db.query.text");
  facts.spans.push({
    operation,
    service,
    milliseconds,
    ...(statement ? { statement } : {}),
    database: statement !== undefined || tag("db.system") !== undefined,
    place: { source, start: value.start, end: Math.min(value.end, value.start + 12) },
  });
}

/** The nodes that a RabbitMQ node has lost, as its management API lists them. */
function addPartitions(facts: Facts, source: SourceText, value: Structure): void {
  const list = inside(value, "partitions");
  const lost = (list?.items ?? []).map((node) => node.scalar ?? "").filter((node) => /^\w{1,40}@/.test(node));
  if (!list || lost.length === 0) return;
  const labels = new Map([
    ["node", textAt(value, "name") ?? ""],
    ["lost", lost.join(", ")],
  ]);
  const place = { source, start: list.start, end: Math.min(list.end, list.start + 12) };
  facts.samples.push({ metric: "rabbitmq_partitions", labels, value: lost.length, place });
}

function addSample(facts: Facts, source: SourceText, value: Structure, query: string): void {
  const metric = inside(value, "metric");
  if (!metric?.fields || facts.samples.length >= MAX_SAMPLES) return;
  const points = inside(value, "values")?.items ?? [inside(value, "value") ?? { start: 0, end: 0 }];
  const last = points.at(-1)?.items?.[1];
  const number = Number(last?.scalar);
  if (!last || !Number.isFinite(number)) return;
  const labels = new Map([...metric.fields].map(([key, field]) => [key, field.scalar ?? ""]));
  facts.samples.push({
    metric: labels.get("__name__") ?? query,
    labels,
    value: number,
    place: at(source, last.start),
  });
}
