import type { MetricFinding, MetricFindings } from "../../domain/index.ts";
import { describeChanges } from "../../metric-analysis/describe-changes.ts";
import { quantity } from "../../metric-analysis/quantity.ts";
import type { PrometheusLimits } from "./limits.ts";
import type { Range } from "./prometheus-client.ts";
import type { ReadSeries } from "./watch-series.ts";

/** Most samples of a series that are kept for showing it. */
const SHOWN_POINTS = 120;

/** What was read as a text with one line a finding, and the same in structured form. */
export function metricsText(about: {
  name: string;
  at: number;
  range: Range;
  expression?: string | undefined;
  series: readonly ReadSeries[];
  limits: PrometheusLimits;
}): { text: string; findings: MetricFindings } {
  const { name, range, series, limits } = about;
  const start = new Date(range.start * 1000).toISOString();
  const end = new Date(range.end * 1000).toISOString();
  const changed = series
    .map((one) => ({ one, findings: describeChanges(one, { at: about.at, step: one.step }) }))
    .flatMap(({ findings }) => findings)
    .toSorted((a, b) => b.score - a.score);
  const unique = [...new Map(changed.map((finding) => [finding.sentence, finding])).values()].slice(
    0,
    limits.findings,
  );
  const lines = [`Metrics of ${name} from ${start} to ${end}`];
  if (about.expression !== undefined) lines.push(`Expression of the alert: ${oneLine(about.expression)}`);
  lines.push("", unique.length === 0 ? "Nothing changed its level." : "What changed:");
  const findings: MetricFinding[] = unique.map((finding) => {
    lines.push(oneLine(finding.sentence));
    return { ...finding, sentence: oneLine(finding.sentence), line: lines.length };
  });
  lines.push("", "What was read:", ...series.map(summary));
  return {
    text: `${lines.join("\n")}\n`,
    findings: {
      start,
      end,
      findings,
      series: series.map((one) => ({
        name: one.name,
        query: one.query,
        unit: one.unit,
        points: thinned(one).map((point): [number, number] => [point.at, point.value]),
      })),
    },
  };
}

function summary(series: ReadSeries): string {
  const values = series.points.map((point) => point.value);
  const said = (value: number | undefined) => (value === undefined ? "none" : quantity(value, series.unit));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const range =
    values.length === 0 ? "no samples" : `${said(least)} to ${said(most)}, last ${said(values.at(-1))}`;
  const limit = series.limit === undefined ? "" : `, ${series.limit.word} ${said(series.limit.value)}`;
  return oneLine(`${series.name}: ${range}${limit} | ${series.query}`);
}

function thinned({ points }: ReadSeries): ReadSeries["points"] {
  const every = Math.ceil(points.length / SHOWN_POINTS);
  return every <= 1
    ? points
    : points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 1_000);
}
