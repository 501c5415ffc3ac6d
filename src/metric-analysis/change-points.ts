/** One sample: seconds since 1970, and a finite value. */
export interface Point {
  at: number;
  value: number;
}

/** A change of level. Times are those of samples, in seconds since 1970. */
export interface Change {
  from: number;
  to: number;
  /** Last sample at the old level and first at the new one. */
  startedAt: number;
  endedAt: number;
  /** The largest and the smallest value from the start of the change to the end of its new level. */
  peak: number;
  trough: number;
  /** True when the new level lasted for moments only, or was usual before: bursts, cycles, wandering. */
  usual: boolean;
}

/** More samples than this are not looked at; the work grows with their square. */
const MAX_POINTS = 1_000;
const MIN_POINTS = 5;
/** Two samples make a level: a change that is still going on when it is looked at has few behind it. */
const MIN_SEGMENT = 2;
/** A change smaller than this share of the larger level says nothing. */
const MIN_RELATIVE = 0.1;
/** … and so does one smaller than this many deviations of the noise. */
const MIN_DEVIATIONS = 4;
/** A level of fewer samples than these is a burst, unless it has only just begun. */
const MIN_LASTING = 4;
/** A level that at least this share of the earlier samples was at is nothing new. */
const USUAL_SHARE = 0.05;
/** How close to a level counts as being at it, as a share of the change: the 10 % of rise times. */
const NEAR = 0.1;

/**
 * Changes of level in a series, oldest first.
 *
 * Optimal partitioning by the sum of squared errors with pruning (PELT: Killick, Fearnhead and Eckley, "Optimal
 * detection of changepoints with a linear computational cost", JASA 107, 2012), penalty 4 σ² ln n. Before it a
 * running median of three takes single outliers away, and σ comes from the median absolute deviation of first
 * differences (times 1.4826 over √2, which makes it the deviation of Gaussian noise), so that the very changes
 * that are looked for do not widen it. Steps of one slope are joined to one change.
 */
export function changesOf(points: readonly Point[]): Change[] {
  const series = points.filter((point) => Number.isFinite(point.value)).slice(-MAX_POINTS);
  if (series.length < MIN_POINTS) return [];
  const raw = series.map((point) => point.value);
  // Of the values as they are: neighbours of smoothed ones are alike, which would hide the noise.
  const noise = noiseOf(raw);
  if (noise === 0) return [];
  const values = smoothed(raw);
  const levels = levelsOf(values, noise);
  const changes: Change[] = [];
  for (let index = 1; index < levels.length; index++) {
    const before = levels[index - 1];
    let after = levels[index];
    if (before === undefined || after === undefined) break;
    // A slope was cut into stairs: go up all of them.
    for (
      let next = levels[index + 1];
      next && goesOn(values, before, after, next);
      next = levels[index + 1]
    ) {
      after = next;
      index++;
    }
    const change = describe(series, values, before, after);
    const size = Math.abs(change.to - change.from);
    const larger = Math.max(Math.abs(change.from), Math.abs(change.to));
    if (size >= MIN_DEVIATIONS * noise && size >= MIN_RELATIVE * larger) changes.push(change);
  }
  return changes;
}

interface Level {
  /** Indexes, the end not included. */
  start: number;
  end: number;
  median: number;
}

function levelsOf(values: readonly number[], noise: number): Level[] {
  const cuts = partition(values, 4 * noise * noise * Math.log(values.length));
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    return { start, end, median: median(values.slice(start, end)) };
  });
}

/** Indexes at which segments begin, with 0 and the length at the ends. */
function partition(values: readonly number[], penalty: number): number[] {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  // Squares of large numbers lose the digits that matter, so they are taken around the middle.
  const middle = median(values);
  for (let i = 0; i < n; i++) {
    const value = (values[i] ?? 0) - middle;
    sums[i + 1] = (sums[i] ?? 0) + value;
    squares[i + 1] = (squares[i] ?? 0) + value * value;
  }
  const cost = (start: number, end: number) => {
    const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
    return (squares[end] ?? 0) - (squares[start] ?? 0) - (sum * sum) / (end - start);
  };
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = -penalty;
  const last = new Int32Array(n + 1);
  let candidates = [0];
  for (let end = MIN_SEGMENT; end <= n; end++) {
    const costs = candidates.map((start) => (best[start] ?? 0) + cost(start, end));
    for (const [index, start] of candidates.entries()) {
      const total = (costs[index] ?? 0) + penalty;
      if (total < (best[end] ?? 0)) {
        best[end] = total;
        last[end] = start;
      }
    }
    candidates = candidates.filter((_, index) => (costs[index] ?? 0) <= (best[end] ?? 0));
    candidates.push(end - MIN_SEGMENT + 1);
  }
  const cuts = [n];
  for (let at = n; at > 0; ) {
    at = last[at] ?? 0;
    cuts.unshift(at);
  }
  return cuts;
}

/** Whether the change from `before` goes on through `middle`: same direction, and no rest in between. */
function goesOn(values: readonly number[], before: Level, middle: Level, next: Level): boolean {
  const first = middle.median - before.median;
  const second = next.median - middle.median;
  if (first * second <= 0) return false;
  const length = middle.end - middle.start;
  if (length < 6) return true;
  const third = Math.floor(length / 3);
  const inside =
    median(values.slice(middle.end - third, middle.end)) -
    median(values.slice(middle.start, middle.start + third));
  return inside * first > 0 && Math.abs(inside) >= 0.3 * Math.min(Math.abs(first), Math.abs(second));
}

function describe(series: readonly Point[], values: readonly number[], before: Level, after: Level): Change {
  const from = before.median;
  const to = after.median;
  const near = NEAR * Math.abs(to - from);
  let end = before.end;
  while (end < after.end - 1 && Math.abs((values[end] ?? to) - to) > near) end++;
  let start = end - 1;
  while (start > before.start && Math.abs((values[start] ?? from) - from) > near) start--;
  const during = series.slice(start, after.end).map((point) => point.value);
  return {
    from,
    to,
    startedAt: series[start]?.at ?? 0,
    endedAt: series[end]?.at ?? 0,
    peak: during.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    trough: during.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    usual:
      start - before.start + 1 < MIN_LASTING ||
      (after.end < values.length && after.end - end < MIN_LASTING) ||
      isUsual(values, from, to, start),
  };
}

/** Whether the series had been on the new level's side of the middle before. */
function isUsual(values: readonly number[], from: number, to: number, start: number): boolean {
  const middle = (from + to) / 2;
  const seen = values.slice(0, start).filter((value) => value > middle === to > middle).length;
  return seen >= 2 && seen >= USUAL_SHARE * start;
}

/** A running median of three; the ends stay. */
function smoothed(values: readonly number[]): number[] {
  return values.map((value, index) => {
    const left = values[index - 1];
    const right = values[index + 1];
    return left === undefined || right === undefined ? value : median([left, value, right]);
  });
}

/** Never below 2 % of the range, or a series without any noise would be nothing but changes; 0 when it is flat. */
function noiseOf(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
  const center = median(steps);
  const spread = median(steps.map((step) => Math.abs(step - center)));
  const range = values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  return Math.max((1.4826 * spread) / Math.SQRT2, 0.02 * range);
}

/** The middle value; of an even number of them the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
