import type { DataGap } from "../../domain/index.ts";
import type { Collected, Collector } from "../collector.ts";
import { orGap } from "../json-source.ts";
import { defaultLimits, type PrometheusLimits } from "./limits.ts";
import { metricsText } from "./metrics-text.ts";
import { createPrometheusClient, type Range } from "./prometheus-client.ts";
import { type MeasuredSubject, measuredOf } from "./selectors.ts";
import { readAlertSeries, readGoldenSignals } from "./watch-series.ts";

export interface PrometheusOptions {
  /** Base address of Prometheus' HTTP API, or of what speaks it. */
  url: string;
  /** Bearer token, or `user:password` for basic auth. */
  token?: string | undefined;
  /** Sent as `X-Scope-OrgID`, where Mimir has several. */
  tenant?: string | undefined;
  now: () => Date;
  limits?: Partial<PrometheusLimits>;
}

/**
 * Metrics around a failure: the alert's own expression, looked up among the rules, and the golden signals of the
 * workload. Answers `metrics` (`target` is not used) with one text, a line for each change, and `MetricFindings`.
 *
 * @example
 * const collector = createPrometheusCollector({ url: "http://prometheus:9090", now: () => new Date() });
 */
export function createPrometheusCollector(options: PrometheusOptions): Collector {
  const limits = { ...defaultLimits, ...options.limits };
  const client = createPrometheusClient(options, limits);
  return {
    name: "prometheus",
    answers: (subject, request) =>
      request.kind === "metrics" && (subject.kind === "alert" || subject.kind === "workload"),
    async collect(subject, _request, { signal, at: failedAt }) {
      if (subject.kind !== "alert" && subject.kind !== "workload") return { evidence: [], gaps: [] };
      const gaps: DataGap[] = [];
      const now = options.now().getTime() / 1000;
      const told = subject.kind === "alert" ? subject.startsAt : failedAt;
      const at = told === undefined ? now : Math.min(Date.parse(told) / 1000, now);
      const reading = { client, range: rangeAround(at, now, limits), limits, gaps, signal };
      const expression = subject.kind === "alert" ? await expressionOf(subject) : undefined;
      const measured = measuredOf(subject);
      const series = [
        ...(subject.kind === "alert" && expression !== undefined
          ? await readAlertSeries(subject, expression, reading)
          : []),
        ...(await readGoldenSignals(measured, reading)),
      ];
      return answer(
        subject,
        measured.name,
        series.filter((one) => one.points.length > 0),
      );

      async function expressionOf(
        alert: Extract<MeasuredSubject, { kind: "alert" }>,
      ): Promise<string | undefined> {
        const found = await orGap(gaps, `The rule of ${alert.name}`, () => client.rule(alert, signal));
        return found ?? alert.expression;
      }

      function answer(about: MeasuredSubject, name: string, read: typeof series): Collected {
        if (read.length === 0) {
          if (gaps.length === 0) gaps.push(nothingFound(name));
          return { evidence: [], gaps: unique(gaps) };
        }
        const { text, findings } = metricsText({
          name,
          at,
          range: reading.range,
          expression,
          series: read,
          limits,
        });
        const title =
          about.kind === "alert" ? `Metrics around ${about.name}` : `Metrics of ${about.workload} ${name}`;
        return { evidence: [{ kind: "metrics", title, content: text, data: findings }], gaps: unique(gaps) };
      }
    },
  };
}

/** From an hour before to a quarter of an hour after, as far as that has come; whole seconds, so that steps align. */
function rangeAround(at: number, now: number, limits: PrometheusLimits): Range {
  const end = Math.ceil(Math.min(now, at + limits.afterSeconds));
  const start = Math.floor(at - limits.beforeSeconds);
  return { start, end, step: Math.max(1, Math.ceil((end - start) / limits.points)) };
}

function nothingFound(name: string): DataGap {
  return {
    missing: `Metrics of ${name}`,
    code: "not_found",
    remedy:
      "Prometheus has no series under the labels that name it; see docs/alertmanager.md for those that are tried.",
  };
}

/** The same trouble with twenty queries is one gap. */
function unique(gaps: readonly DataGap[]): DataGap[] {
  return gaps.filter((gap, at) => gaps.findIndex((other) => other.code === gap.code) === at);
}
