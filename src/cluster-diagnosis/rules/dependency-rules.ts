import { type Facts, type PodFact, type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import type { Finding } from "./finding.ts";
import { isWell, knownPods } from "./health.ts";
import { pairsOf, replicasOf } from "./object-rules.ts";

const UNREACHED = new Set<Finding["category"]>(["connection_refused_dependency", "dns_resolution_failure"]);

/**
 * Where somebody cannot reach a host that the evidence shows to be down, the dependency being down is the cause and
 * the refused connection its symptom.
 */
export function dependenciesDown(facts: Facts, findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.flatMap((finding): Finding[] => {
    if (!UNREACHED.has(finding.category) || finding.named === "") return [];
    const host = serviceOf(facts, finding.named);
    if (host.length < 2 || seen.has(host)) return [];
    const down = whatIsDown(facts, host, finding.about.name);
    if (!down) return [];
    seen.add(host);
    return [
      {
        rule: "dependency-down",
        category: "dependency_down",
        depth: 87,
        statement: `${capital(down.title)} ${down.words}, so ${finding.about.name || "others"} cannot reach ${finding.named}.`,
        about: down.about,
        named: host,
        places: [down.place, ...finding.places],
      },
    ];
  });
}

/** Where somebody cannot reach anything and a network policy isolates pods, the policy may be what stands between. */
export function policiesBetween(facts: Facts, findings: readonly Finding[]): Finding[] {
  const unreached = findings
    .filter((finding) => UNREACHED.has(finding.category) && finding.about.kind === "Pod")
    .toSorted((a, b) => b.depth - a.depth)[0];
  if (!unreached) return [];
  return facts.things.flatMap((policy): Finding[] => {
    const isolates = policy.rows.find((row) => /isolated for (?:ingress|egress) connectivity/.test(row.text));
    if (policy.kind !== "NetworkPolicy" || !isolates) return [];
    const way = isolates.text.includes("egress") ? "egress" : "ingress";
    return [
      {
        rule: "network-policy",
        category: unreached.category,
        depth: unreached.depth + 6,
        statement: `${capital(titleOf(policy))} allows no ${way} traffic, and ${unreached.about.name} cannot reach ${unreached.named || "others"}.`,
        about: policy,
        named: policy.name,
        places: [isolates.place, ...unreached.places],
      },
    ];
  });
}

/** `http://db.shop.svc.cluster.local:5432` → `db`; an address becomes the service that has it. */
function serviceOf(facts: Facts, host: string): string {
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
  const workload = facts.things.find(
    (thing) =>
      /^(?:Deployment|StatefulSet|DaemonSet)$/.test(thing.kind) &&
      (belongs(thing.name) || selects(facts, host, thing.labels)),
  );
  const count = workload && replicasOf(workload);
  if (workload && count && count.ready === 0) {
    const words = count.wanted === 0 ? "is scaled to 0 replicas" : `has 0 of ${count.wanted} replicas ready`;
    return { title: titleOf(workload), words, about: workload, place: count.place };
  }
  const pods = knownPods(facts).filter(
    (pod) => pod.name !== caller && (belongs(pod.name) || selects(facts, host, pod.labels)),
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
  const service = facts.things.find((thing) => thing.kind === "Service" && thing.name === host);
  const endpoints = service?.fields.get("Endpoints");
  if (service && endpoints && /^(?:<none>)?$/.test(endpoints.text)) {
    return { title: titleOf(service), words: "has no endpoints", about: service, place: endpoints.place };
  }
  return undefined;
}

/** Whether the service of that name selects these labels. */
function selects(facts: Facts, service: string, labels: Map<string, string>): boolean {
  const found = facts.things.find((thing) => thing.kind === "Service" && thing.name === service);
  const wanted = pairsOf(found?.fields.get("Selector")?.text ?? "");
  return wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
}
