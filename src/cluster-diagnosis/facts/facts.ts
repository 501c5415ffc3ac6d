import type { Place } from "../text/source-text.ts";
import type { TrafficFact } from "./traffic-of.ts";

/** Which object of the cluster. Parts are missing where the text does not say. */
export interface ObjectName {
  kind: string;
  namespace?: string;
  name: string;
}

/** A condition of any object: `Ready`, `Progressing`, `MemoryPressure`… */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  place: Place;
}

/** A text that the evidence states, and where. */
export interface Said {
  text: string;
  place: Place;
}

/** How a container stands, or how its last run ended. */
export interface ContainerState {
  kind: "waiting" | "running" | "terminated";
  reason: string;
  message: string;
  exitCode?: number;
  /** Milliseconds since 1970, where said. */
  finishedAt?: number;
  place: Place;
}

/** A port that a container says it listens on. */
export interface PortFact {
  /** Empty where it has none, or the text does not say. */
  name: string;
  number: number;
  place: Place;
}

export interface ContainerFact {
  name: string;
  init: boolean;
  image: string;
  imagePlace?: Place;
  state?: ContainerState;
  last?: ContainerState;
  ready?: boolean;
  restarts: number;
  limits: Map<string, Said>;
  requests: Map<string, Said>;
  /** `liveness`, `readiness` and `startup`, as `kubectl describe` prints them. */
  probes: Map<string, Said>;
  ports: PortFact[];
  /** Values of variables that are written out. */
  variables: Map<string, Said>;
  command: string[];
}

/** A pod, alike from an API object, its description and a row of a list. */
export interface PodFact extends ObjectName {
  /** A row knows little: its status word stands in `reason`. */
  from: "object" | "description" | "row";
  phase: string;
  reason: string;
  message: string;
  node: string;
  labels: Map<string, string>;
  containers: ContainerFact[];
  conditions: Condition[];
  nodeSelectors: Said[];
  claims: Said[];
  /** Since when, or for how long, it is being deleted. */
  terminating?: Said;
  /** Readiness as counted: `1/2`. */
  ready?: { now: number; wanted: number };
  restarts: number;
  place: Place;
}

export interface EventFact {
  warning: boolean;
  reason: string;
  message: string;
  about: ObjectName;
  count: number;
  /** Seconds before the evidence was taken, where said. */
  age?: number;
  place: Place;
}

/** A port of a Service, and the number or name of the container's port that it leads to. */
export interface ServicePortFact {
  name: string;
  port: string;
  target: string;
  place: Place;
}

/** One webhook that the API server asks before it takes a change. */
export interface WebhookFact {
  name: string;
  service?: Pick<ObjectName, "namespace" | "name">;
  /** `Fail` refuses the change where the webhook does not answer; so does what names none. */
  failurePolicy: string;
  /** Certificates that the API server trusts for it, PEM in base64. */
  authority?: Said;
  place: Place;
}

/** What a workload makes its pods of. */
export interface TemplateFact {
  labels: Map<string, string>;
  containers: ContainerFact[];
}

/** Any other object: its fields as `kubectl describe` names them, whatever form it came in. */
export interface ThingFact extends ObjectName {
  from: "object" | "description" | "row";
  fields: Map<string, Said>;
  conditions: Condition[];
  labels: Map<string, string>;
  /** Lines of a description that belong to no field: rows of rules, backends, quotas. */
  rows: Said[];
  template?: TemplateFact;
  servicePorts?: ServicePortFact[];
  webhooks?: WebhookFact[];
  /** What a network policy decides about, and what it lets through. */
  traffic?: TrafficFact[];
  /** Labels that it chooses pods by, of a policy or a budget; empty chooses all. */
  chooses?: Map<string, string>;
  place: Place;
}

/** That one object names another. */
export interface ReferenceFact {
  from: ObjectName;
  /** What is named; `namespace` only where it is not that of `from`. */
  to: ObjectName;
  key?: string;
  /** The port of a Service that it leads to, by number or name. */
  port?: string;
  optional: boolean;
  /** `variable URL of container web`, `volume data`, `rule /checkout`. */
  where: string;
  place: Place;
}

