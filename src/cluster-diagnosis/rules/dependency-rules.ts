import { type Facts, type PodFact, type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import { thingNamed } from "./existence.ts";
import type { Finding } from "./finding.ts";
import { isWell, knownPods } from "./health.ts";
import { replicasOf } from "./object-rules.ts";
import { pairsOf } from "./service-pods.ts";

export const UNREACHED = new Set<Finding["category"]>([
  "connection_refused_dependency",
  "dns_resolution_failure",
  "dependency_down",
]);
/** A host in a line: of an address, or by its full name within the cluster. */
const HOST =
  /(?:[a-z][a-z0-9+.-]{1,12}:\/\/(?:[^\s/@"']{1,200}@)?([a-z][\w.-]{1,252})|\b([a-z][a-z0-9-]{1,62}\.[a-z0-9-]{1,63}\.svc)\b)/gi;
/** A host with its port, where no scheme tells; only a workload of that name that is down makes it one. */
const HOST_AND_PORT = /(?:^|[\s"'`=@(,[/])([a-z][a-z0-9-]{1,62})(?:\.[\w.-]{1,200})?:\d{2,5}\b/g;
const MAX_HOSTS = 8;
/** Hosts that are looked for in all: so many that cannot be reached have one cause, and it shows among the first. */
const MAX_ASKED = 500;

/** Ports that a program listens on unless told otherwise, and how its workloads are called. */
const USUAL_PORTS: Readonly<Record<string, RegExp>> = {
  3306: /mysql|maria|percona/,
  5432: /postgres|(?:^|-)pg(?:-|$)|pgsql|timescale|patroni/,
  5672: /rabbit|amqp/,
  6379: /redis|valkey|keydb/,
  9042: /cassandra|scylla/,
  9092: /kafka|redpanda/,
  9200: /elastic|opensearch/,
  11211: /memcached?/,
  27017: /mongo/,
};

/**
 * Where somebody cannot reach a host that the evidence shows to be down, the dependency being down is the cause and
 * the refused connection its symptom.
 */
export function dependenciesDown(facts: Facts, findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  const asked = new Set<string>();
  return findings.flatMap((finding): Finding[] => {
    if (!UNREACHED.has(finding.category)) return [];
    for (const address of hostsOf(finding)) {
      const host = serviceOf(facts, address) || usualOwner(facts, address);
      if (host.length < 2 || seen.has(host)) continue;
      asked.add(host);
      if (asked.size > MAX_ASKED) return [];
      const down = whatIsDown(facts, host, finding.about.name);
      if (!down || down.about === finding.about) continue;
      seen.add(host);
      return [
        {
          rule: "dependency-down",
          category: "dependency_down",
          depth: 87,
          statement: `${capital(down.title)} ${down.words}, so ${finding.about.name || "others"} cannot reach ${address}.`,
          about: down.about,
          named: host,
          places: [down.place, ...finding.places],
        },
      ];
    }
    return [];
  });
}

/** Of an address without a name, the one workload that its port is known for, where that is not well. */
function usualOwner(facts: Facts, address: string): string {
  const [, port = ""] = /^\d{1,3}(?:\.\d{1,3}){3}:(\d{2,5})$/.exec(address) ?? [];
  const called = USUAL_PORTS[port];
  if (!called) return "";
  const names = knownPods(facts)
    .filter((pod) => called.test(pod.name))
    .map((pod) => ({ base: baseOf(pod), well: isWell(pod) }));
  const bases = new Set(names.map(({ base }) => base));
  return bases.size === 1 && names.every(({ well }) => !well) ? (names[0]?.base ?? "") : "";
}

/** The workload's name in that of its pod. */
function baseOf(pod: PodFact): string {
  return pod.name.replace(/-(?:\d{1,4}|[a-z0-9]{8,10}-[a-z0-9]{5}|[a-z0-9]{5})$/, "");
}

/** What a finding names, and the hosts in the lines that it quotes. */
function hostsOf(finding: Finding): string[] {
  const lines = finding.places.map(({ source, end }) => source.line(end).slice(0, 2000));
  const found = lines.flatMap((line) => [...line.matchAll(HOST)].map((match) => match[1] ?? match[2] ?? ""));
  const named = /\s(?!port \d)/.test(finding.named) ? [] : [finding.named];
  const beside = lines.flatMap((line) => [...line.matchAll(HOST_AND_PORT)].map((match) => match[1] ?? ""));
  return [...new Set([...named, ...found, ...beside])].slice(0, MAX_HOSTS);
}

/** `http://db.shop.svc.cluster.local:5432` → `db`; an address becomes the service that has it. */
export function serviceOf(facts: Facts, host: string): string {
  const bare = host.replace(/^\w{2,12}:\/\//, "").replace(/[:/ ].*$/, "");
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(bare)) {
    const service = facts.things.find(
      (thing) => thing.kind === "Service" && thing.fields.get("IP")?.text === bare,
    );
    return service?.name ?? "";
  }
  return bare.split(".")[0] ?? "";
}

interface Down {
  title: string;
  words: string;
  about: PodFact | ThingFact;
  place: Place;
}

function whatIsDown(facts: Facts, host: string, caller: string): Down | undefined {
  const belongs = (name: string) => name === host || name.startsWith(`${host}-`);
  const isSelected = selectorOf(facts, host);
  const workload = facts.things.find(
    (thing) =>
      /^(?:Deployment|StatefulSet|DaemonSet)$/.test(thing.kind) &&
      (belongs(thing.name) || isSelected(thing.labels)),
  );
  const count = workload && replicasOf(workload);
  if (workload && count && count.ready === 0) {
    const words = count.wanted === 0 ? "is scaled to 0 replicas" : `has 0 of ${count.wanted} replicas ready`;
    return { title: titleOf(workload), words, about: workload, place: count.place };
  }
  const pods = knownPods(facts).filter(
    (pod) => pod.name !== caller && (belongs(pod.name) || isSelected(pod.labels)),
  );
  const first = pods[0];
  if (first && pods.every((pod) => !isWell(pod))) {
    return {
      title: titleOf(first),
      words: `is ${first.reason || first.phase || "not ready"}`,
      about: first,
      place: first.place,
    };
  }
  const service = thingNamed(facts, "Service", host);
  const endpoints = service?.fields.get("Endpoints");
  if (service && endpoints && /^(?:<none>)?$/.test(endpoints.text)) {
    return { title: titleOf(service), words: "has no endpoints", about: service, place: endpoints.place };
  }
  return undefined;
}

/** Tells of labels whether the service of that name selects them. */
export function selectorOf(facts: Facts, service: string): (labels: Map<string, string>) => boolean {
  const found = thingNamed(facts, "Service", service);
  const wanted = pairsOf(found?.fields.get("Selector")?.text ?? "");
  return (labels) => wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
}
