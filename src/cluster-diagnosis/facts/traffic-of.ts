import { type Entry, entryOf } from "../text/read-description.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import { inside, manyAt, type Structure, textAt } from "../text/structure.ts";
import { pairs } from "./described-pod.ts";
import { placeOf, textsOf } from "./object-parts.ts";

/** Whom a rule of a network policy lets through: pods of the policy's namespace by labels, or others, not judged. */
export interface PeerFact {
  labels?: Map<string, string>;
}

/** One rule; what it leaves out is any. */
export interface TrafficRuleFact {
  peers?: PeerFact[];
  /** Numbers, names, or `6000-6010`. */
  ports?: string[];
}

/** The traffic of one way that a policy decides about. Without rules it lets nothing through. */
export interface TrafficFact {
  way: "ingress" | "egress";
  rules: TrafficRuleFact[];
  place: Place;
}

const WAYS = ["ingress", "egress"] as const;

/** What the API's object says; a policy without types decides about what it has rules for, and always about ingress. */
export function trafficOf(source: SourceText, value: Structure): TrafficFact[] {
  const spec = inside(value, "spec");
  const types = manyAt(spec, "policyTypes").map((type) => type.scalar?.toLowerCase());
  return WAYS.filter((way) =>
    types.length > 0 ? types.includes(way) : way === "ingress" || inside(spec, way) !== undefined,
  ).map((way) => ({
    way,
    rules: manyAt(spec, way).map((rule) => ruleOf(rule, way === "ingress" ? "from" : "to")),
    place: placeOf(
      source,
      inside(spec, way) ?? inside(spec, "policyTypes"),
      at(source, spec?.start ?? value.start),
    ),
  }));
}

function ruleOf(rule: Structure, side: string): TrafficRuleFact {
  const peers = manyAt(rule, side).map((peer): PeerFact => {
    const pods = inside(peer, "podSelector");
    const plain = pods && peer.fields?.size === 1 && !inside(pods, "matchExpressions");
    return plain ? { labels: textsOf(pods, "matchLabels") } : {};
  });
  const ports = manyAt(rule, "ports").map((port) => {
    const end = textAt(port, "endPort");
    return `${textAt(port, "port") ?? ""}${end ? `-${end}` : ""}`;
  });
  return { ...(peers.length > 0 ? { peers } : {}), ...(ports.length > 0 ? { ports } : {}) };
}

/** The same from the sentences of `kubectl describe`, where `----------` stands between two rules. */
export function describedTraffic(source: SourceText, entries: readonly Entry[]): TrafficFact[] {
  const spec = entryOf(entries, "Spec")?.children ?? [];
  return WAYS.flatMap((way): TrafficFact[] => {
    const entry = entryOf(spec, `Allowing ${way} traffic`);
    if (!entry) return [];
    const rules: TrafficRuleFact[] = [];
    let rule: { peers?: PeerFact[]; ports?: string[] } | undefined;
    for (const { key, value, children } of entry.children) {
      if (key === "") {
        rule = undefined;
        continue;
      }
      if (!rule) {
        rule = {};
        rules.push(rule);
      }
      if (value.startsWith("<any>")) continue;
      const port = /^To Port(?: Range)?$/.test(key) ? /^[\w-]+/.exec(value)?.[0] : undefined;
      if (port) rule.ports = [...(rule.ports ?? []), port];
      else rule.peers = [...(rule.peers ?? []), peerOf(children)];
    }
    const place = { source, start: entry.line, end: Math.min(entry.end, entry.line + 12) };
    return [{ way, rules, place }];
  });
}

function peerOf(children: readonly Entry[]): PeerFact {
  const [only, ...others] = children;
  if (!only || others.length > 0 || only.key !== "PodSelector") return {};
  if (/ in \(|notin|[!]|^[^=,]+$/.test(only.value) && only.value !== "<none>") return {};
  const labels = only.value.split(",").flatMap((pair) => [...pairs({ ...only, children: [], value: pair })]);
  return { labels: new Map(labels) };
}
