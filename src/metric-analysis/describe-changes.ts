import type { MetricFinding, MetricSignal } from "../domain/index.ts";
import { type Change, changesOf, type Point } from "./change-points.ts";
import { clock, quantity } from "./quantity.ts";

/** A time series and what it is about. */
export interface WatchedSeries {
  signal: MetricSignal;
  /** "memory of checkout" */
  name: string;
  unit: string;
  points: readonly Point[];
  /** The limit that the value must not reach, or the threshold that an alert compares it with. */
  limit?: { value: number; word: "limit" | "threshold" };
}

export interface Around {
  /** When the failure was told to have begun, in seconds since 1970. */
  at: number;
  /** Seconds between two samples. */
  step: number;
}

/** A finding that has no place in a text yet. */
export type Finding = Omit<MetricFinding, "line">;

/** Most changes told of one series. */
const MAX_CHANGES = 3;
/** A value this close to its limit has reached it: the kernel ends a container a little below. */
const AT_LIMIT = 0.95;
/** A change this long before the failure has little to do with it. */
const FAR_SECONDS = 45 * 60;

/** The changes of a series as findings, the most telling first. */
export function describeChanges(series: WatchedSeries, around: Around): Finding[] {
  return (
    changesOf(series.points)
      .map((change) => ({ change, finding: findingOf(series, change, around) }))
      // What comes and goes is told only where it went up to a limit.
      .filter(({ change, finding }) => !change.usual || finding.reached !== undefined)
      .map(({ finding }) => finding)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, MAX_CHANGES)
  );
}

function findingOf(series: WatchedSeries, change: Change, around: Around): Finding {
  const { unit, limit } = series;
  const rose = change.to > change.from;
  const reached = limit !== undefined && reaches(change, limit);
  const exact = around.step < 15;
  const start = clock(change.startedAt, exact);
  const end = clock(change.endedAt, exact);
  const from = quantity(change.from, unit);
  const to =
    reached && limit.word === "limit"
      ? `its limit of ${quantity(limit.value, unit)}`
      : quantity(change.to, unit);
  const threshold =
    reached && limit.word === "threshold" ? `, past the threshold of ${quantity(limit.value, unit)},` : "";
  const when = start === end ? `at ${end}` : `between ${start} and ${end}`;
  return {
    sentence: `${series.name} ${rose ? "rose" : "fell"} from ${from} to ${to}${threshold} ${when} UTC`,
    signal: series.signal,
    direction: rose ? "rose" : "fell",
    from: change.from,
    to: change.to,
    unit,
    startedAt: new Date(change.startedAt * 1000).toISOString(),
    endedAt: new Date(change.endedAt * 1000).toISOString(),
    ...(reached ? { reached: limit.value } : {}),
    score: scoreOf(change, reached, around.at),
  };
}

function reaches(change: Change, limit: NonNullable<WatchedSeries["limit"]>): boolean {
  if (limit.word === "limit") {
    return limit.value > 0 && change.to > change.from && change.peak >= AT_LIMIT * limit.value;
  }
  return change.from < limit.value ? change.peak >= limit.value : change.trough <= limit.value;
}

/** Large, close before the failure, up to a limit: half, three and two tenths. */
function scoreOf(change: Change, reached: boolean, at: number): number {
  const larger = Math.max(Math.abs(change.from), Math.abs(change.to));
  const size = larger === 0 ? 0 : Math.min(1, Math.abs(change.to - change.from) / larger);
  const before = at - change.startedAt;
  // What began after the failure was told is more likely its effect.
  const near = before < -60 ? 0.2 : Math.max(0, 1 - Math.max(0, before) / FAR_SECONDS);
  return Math.round((0.5 * size + 0.3 * near + (reached ? 0.2 : 0)) * 100) / 100;
}
