import type { Facts, ThingFact } from "../facts/facts.ts";
import type { Place } from "../text/source-text.ts";
import { absenceOf } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { isWell, knownPods } from "./health.ts";
import { field, finding, placesOf, thingsOf } from "./thing-finding.ts";

/** Whether what is described and unwell runs on other nodes, so that the trouble of this one is another story. */
const isElsewhere = (facts: Facts, node: string): boolean => {
  const unwell = knownPods(facts).filter((pod) => pod.from !== "row" && !isWell(pod));
  return unwell.length > 0 && unwell.every((pod) => pod.node !== "" && pod.node !== node);
};
/** Everything but pods: one entry a question, each with the lines it quotes. */
export const objectRules: readonly Rule[] = [
  {
    id: "node-conditions",
    find: (facts) =>
      thingsOf(facts, "Node").flatMap((node) =>
        node.conditions.flatMap((condition): Finding[] => {
          const bad = condition.type === "Ready" ? condition.status !== "True" : condition.status === "True";
          const known = NODE_CONDITIONS[condition.type];
          if (!bad || !known) return [];
          const why = condition.message ? `: ${condition.message}` : "";
          return [
            finding(node, {
              rule: "node-conditions",
              category: known.category,
              depth: known.depth,
              says: `${known.words}${why.replace(/\.$/, "")}`,
              places: [condition.place],
              aside: isElsewhere(facts, node.name),
            }),
          ];
        }),
      ),
  },
  {
    id: "node-rows",
    find: (facts) =>
      thingsOf(facts, "Node")
        .filter((node) => /NotReady|Unknown/.test(field(node, "Status")))
        .map((node) =>
          finding(node, {
            rule: "node-rows",
            category: "node_not_ready",
            depth: 90,
            says: `is ${field(node, "Status")}`,
            aside: isElsewhere(facts, node.name),
            places: placesOf(node, "Status"),
          }),
        ),
  },
  {
    id: "workload-unavailable",
    find: (facts) =>
      thingsOf(facts, "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet").flatMap((workload) => {
        const count = replicasOf(workload);
        if (!count || count.wanted === 0 || count.ready >= count.wanted) return [];
        return [
          finding(workload, {
            rule: "workload-unavailable",
            category: "application_error",
            depth: 32,
            says: `has ${count.ready} of ${count.wanted} replicas ready`,
            places: [count.place],
            aside: workload.from === "row",
          }),
        ];
      }),
  },
  {
    id: "scaled-to-zero",
    find: (facts) =>
      thingsOf(facts, "Deployment", "StatefulSet").flatMap((workload) => {
        const count = replicasOf(workload);
        if (count?.wanted !== 0 || !facts.subjects.has(workload.name)) return [];
        const says = "is scaled to 0 replicas, so nothing of it runs";
        return [
          finding(workload, {
            rule: "scaled-to-zero",
            category: "dependency_down",
            depth: 44,
            says,
            places: [count.place],
          }),
        ];
      }),
  },
  {
    id: "ingress-backends",
    find: (facts) =>
      thingsOf(facts, "Ingress").flatMap((ingress) => {
        const found = ingress.rows.flatMap((row): Finding[] => {
          const service = /<error: (?:endpoints|services) "([^"]{1,253})" not found>/.exec(row.text)?.[1];
          if (service === undefined) return [];
          return [
            finding(ingress, {
              rule: "ingress-backends",
              category: "ingress_misconfigured",
              depth: 86,
              says: `points at the service ${service}, which does not exist`,
              named: service,
              places: [row.place],
            }),
          ];
        });
        const name = field(ingress, "Ingress Class").replace("<none>", "");
        const broken = found.length > 0 || (name !== "" && absenceOf(facts, { kind: "IngressClass", name }));
        if (!broken && field(ingress, "Address") === "" && ingress.fields.has("Ingress Class")) {
          found.push(
            finding(ingress, {
              rule: "ingress-address",
              category: "ingress_misconfigured",
              depth: 64,
              says: `has no address: no controller serves its ingress class ${name || "<none>"}`,
              named: name,
              places: placesOf(ingress, "Ingress Class", "Address"),
            }),
          );
        }
        return found;
      }),
  },
  {
    id: "quota-used-up",
    find: (facts) =>
      thingsOf(facts, "ResourceQuota", "Namespace").flatMap((quota) =>
        quota.rows.flatMap((row): Finding[] => {
          const match =
            /^([\w./-]{1,100})\s+(\d+(?:\.\d+)?)(m|[KMGT]i?)?\s+(\d+(?:\.\d+)?)(m|[KMGT]i?)?$/.exec(row.text);
          if (!match) return [];
          const [, resource = "", used, usedUnit = "", hard, hardUnit = ""] = match;
          if (amount(used, usedUnit) < amount(hard, hardUnit) || Number(hard) === 0) return [];
          const refused = facts.events.some((event) => /exceeded quota/.test(event.message));
          return [
            finding(quota, {
              rule: "quota-used-up",
              category: "quota_exceeded",
              depth: refused ? 90 : 60,
              says: `is used up: ${resource} ${used}${usedUnit} of ${hard}${hardUnit}`,
              named: resource,
              places: [row.place],
            }),
          ];
        }),
      ),
  },
  {
    id: "disruption-budget",
    find: (facts) => {
      const refused = facts.signs.find((sign) => sign.sign === "eviction-refused");
      return thingsOf(facts, "PodDisruptionBudget")
        .filter(
          (budget) =>
            field(budget, "Allowed disruptions") === "0" &&
            (refused !== undefined || facts.subjects.has(budget.name) || budget.from !== "row"),
        )
        .map((budget) =>
          finding(budget, {
            rule: "disruption-budget",
            category: "configuration",
            depth: refused ? 76 : 18,
            says: refused
              ? `allows no disruption, so ${refused.named} cannot be evicted`
              : "allows no disruption",
            places: [...placesOf(budget, "Allowed disruptions"), ...(refused?.places.slice(0, 1) ?? [])],
          }),
        );
    },
  },
  {
    id: "job-failed",
    find: (facts) =>
      thingsOf(facts, "Job").flatMap((job) => {
        const condition = job.conditions.find((one) => one.type === "Failed" && one.status === "True");
        const pods = /(\d+) Active.*?\/ (\d+) Succeeded \/ (\d+) Failed/.exec(field(job, "Pods Statuses"));
        const said = facts.events.find(
          (event) =>
            event.about.kind === "Job" &&
            event.about.name === job.name &&
            /^(?:DeadlineExceeded|BackoffLimitExceeded|PodFailurePolicy)$/.test(event.reason),
        );
        if (!condition && (pods === null || Number(pods[3]) === 0 || Number(pods[2]) > 0)) return [];
        return [
          finding(job, {
            rule: "job-failed",
            category: "application_error",
            depth: 38,
            says: `failed${condition?.message || said ? `: ${condition?.message || said?.message}` : ""}`,
            places: condition
              ? [condition.place]
              : [...(said ? [said.place] : []), ...placesOf(job, "Pods Statuses")],
          }),
        ];
      }),
  },
  {
    id: "certificate",
    find: (facts) =>
      thingsOf(facts, "Certificate").flatMap((certificate) =>
        certificate.conditions
          .filter((condition) => condition.type === "Ready" && condition.status === "False")
          .map((condition) =>
            finding(certificate, {
              rule: "certificate",
              category: "certificate_expired",
              depth: 84,
              says: `is not ready: ${condition.message || condition.reason}`,
              places: [condition.place],
            }),
          ),
      ),
  },
  {
    id: "api-service",
    find: (facts) =>
      thingsOf(facts, "APIService").flatMap((service) =>
        service.conditions
          .filter((condition) => condition.type === "Available" && condition.status === "False")
          .map((condition) =>
            finding(service, {
              rule: "api-service",
              category: "dependency_down",
              depth: 70,
              says: `is not available: ${condition.message}`,
              places: [condition.place],
            }),
          ),
      ),
  },
];

