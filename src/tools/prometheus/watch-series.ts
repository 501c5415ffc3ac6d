import pLimit from "p-limit";
import type { DataGap, Subject } from "../../domain/index.ts";
import type { Point } from "../../metric-analysis/change-points.ts";
import type { WatchedSeries } from "../../metric-analysis/describe-changes.ts";
import { orGap } from "../json-source.ts";
import type { PrometheusLimits } from "./limits.ts";
import type { PrometheusClient, Range, Series } from "./prometheus-client.ts";
import { type Comparison, comparisonsOf, unitOf } from "./promql.ts";
import { type Measured, ownLabels } from "./selectors.ts";
import { type SignalQuery, signalQueries } from "./signals.ts";

/** A series with the query that brought it. */
export interface ReadSeries extends WatchedSeries {
  query: string;
  /** Seconds between two samples. */
  step: number;
}

interface Reading {
  client: PrometheusClient;
  range: Range;
  limits: PrometheusLimits;
  gaps: DataGap[];
  signal: AbortSignal;
}

/** Questions put to Prometheus at the same time. */
const PARALLEL = 4;
/** A series that covers less of the range than this is asked for again, in finer steps. */
const YOUNG = 0.25;

/** What an alert measures: each of its conditions, without the comparison that ends its series. */
export async function readAlertSeries(
  alert: Extract<Subject, { kind: "alert" }>,
  expression: string,
  reading: Reading,
): Promise<ReadSeries[]> {
  const conditions = comparisonsOf(expression);
  const found: ReadSeries[] = [];
  for (const [index, condition] of conditions.entries()) {
    const read = await orGap(reading.gaps, `What ${alert.name} measures`, () =>
      fine(condition.measured, reading),
    );
    if (read === undefined) continue;
    const fitting = read.series.filter((series) => fits(series.labels, ownLabels(alert.labels)));
    const limit = await thresholdOf(condition, alert.labels, reading);
    for (const series of fitting.slice(0, reading.limits.series)) {
      found.push({
        signal: "alert",
        name:
          conditions.length === 1
            ? `what ${alert.name} measures`
            : `what condition ${index + 1} of ${alert.name} measures`,
        unit: unitOf(condition.measured),
        points: series.points,
        query: condition.measured,
        step: read.step,
        ...(limit === undefined ? {} : { limit: { value: limit, word: "threshold" as const } }),
      });
    }
  }
  return found;
}

async function thresholdOf(
  condition: Comparison,
  labels: Record<string, string>,
  reading: Reading,
): Promise<number | undefined> {
  if (condition.threshold !== undefined || condition.against === undefined) return condition.threshold;
  const { against } = condition;
  const read = await orGap(reading.gaps, "What the alert compares it with", () => fine(against, reading));
  const series = read?.series.find((one) => fits(one.labels, labels));
  return series?.points.at(-1)?.value;
}

/** Whether a series may be the one that an alert is about: no label of it says otherwise. */
function fits(series: Record<string, string>, alert: Record<string, string>): boolean {
  return Object.entries(series).every(
    ([name, value]) => name === "__name__" || alert[name] === undefined || alert[name] === value,
  );
}

/** The golden signals that any of the selectors has series for. */
export async function readGoldenSignals(measured: Measured, reading: Reading): Promise<ReadSeries[]> {
  const { client, range, gaps, signal } = reading;
  const limit = pLimit(PARALLEL);
  const known = await Promise.all(
    measured.selectors.map((selector) =>
      limit(async () => ({
        selector,
        names: await orGap(gaps, "The metrics of the workload", () => client.names(selector, range, signal)),
      })),
    ),
  );
  const wanted: { query: SignalQuery; selector: string }[] = [];
  for (const query of signalQueries) {
    const place = known.find(({ names }) => query.needs.every((name) => names?.has(name)));
    if (place === undefined) continue;
    // Two ways of measuring the same (a share of errors under `code` and under `status`) are both asked.
    wanted.push({ query, selector: place.selector });
  }
  const read = await Promise.all(
    wanted.map(({ query, selector }) =>
      limit(() => readSignal(query, selector, measured.name, known, reading)),
    ),
  );
  return read.flat();
}

async function readSignal(
  query: SignalQuery,
  selector: string,
  name: string,
  known: readonly { selector: string; names: ReadonlySet<string> | undefined }[],
  reading: Reading,
): Promise<ReadSeries[]> {
  const text = query.query(selector);
  const of = `${query.name} of ${name}`;
  const read = await orGap(reading.gaps, `The ${of}`, () => fine(text, reading));
  if (read === undefined) return [];
  const limits = await limitsOf(query, known, reading);
  const several = read.series.length > 1;
  return read.series.slice(0, reading.limits.series).map((series) => {
    const part = several ? Object.values(series.labels).join(" ") : "";
    const limit = limits?.find((one) => fits(one.labels, series.labels))?.points.at(-1)?.value;
    return {
      signal: query.signal,
      name: part === "" || part === name ? of : `${of} (${part})`,
      unit: query.unit,
      points: series.points,
      query: text,
      step: read.step,
      ...(limit === undefined ? {} : { limit: { value: limit, word: "limit" as const } }),
    };
  });
}

async function limitsOf(
  query: SignalQuery,
  known: readonly { selector: string; names: ReadonlySet<string> | undefined }[],
  reading: Reading,
): Promise<Series[] | undefined> {
  const { limit } = query;
  const place = limit && known.find(({ names }) => limit.needs.every((name) => names?.has(name)));
  if (limit === undefined || place === undefined) return undefined;
  const { client, range, gaps, signal } = reading;
  return orGap(gaps, `The limit of the ${query.name}`, () =>
    client.range(limit.query(place.selector), range, signal),
  );
}

/**
 * A range query; once more in finer steps where its series are much younger than the range, so that the few minutes
 * that a new pod lived are not three samples.
 */
async function fine(
  query: string,
  { client, range, limits, signal }: Reading,
): Promise<{ series: Series[]; step: number }> {
  const coarse = await client.range(query, range, signal);
  const times = coarse
    .flatMap((series) => [series.points.at(0), series.points.at(-1)])
    .filter((point) => point !== undefined);
  const first = times.reduce((least, point: Point) => Math.min(least, point.at), range.end);
  const span = range.end - first + range.step;
  if (times.length === 0 || span > YOUNG * (range.end - range.start) || range.step <= 1) {
    return { series: coarse, step: range.step };
  }
  const step = Math.max(1, Math.ceil(span / limits.points));
  const start = Math.max(range.start, first - range.step);
  return { series: await client.range(query, { start, end: range.end, step }, signal), step };
}
