import { type Facts, type PodFact, type ThingFact, titleOf } from "../facts/facts.ts";
import type { TrafficFact, TrafficRuleFact } from "../facts/traffic-of.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import { selectorOf, serviceOf, UNREACHED } from "./dependency-rules.ts";
import { thingNamed } from "./existence.ts";
import type { Finding } from "./finding.ts";
import { knownPods, podOf } from "./health.ts";

/** The two ends of what does not get through; parts are missing where the evidence does not tell. */
interface Way {
  client: PodFact | undefined;
  servers: PodFact[];
  /** Of the end that is behind the service. */
  namespace: string | undefined;
  port: string | undefined;
  /** Asking the cluster's name server, which stands in another namespace. */
  naming: boolean;
}

/**
 * Where somebody cannot reach anything, the network policies that stand between: all that choose an end of the way
 * are taken together, since what any of them lets through gets through.
 */
export function policiesBetween(facts: Facts, findings: readonly Finding[]): Finding[] {
  const policies = facts.things.filter((thing) => thing.kind === "NetworkPolicy" && thing.traffic);
  if (policies.length === 0) return [];
  const unreached = findings
    .filter((finding) => UNREACHED.has(finding.category) && finding.about.kind === "Pod")
    .toSorted((a, b) => b.depth - a.depth)[0];
  if (!unreached) return [];
  const way = wayOf(facts, unreached);
  return (["egress", "ingress"] as const).flatMap((side): Finding[] => {
    if (side === "ingress" && way.naming) return [];
    const own = policies.flatMap((policy) => {
      const traffic = policy.traffic?.find((one) => one.way === side);
      return traffic && isChosen(policy, side, way) ? [{ policy, traffic }] : [];
    });
    const [first] = own;
    if (!first || own.some(({ traffic }) => traffic.rules.some((rule) => admits(rule, side, way)))) return [];
    const { policy, traffic } = first;
    return [
      {
        rule: "network-policy",
        category: unreached.category,
        depth: unreached.depth + 6,
        statement: `${capital(titleOf(policy))} allows ${whatOf(traffic)}${way.naming ? ", and not port 53 of the name server" : ""}, and ${unreached.about.name} cannot reach ${unreached.named || "others"}.`,
        about: policy,
        named: policy.name,
        places: [...own.slice(0, 2).map((one) => one.traffic.place), ...unreached.places],
      },
    ];
  });
}

function wayOf(facts: Facts, unreached: Finding): Way {
  const line = unreached.places[0]?.source.line(unreached.places[0].end).slice(0, 2000) ?? "";
  const host = serviceOf(facts, unreached.named);
  const service = thingNamed(facts, "Service", host);
  const isSelected = selectorOf(facts, host);
  const servers =
    host === ""
      ? []
      : knownPods(facts).filter((pod) => isSelected(pod.labels) || pod.name.startsWith(`${host}-`));
  const asked =
    /[\w)\]]:(\d{2,5})\b(?!:)/.exec(unreached.named) ?? /[a-z\d)\]]:(\d{4,5})\b(?![:.\d])/.exec(line);
  const through = service?.servicePorts?.find((one) => one.port === asked?.[1]);
  return {
    client: podOf(facts, unreached.about),
    servers,
    namespace: service?.namespace ?? servers[0]?.namespace,
    // Policies see the port of the pod, not that of the service.
    port: through && /^\d+$/.test(through.target) ? through.target : service ? undefined : asked?.[1],
    naming: unreached.category === "dns_resolution_failure",
  };
}

/** Whether a policy is about an end of the way; where nothing is known of the pods, it may be. */
function isChosen(policy: ThingFact, side: TrafficFact["way"], way: Way): boolean {
  const ends = side === "egress" ? (way.client ? [way.client] : []) : way.servers;
  const namespace = side === "egress" ? way.client?.namespace : way.namespace;
  if (namespace && policy.namespace && namespace !== policy.namespace) return false;
  const labelled = ends.filter((pod) => pod.labels.size > 0);
  if (!policy.chooses) return false;
  return labelled.length === 0 || labelled.some((pod) => fits(policy.chooses, pod));
}

const fits = (wanted: Map<string, string> | undefined, pod: PodFact) =>
  [...(wanted ?? [])].every(([key, value]) => pod.labels.get(key) === value);

/** Whether a rule lets the traffic through, or may: what cannot be judged is no cause. */
function admits({ peers, ports }: TrafficRuleFact, side: TrafficFact["way"], way: Way): boolean {
  const port = way.naming ? "53" : way.port;
  const isOpen = !ports || port === undefined || ports.some((one) => !isOther(one, port));
  if (!isOpen) return false;
  if (!peers) return true;
  // Pods by their labels alone are pods of the policy's own namespace, which the name server is not in.
  if (way.naming) return peers.some((peer) => peer.labels === undefined);
  const others = side === "ingress" ? (way.client ? [way.client] : []) : way.servers;
  const labelled = others.filter((pod) => pod.labels.size > 0);
  return peers.some(
    ({ labels }) =>
      labels === undefined || labelled.length === 0 || labelled.some((pod) => fits(labels, pod)),
  );
}

/** A port by name may be any. */
function isOther(text: string, port: string): boolean {
  const [from, to = from] = text.split("-").map(Number);
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to)) return false;
  return Number(port) < from || Number(port) > to;
}

function whatOf({ way, rules }: TrafficFact): string {
  if (rules.length === 0) return `no ${way} traffic`;
  const parts = rules.slice(0, 3).map(({ peers, ports }) => {
    const whom = peers
      ?.map(({ labels }) =>
        labels ? [...labels].map((pair) => pair.join("=")).join(",") || "all pods" : "others",
      )
      .join(" or ");
    return [whom && `${way === "ingress" ? "from" : "to"} ${whom}`, ports && `port ${ports.join(", ")}`]
      .filter(Boolean)
      .join(", ");
  });
  return `${way} traffic only ${parts.join("; ")}`;
}
