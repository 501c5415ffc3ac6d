import { type Facts, type PodFact, type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import { thingNamed } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { isComplete, isWell } from "./health.ts";
import { pairsOf, podsNear, selectedBy, slicesOf } from "./service-pods.ts";

/** Where it stands that a service has no ready endpoints; `none` is false where it has some; undefined: unknown. */
function endpointsOf(facts: Facts, service: ThingFact): { none: boolean; place: Place } | undefined {
  const said = service.fields.get("Endpoints");
  if (said) return { none: /^(?:<none>)?$/.test(said.text), place: said.place };
  const endpoints = thingNamed(facts, "Endpoints", service.name, service.namespace);
  const listed = endpoints?.fields.get("Endpoints");
  if (listed) return { none: /^(?:<none>)?$/.test(listed.text), place: listed.place };
  const addresses = endpoints?.fields.get("Addresses");
  if (addresses) return { none: addresses.text === "<none>", place: addresses.place };
  const parts = [
    ...(endpoints?.from === "object" ? [endpoints] : []),
    ...(slicesOf(facts).get(service.name) ?? []).filter((slice) => slice.namespace === service.namespace),
  ];
  const first = parts[0];
  if (!first) return undefined;
  return { none: parts.every((part) => part.rows.length === 0), place: first.place };
}

/** Services and the pods behind them. */
export const serviceRules: readonly Rule[] = [
  {
    id: "service-without-endpoints",
    find: (facts) => facts.things.flatMap((thing) => withoutEndpoints(facts, thing) ?? []),
  },
  { id: "service-port", find: (facts) => facts.things.flatMap((thing) => wrongPort(facts, thing) ?? []) },
];

/** Where it stands that nothing answers for a service: no endpoints, or none of its pods is ready. */
export function isUnserved(facts: Facts, service: ThingFact): Place | undefined {
  const endpoints = endpointsOf(facts, service);
  if (endpoints) return endpoints.none ? endpoints.place : undefined;
  const pods = selectedBy(facts, service).filter((pod) => !isComplete(pod));
  return pods.length > 0 && pods.every((pod) => !isWell(pod)) ? pods[0]?.place : undefined;
}

function withoutEndpoints(facts: Facts, service: ThingFact): Finding | undefined {
  const selector = service.fields.get("Selector");
  if (service.kind !== "Service" || !selector || pairsOf(selector.text).length === 0) return undefined;
  const endpoints = endpointsOf(facts, service);
  const fitting = selectedBy(facts, service).filter((pod) => !isComplete(pod));
  const others = podsNear(facts, service.namespace);
  if (endpoints?.none === false || fitting.some(isWell)) return undefined;
  // Without a word about its endpoints, only a list of pods with their labels tells.
  const listed = others.length > 1 && facts.lists.some((list) => list.kind === "Pod");
  if (!endpoints && (fitting.length > 0 || !listed)) return undefined;
  const alike = fitting.length > 0 ? undefined : likely(service, selector.text, others);
  const nearest = alike ? `; ${titleOf(alike)} has ${labelsLike(selector.text, alike)}` : "";
  const known = others.length > 0;
  const why =
    fitting.length > 0
      ? ": none of its pods is ready"
      : known
        ? `: no pod has its labels ${selector.text}${nearest}`
        : ` for its selector ${selector.text}`;
  return {
    rule: "service-without-endpoints",
    category: "connection_refused_dependency",
    depth: fitting.length > 0 ? 46 : known ? 79 : 70,
    statement: `${capital(titleOf(service))} has no endpoints${why}.`,
    about: service,
    named: service.name,
    places: [selector.place, endpoints?.place, alike?.place].filter((place) => place !== undefined),
  };
}

/** The pod that the service most likely meant: one of its name, or with some of its labels. */
function likely(service: ThingFact, selector: string, pods: readonly PodFact[]): PodFact | undefined {
  const wanted = pairsOf(selector);
  const shared = (pod: PodFact) =>
    wanted.filter(([key, value]) => pod.labels.get(key) === value).length +
    (pod.name.startsWith(`${service.name}-`) ? 1 : 0);
  let best: PodFact | undefined;
  let most = 0;
  for (const pod of pods) {
    const count = shared(pod);
    if (count <= most) continue;
    best = pod;
    most = count;
  }
  return best;
}

function labelsLike(selector: string, pod: PodFact): string {
  return pairsOf(selector)
    .filter(([key, value]) => pod.labels.get(key) !== value)
    .map(([key]) => (pod.labels.has(key) ? `${key}=${pod.labels.get(key)}` : `no ${key}`))
    .join(", ");
}

/** A port that leads to none of those which the containers say they listen on. */
function wrongPort(facts: Facts, service: ThingFact): Finding | undefined {
  if (service.kind !== "Service" || !service.servicePorts || service.from === "row") return undefined;
  const pods = selectedBy(facts, service).filter((pod) => pod.from !== "row" && !isComplete(pod));
  const ports = pods.flatMap((pod) => pod.containers.flatMap((container) => container.ports));
  if (pods.length === 0 || ports.length === 0) return undefined;
  for (const { target, port, place } of service.servicePorts) {
    const isNumber = /^\d+$/.test(target);
    // A description does not tell ports' names in every version.
    if (!isNumber && ports.every((one) => one.name === "")) continue;
    if (ports.some((one) => (isNumber ? one.number === Number(target) : one.name === target))) continue;
    const first = ports[0];
    return {
      rule: "service-port",
      category: "connection_refused_dependency",
      depth: isNumber ? 76 : 84,
      statement: `${capital(titleOf(service))} sends its port ${port} to the target port ${target}, but the containers of ${pods[0]?.name ?? "its pods"} listen on ${[...new Set(ports.map((one) => (one.name && !isNumber ? `${one.number} (${one.name})` : String(one.number))))].join(", ")}.`,
      about: service,
      named: target,
      places: [place, ...(first ? [first.place] : [])],
    };
  }
  return undefined;
}
