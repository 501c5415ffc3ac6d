import { type ContainerFact, type Facts, type PodFact, type Said, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import { absenceOf, thingNamed } from "./existence.ts";
import type { Finding } from "./finding.ts";
import { isWell, knownPods } from "./health.ts";

/** `scheme://user:password@host:port`, `host:port` or a full service name; what it leads to. */
const ADDRESS =
  /(?:^|[\s,=(])(?:[a-z][a-z0-9+.-]{1,20}:\/\/)?(?:[^\s/@,]{1,200}@)?([a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)((?:\.[a-z0-9-]{1,63}){0,5})(?::(\d{2,5}))?(?=[/?,\s)]|$)/g;
/** Names that mean no Service. */
const ELSEWHERE = /^(?:localhost|true|false|null|none|host|http|https|info|debug|warn|error|prod|dev|test)$/;
const MAX_VARIABLES = 20_000;

/**
 * Variables of containers in trouble that lead to a Service which does not exist, or to a port that it does not
 * have. Only where the evidence lists the services.
 */
export function wrongAddresses(facts: Facts, findings: readonly Finding[]): Finding[] {
  const troubled = new Set(
    findings
      .filter(({ category }) => /^(?:dns_resolution|connection_refused)/.test(category))
      .map(({ about }) => about.name),
  );
  const found: Finding[] = [];
  let seen = 0;
  for (const pod of knownPods(facts)) {
    if (pod.from === "row" || (isWell(pod) && !troubled.has(pod.name))) continue;
    for (const container of pod.containers) {
      for (const [variable, said] of container.variables) {
        seen += 1;
        if (seen > MAX_VARIABLES) return found;
        const wrong = wrongIn(facts, pod, container, variable, said);
        if (wrong) found.push(wrong);
      }
    }
  }
  return found;
}

function wrongIn(
  facts: Facts,
  pod: PodFact,
  container: ContainerFact,
  variable: string,
  said: Said,
): Finding | undefined {
  for (const match of said.text.slice(0, 500).matchAll(ADDRESS)) {
    const [text, host = "", rest = "", port] = match;
    const inCluster =
      /^\.[a-z0-9-]+\.svc(?:\.|$)/.test(rest) || (rest === "" && isAddress(text, port, said.text));
    if (!inCluster || ELSEWHERE.test(host)) continue;
    const namespace = rest === "" ? pod.namespace : rest.split(".")[1];
    const of = `the variable ${variable} of container ${container.name} of ${titleOf(pod)}`;
    const base = { rule: "wrong-address", about: pod };
    const absence = absenceOf(facts, { kind: "Service", name: host, ...(namespace ? { namespace } : {}) });
    if (absence) {
      const alike = nearest(facts, host);
      const hint = alike ? `; there is a Service ${alike.name}` : "";
      const places: Place[] = [said.place, ...(alike ? [alike.place] : [absence])];
      const statement = `${capital(of)} leads to ${host}, but there is no such Service${hint}.`;
      return { ...base, category: "dns_resolution_failure", depth: 84, statement, named: host, places };
    }
    const service = thingNamed(facts, "Service", host, namespace);
    const ports = service?.servicePorts ?? [];
    if (port === undefined || ports.length === 0 || ports.some((one) => one.port === port)) continue;
    const open = ports.map((one) => one.port).join(", ");
    const statement = `${capital(of)} leads to port ${port} of the Service ${host}, which has only port ${open}.`;
    const places = [said.place, ...(ports[0] ? [ports[0].place] : [])];
    return { ...base, category: "connection_refused_dependency", depth: 84, statement, named: host, places };
  }
  return undefined;
}

/** A lone word is an address only with a scheme or a port. */
function isAddress(text: string, port: string | undefined, whole: string): boolean {
  return text.includes("://") || (port !== undefined && whole.trim().length === text.trim().length);
}

/** The service whose name differs by a letter or two. */
function nearest(facts: Facts, name: string): { name: string; place: Place } | undefined {
  const services = facts.things.filter((thing) => thing.kind === "Service").slice(0, 2000);
  return services
    .map((service) => ({ service, distance: distanceOf(service.name, name) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 4))
    .toSorted((a, b) => a.distance - b.distance)[0]?.service;
}

/** Levenshtein's distance. Names have at most 63 letters. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
