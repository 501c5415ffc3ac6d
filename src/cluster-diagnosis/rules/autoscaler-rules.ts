import type { ContainerFact, Facts, Said, ThingFact } from "../facts/facts.ts";
import { thingNamed } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { knownPods } from "./health.ts";
import { amount } from "./object-rules.ts";
import { field, finding, placesOf, thingsOf } from "./thing-finding.ts";

/** `cpu: 96%/70%` of a list and `resource cpu on pods  (as a percentage of request):  96% (190m) / 70%` alike. */
const MEASURED =
  /(?:(?:resource )?([\w.-]{1,100})[^:/,]{0,120}: {1,4})?(<unknown>|\d+(?:\.\d+)?)([a-zA-Z]{0,2})%?(?: \([^)]{1,40}\))? ?\/ ?(\d+(?:\.\d+)?)([a-zA-Z]{0,2})(%?)/g;
/** The controller lets a metric be a tenth above its target before it adds a pod. */
const TOLERANCE = 1.1;

interface Metric {
  name: string;
  text: string;
  known: boolean;
  ratio: number;
  /** Measured against what the containers request. */
  percent: boolean;
  said: Said;
}

/** Autoscalers that cannot scale, or have come to their end. */
export const autoscalerRules: readonly Rule[] = [
  {
    id: "autoscaler",
    find: (facts) =>
      thingsOf(facts, "HorizontalPodAutoscaler").flatMap((scaler) => {
        const metrics = metricsOf(scaler);
        const blind = metrics.find(({ known }) => !known);
        return [
          ...conditions(scaler),
          ...atMaximum(scaler, metrics),
          ...(withoutRequests(facts, scaler, metrics) ??
            (blind && scaler.fields.has("Targets")
              ? [
                  finding(scaler, {
                    rule: "autoscaler",
                    category: "dependency_down",
                    depth: 50,
                    says: `cannot read its metrics (${blind.text})`,
                    places: [blind.said.place],
                  }),
                ]
              : [])),
        ];
      }),
  },
];

function metricsOf(scaler: ThingFact): Metric[] {
  const targets = scaler.fields.get("Targets");
  return [...(targets ? [targets] : []), ...scaler.rows].flatMap((said) =>
    [...said.text.matchAll(MEASURED)].map((match): Metric => {
      const [text, name = "", now = "", unit = "", goal = "", goalUnit = "", percent] = match;
      const known = now !== "<unknown>";
      const ratio = known ? amount(now, unit) / Math.max(amount(goal, goalUnit), 1e-9) : 0;
      return { name, text: text.trim(), known, ratio, percent: percent === "%", said };
    }),
  );
}

function conditions(scaler: ThingFact): Finding[] {
  return scaler.conditions
    .filter(({ type, status }) => /^(?:AbleToScale|ScalingActive)$/.test(type) && status === "False")
    .filter(({ reason }) => reason !== "ScalingDisabled")
    .map((condition) =>
      finding(scaler, {
        rule: "autoscaler",
        category: "config_missing",
        depth: 66,
        says: `cannot scale: ${condition.message}`,
        places: [condition.place],
      }),
    );
}

/** As many pods as it may have, and still too few for what it measures. */
function atMaximum(scaler: ThingFact, metrics: readonly Metric[]): Finding[] {
  const most = Number(field(scaler, "Max replicas"));
  const current = currentOf(scaler);
  const above = metrics.filter(({ ratio }) => ratio > TOLERANCE).toSorted((a, b) => b.ratio - a.ratio)[0];
  if (!above || !(most > 0) || current === undefined || current < most) return [];
  const limited = scaler.conditions.find(({ type }) => type === "ScalingLimited");
  return [
    finding(scaler, {
      rule: "autoscaler-at-maximum",
      category: "configuration",
      depth: 50,
      says: `is at its maximum of ${most} replicas while its metric is above the target: ${above.text}`,
      places: [
        above.said.place,
        ...placesOf(scaler, "Max replicas"),
        ...(limited?.status === "True" ? [limited.place] : []),
      ],
    }),
  ];
}

/** `4 current / 4 desired` of a description, or a number. */
function currentOf(scaler: ThingFact): number | undefined {
  const described = [...scaler.fields].find(([name]) => name.endsWith(" pods"))?.[1].text;
  const text =
    field(scaler, "Current replicas") ||
    field(scaler, "Replicas") ||
    (/^(\d+) current/.exec(described ?? "")?.[1] ?? "");
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A share of what is requested cannot be worked out where nothing is. */
function withoutRequests(facts: Facts, scaler: ThingFact, metrics: readonly Metric[]): Finding[] | undefined {
  const [kind = "", name = ""] = field(scaler, "Reference").split("/");
  const blind = metrics.find(
    (metric) => metric.percent && !metric.known && /^(?:cpu|memory)$/.test(metric.name),
  );
  if (!blind || name === "") return undefined;
  const target = thingNamed(facts, kind, name, scaler.namespace);
  const pods = knownPods(facts).filter((pod) => pod.from !== "row" && pod.name.startsWith(`${name}-`));
  const containers = target?.template?.containers ?? pods[0]?.containers ?? [];
  const without = containers.find((container) => !container.init && !requests(container, blind.name));
  if (!without) return undefined;
  return [
    finding(scaler, {
      rule: "autoscaler-requests",
      category: "config_missing",
      depth: 68,
      says: `cannot compute its ${blind.name} utilization (${blind.text}): container ${without.name} of ${kind} ${name} requests no ${blind.name}`,
      named: name,
      places: [blind.said.place, ...(without.imagePlace ? [without.imagePlace] : [])],
    }),
  ];
}

/** What has a limit and no request requests its limit. */
const requests = (container: ContainerFact, resource: string): boolean =>
  container.requests.has(resource) || container.limits.has(resource);