const NODE_CONDITIONS: Readonly<
  Record<string, { category: Finding["category"]; depth: number; words: string }>
> = {
  Ready: { category: "node_not_ready", depth: 93, words: "is not ready" },
  MemoryPressure: { category: "node_memory_pressure", depth: 92, words: "is under memory pressure" },
  DiskPressure: { category: "disk_full", depth: 92, words: "has a full disk (DiskPressure)" },
  PIDPressure: { category: "node_not_ready", depth: 80, words: "has no process ids left (PIDPressure)" },
  NetworkUnavailable: { category: "node_not_ready", depth: 88, words: "has no network" },
};

/** How many replicas are wanted and ready, in whatever form it is said. */
export function replicasOf(workload: ThingFact): { wanted: number; ready: number; place: Place } | undefined {
  const row = workload.fields.get("READY");
  const slash = /^(\d+)\/(\d+)$/.exec(row?.text ?? "");
  if (row && slash) return { wanted: Number(slash[2]), ready: Number(slash[1]), place: row.place };
  const described = workload.fields.get("Replicas");
  const words =
    /(\d+) desired.*?(\d+) available/.exec(described?.text ?? "") ??
    /(\d+) desired/.exec(described?.text ?? "");
  if (described && words)
    return { wanted: Number(words[1]), ready: Number(words[2] ?? 0), place: described.place };
  const desired = workload.fields.get("Desired") ?? workload.fields.get("Desired Number of Nodes Scheduled");
  const available =
    workload.fields.get("Available") ??
    workload.fields.get("Ready Replicas") ??
    workload.fields.get("Number of Nodes Scheduled with Available Pods");
  if (!desired || !/^\d+$/.test(desired.text)) return undefined;
  return { wanted: Number(desired.text), ready: Number(available?.text ?? 0) || 0, place: desired.place };
}

const UNITS: Readonly<Record<string, number>> = {
  m: 0.001,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as a number of its base unit. */
export function amount(number: string | undefined, unit: string): number {
  return Number(number) * (UNITS[unit] ?? 1);
}
