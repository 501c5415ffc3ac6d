import { z } from "zod";
import type { Subject } from "../../domain/index.ts";
import type { Point } from "../../metric-analysis/change-points.ts";
import { type AskJson, createJsonSource } from "../json-source.ts";
import type { PrometheusLimits } from "./limits.ts";
import { ownLabels } from "./selectors.ts";
import { prometheusServer } from "./server.ts";

/** Seconds since 1970. */
export interface Range {
  start: number;
  end: number;
  step: number;
}

export interface Series {
  labels: Record<string, string>;
  points: Point[];
}

/** Prometheus' HTTP API, as far as it is used: https://prometheus.io/docs/prometheus/latest/querying/api/ */
export interface PrometheusClient {
  /** Throws as `createJsonSource` does. */
  range(query: string, range: Range, signal: AbortSignal): Promise<Series[]>;
  /** Names of the metrics that have a series with these labels. */
  names(selector: string, range: Range, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** The expression of the alerting rule that fits best. */
  rule(alert: Extract<Subject, { kind: "alert" }>, signal: AbortSignal): Promise<string | undefined>;
}

const Labels = z.record(z.string(), z.string());
const Matrix = z.object({
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({ metric: Labels, values: z.array(z.tuple([z.number(), z.string()])) })),
  }),
});
const Names = z.object({ data: z.array(z.string()) });
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            type: z.string(),
            name: z.string(),
            query: z.string(),
            labels: Labels.nullish(),
            alerts: z.array(z.object({ labels: Labels })).nullish(),
          }),
        ),
      }),
    ),
  }),
});

/** A rule's expression that is longer than this is not run. */
const MAX_EXPRESSION = 4_000;

export function createPrometheusClient(
  server: { url: string; token?: string | undefined; tenant?: string | undefined },
  limits: PrometheusLimits,
): PrometheusClient {
  const { url, token, tenant } = server;
  const ask: AskJson = createJsonSource({ url, token, tenant, ...prometheusServer, limits });
  const seconds = String(Math.ceil(limits.answerMs / 1000));
  return {
    async range(query, range, signal) {
      const answer = await ask(
        "api/v1/query_range",
        [
          ["query", query],
          ["start", String(range.start)],
          ["end", String(range.end)],
          ["step", String(range.step)],
          ["timeout", `${seconds}s`],
        ],
        Matrix,
        signal,
      );
      return answer.data.result.map(({ metric, values }) => ({
        labels: ownLabels(metric),
        points: values
          .map(([at, value]) => ({ at, value: Number(value) }))
          .filter((point) => Number.isFinite(point.value)),
      }));
    },
    async names(selector, range, signal) {
      const answer = await ask(
        "api/v1/label/__name__/values",
        [
          ["match[]", `{${selector}}`],
          ["start", String(range.start)],
          ["end", String(range.end)],
        ],
        Names,
        signal,
      );
      return new Set(answer.data);
    },
    async rule(alert, signal) {
      const answer = await ask(
        "api/v1/rules",
        [
          ["type", "alert"],
          ["rule_name[]", alert.name],
        ],
        Rules,
        signal,
      );
      const rules = answer.data.groups
        .flatMap((group) => group.rules)
        .filter(
          (rule) =>
            rule.type === "alerting" && rule.name === alert.name && rule.query.length <= MAX_EXPRESSION,
        );
      const firing = rules.find((rule) =>
        rule.alerts?.some((active) => isPartOf(active.labels, alert.labels)),
      );
      return (firing ?? rules.find((rule) => isPartOf(rule.labels ?? {}, alert.labels)) ?? rules[0])?.query;
    },
  };
}

/** Whether every label of `some` stands in `all`; external labels are only in the alert as it was told. */
function isPartOf(some: Record<string, string>, all: Record<string, string>): boolean {
  return Object.entries(some).every(([name, value]) => all[name] === value);
}
