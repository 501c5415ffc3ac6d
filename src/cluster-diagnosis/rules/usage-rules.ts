import type { Facts, SampleFact } from "../facts/facts.ts";
import type { Finding, Rule } from "./finding.ts";
import { podOf } from "./health.ts";

/** A step of a trace shorter than this is no cause of a complaint about slowness. */
const SLOW_MS = 1000;

const nameIn = (sample: SampleFact) =>
  sample.labels.get("pod") ??
  sample.labels.get("container") ??
  sample.labels.get("NAME") ??
  sample.labels.get("consumergroup") ??
  sample.labels.get("GROUP") ??
  sample.labels.get("instance") ??
  "";

/** What measured values and traces tell. */
export const usageRules: readonly Rule[] = [
  {
    id: "slow-span",
    find: (facts) => {
      const longest = facts.spans.reduce((most, span) => Math.max(most, span.milliseconds), 0);
      const slow = facts.spans
        .filter((span) => span.database && span.milliseconds >= SLOW_MS && span.milliseconds >= longest * 0.3)
        .toSorted((a, b) => b.milliseconds - a.milliseconds);
      const first = slow[0];
      if (!first) return [];
      const alike = slow.filter((span) => span.service === first.service);
      const what = first.statement ? `: ${first.statement}` : "";
      return [
        {
          rule: "slow-span",
          category: "slow_database",
          depth: 80,
          statement: `The database query of ${first.service || "a service"} (${first.operation}) takes ${Math.round(first.milliseconds)} ms${what}.`,
          about: { kind: "Service", name: first.service },
          named: first.service,
          places: alike.slice(0, 3).map((span) => span.place),
        },
      ];
    },
  },
  {
    id: "slow-service",
    find: (facts) => {
      const longest = facts.spans.reduce((most, span) => Math.max(most, span.milliseconds), 0);
      // What others wait for takes nearly as long as they do, and stands further in.
      const slow = facts.spans.filter(
        ({ milliseconds, service }) =>
          service !== "" && milliseconds >= SLOW_MS && milliseconds >= longest * 0.8,
      );
      const last = slow.at(-1);
      if (!last) return [];
      const whole =
        slow[0] && slow[0].service !== last.service
          ? ` of the ${Math.round(longest)} ms of ${slow[0].service}`
          : "";
      return [
        {
          rule: "slow-service",
          category: "application_error",
          depth: 46,
          statement: `The service ${last.service} is slow: ${last.operation} takes ${Math.round(last.milliseconds)} ms${whole}.`,
          about: { kind: "Service", name: last.service },
          named: last.service,
          places: [last.place, ...(slow[0] && slow[0] !== last ? [slow[0].place] : [])],
        },
      ];
    },
  },
  {
    id: "throttled",
    find: (facts) => {
      const key = (sample: SampleFact) => `${nameIn(sample)}\n${sample.labels.get("container") ?? ""}`;
      const periods = new Map(
        named(facts, "container_cpu_cfs_periods_total").map((sample) => [key(sample), sample]),
      );
      return named(facts, "container_cpu_cfs_throttled_periods_total").flatMap((throttled) => {
        const all = periods.get(key(throttled));
        const ratio = all && all.value > 0 ? throttled.value / all.value : 0;
        if (ratio < 0.25 || !all) return [];
        return [
          usage(
            "throttled",
            "cpu_throttling",
            72,
            throttled,
            `${nameIn(throttled)} is throttled at its CPU limit in ${Math.round(ratio * 100)}% of its periods`,
            [all],
          ),
        ];
      });
    },
  },
  {
    id: "throttling-ratio",
    find: (facts) =>
      facts.samples
        .filter(
          (sample) =>
            /throttl/i.test(sample.metric) && !sample.metric.endsWith("_total") && sample.value >= 0.25,
        )
        .map((sample) =>
          usage(
            "throttling-ratio",
            "cpu_throttling",
            70,
            sample,
            `${nameIn(sample)} is throttled at its CPU limit (${sample.value})`,
          ),
        ),
  },
  {
    id: "at-cpu-limit",
    find: (facts) =>
      named(facts, "cpu_millicores").flatMap((sample) => {
        const name = sample.labels.get("NAME") ?? sample.labels.get("POD") ?? "";
        const pod = podOf(facts, { kind: "Pod", name });
        const limits = pod?.containers.flatMap((container) => container.limits.get("cpu") ?? []) ?? [];
        const limit = limits.reduce((sum, said) => sum + millicores(said.text), 0);
        if (
          limits.length === 0 ||
          limits.length < (pod?.containers.length ?? 0) ||
          sample.value < limit * 0.95
        )
          return [];
        const says = `${nameIn(sample)} uses ${sample.value}m of CPU, which is its limit of ${limit}m, so it is throttled`;
        const found = usage("at-cpu-limit", "cpu_throttling", 64, sample, says);
        return [{ ...found, places: [...found.places, ...limits.map((said) => said.place)] }];
      }),
  },
  {
    id: "consumer-lag",
    find: (facts) => {
      const lags = facts.samples
        .filter(
          (sample) =>
            (sample.metric === "consumer_lag" ||
              /consumer(?:_?group)?_.*lag|records_lag/.test(sample.metric)) &&
            sample.value >= 1000,
        )
        .toSorted((a, b) => b.value - a.value);
      return lags.slice(0, 1).map((sample) => {
        const topic = sample.labels.get("topic") ?? sample.labels.get("TOPIC");
        return usage(
          "consumer-lag",
          "slow_consumer",
          80,
          sample,
          `The consumer group ${nameIn(sample)} lags ${sample.value} messages behind${topic ? ` on topic ${topic}` : ""}`,
          lags.slice(1, 3),
        );
      });
    },
  },
  {
    id: "queue-backlog",
    find: (facts) => {
      const full = facts.samples
        .filter(
          ({ metric, value }) =>
            /^rabbitmq_queue_(?:messages_)?ready$|^rabbitmq_queue_messages$/.test(metric) && value >= 1000,
        )
        .toSorted((a, b) => b.value - a.value);
      return full.slice(0, 1).map((sample) => {
        const queue = sample.labels.get("queue") || nameIn(sample);
        const consumers = sample.labels.get("consumers");
        const by =
          consumers === undefined ? "" : ` for its ${consumers} consumer${consumers === "1" ? "" : "s"}`;
        const says = `${sample.value} messages wait in the queue ${queue}${by}, so they are consumed too slowly`;
        return usage("queue-backlog", "slow_consumer", 78, sample, says, full.slice(1, 3));
      });
    },
  },
  {
    id: "rabbit-partitions",
    find: (facts) =>
      named(facts, "rabbitmq_partitions").map((sample) => {
        const says = `The RabbitMQ cluster is split by a network partition: ${sample.labels.get("node") || "a node"} has lost ${sample.labels.get("lost")}`;
        return usage("rabbit-partitions", "rabbitmq_partition", 92, sample, says);
      }),
  },
  {
    id: "node-memory",
    find: (facts) =>
      facts.samples
        .filter((sample) => sample.metric === "memory_percent" && sample.value >= 95)
        .map((sample) =>
          usage(
            "node-memory",
            "node_memory_pressure",
            72,
            sample,
            `The node ${nameIn(sample)} uses ${sample.value}% of its memory`,
          ),
        ),
  },
];

/** `500m` and `0.5` alike. */
function millicores(text: string): number {
  return text.endsWith("m") ? Number(text.slice(0, -1)) : Number(text) * 1000;
}

function named(facts: Facts, metric: string): SampleFact[] {
  return facts.samples.filter((sample) => sample.metric === metric);
}

function usage(
  rule: string,
  category: Finding["category"],
  depth: number,
  sample: SampleFact,
  says: string,
  others: SampleFact[] = [],
): Finding {
  const name = nameIn(sample);
  return {
    rule,
    category,
    depth,
    statement: `${says}.`,
    about: { kind: "Pod", name },
    named: name,
    places: [sample.place, ...others.map((other) => other.place)],
  };
}