/** That somebody asked for an object and was told that there is none. */
export interface AbsentFact extends ObjectName {
  place: Place;
}

/** A list of all objects of a kind, so that what is not in it does not exist. */
export interface ListFact {
  kind: string;
  names: Set<string>;
  /** `namespace/name`, where the list tells namespaces. */
  full: Set<string>;
  /** Those that it covers; empty where it does not say. */
  namespaces: Set<string>;
  /** False where it may be an answer about one object. */
  whole: boolean;
  place: Place;
}

/** A step of a trace. */
export interface SpanFact {
  operation: string;
  service: string;
  milliseconds: number;
  /** `SELECT …`, where the span is a call to a database. */
  statement?: string;
  database: boolean;
  place: Place;
}

/** A value of a metric, or of a list of usage. */
export interface SampleFact {
  metric: string;
  labels: Map<string, string>;
  value: number;
  place: Place;
}

/** A line, in a log or wherever text stands, that a sign of the table fits. */
export interface SignFact {
  sign: string;
  /** What it names: a host, a variable, a table. */
  named: string;
  /** Other parts that the sign took from the line. */
  detail: string;
  owner: string;
  count: number;
  /** First and last places. */
  places: Place[];
  /** Whether the line says that it is an error, and how grave. */
  severity: number;
  /** How near the end of its log the last one stands, 0 to 1. */
  late: number;
  /** Lines that the log goes on for after the last one. */
  after: number;
  /** True where others say it about the incident, as an alert does. */
  hearsay: boolean;
}

/** The text of one container's log, or of whatever else is no structure. */
export interface LogFact {
  owner: string;
  previous: boolean;
  hearsay: boolean;
  lines: number;
  /** What the lines say and where, of a log that stands within JSON. */
  said?: { text: string; line: number }[];
  place: Place;
}

export interface Facts {
  /** Names that the evidence is about: of its alerts, its questions, its descriptions. */
  subjects: Set<string>;
  /** Whether anything of a cluster was recognised. */
  cluster: boolean;
  pods: PodFact[];
  events: EventFact[];
  things: ThingFact[];
  references: ReferenceFact[];
  absent: AbsentFact[];
  lists: ListFact[];
  spans: SpanFact[];
  samples: SampleFact[];
  signs: SignFact[];
  logs: LogFact[];
  /** Milliseconds since 1970: the given clock, or the latest time that the evidence mentions. */
  now?: number;
}

export function createFacts(): Facts {
  return {
    subjects: new Set(),
    cluster: false,
    pods: [],
    events: [],
    things: [],
    references: [],
    absent: [],
    lists: [],
    spans: [],
    samples: [],
    signs: [],
    logs: [],
  };
}

/** A list of objects of one kind, as one fact. */
export function listOf(kind: string, objects: readonly ObjectName[], place: Place, whole: boolean): ListFact {
  const full = new Set<string>();
  const namespaces = new Set<string>();
  for (const { namespace, name } of objects) {
    if (namespace === undefined) continue;
    namespaces.add(namespace);
    full.add(`${namespace}/${name}`);
  }
  return { kind, names: new Set(objects.map(({ name }) => name)), full, namespaces, whole, place };
}

/** `payments/checkout-5d4f` or `checkout-5d4f`. */
export function nameOf({ namespace, name }: Pick<ObjectName, "namespace" | "name">): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** `pod payments/checkout-5d4f`. */
export function titleOf(object: ObjectName): string {
  return `${object.kind || "object"} ${nameOf(object)}`;
}

/** Kubernetes' age text: `5d3h`, `12m`, `<unknown>`. Seconds. */
export function secondsOfAge(text: string): number | undefined {
  const match = /^(?:(\d+)y)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?=$|[\s(])/.exec(text.trim());
  if (!match || match[0] === "") return undefined;
  const [years, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (
    (((years ?? 0) * 365 + (days ?? 0)) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)
  );
}
