/**
 * Finds weights for `src/log-analysis/rank/weights.ts`: gradient ascent (Adam) on the expected line F1 of a softmax
 * over each log's candidates, with an L2 penalty, averaged over samples of the projects. Deterministic; no dependency.
 */

/** @typedef {{ project: string, cause: string, rows: { start: number, end: number, features: Record<string, number>, f1: number, full: boolean }[] }} LabelledLog */

/** These were chosen by projects left out; L2 from 0.015 to 0.045, and standardising by 0.5 to 0.7, do as well. */
const L2 = 0.03;
const STEPS = 100;
const RATE = 0.06;
/**
 * Features are divided by their deviation to this power. Divided by the whole of it, what few projects have could be
 * weighed as heavily as what all have.
 */
const STANDARDISED = 0.5;
/** Weights are the mean of so many fits, each to a sample of the projects: what only some of them need fades. */
const FITS = 12;
const SAMPLE = 0.7;
/** A log counts this power of how many of its project tell of the same cause. */
const ALIKE = -0.5;
/** Candidates of a log that are wrong altogether are sampled down to this many. */
const MOST_WRONG = 60;
/** What the words of a line say helps the projects at hand and hurts those left out, so it has no weight. */
const LEFT_OUT = /^says |^said /;

/** A small seeded generator (mulberry32), so that a fit can be had again. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const byName = (a, b) => (a < b ? -1 : Number(a > b));

/** @param {LabelledLog[]} logs @returns {Record<string, number>} */
export function fit(logs) {
  const random = randomOf(9);
  const projects = [...new Set(logs.map((log) => log.project))].toSorted(byName);
  const mean = {};
  for (let at = 0; at < FITS; at++) {
    const some = new Set(projects.filter(() => random() < SAMPLE));
    const weights = fitOnce(logs.filter((log) => some.has(log.project)));
    for (const [name, weight] of Object.entries(weights)) mean[name] = (mean[name] ?? 0) + weight / FITS;
  }
  return mean;
}

/** @param {LabelledLog[]} logs @returns {Record<string, number>} */
function fitOnce(logs) {
  const random = randomOf(5);
  const names = [...new Set(logs.flatMap((log) => log.rows.flatMap((row) => Object.keys(row.features))))]
    .filter((name) => !LEFT_OUT.test(name))
    .toSorted(byName);
  const place = new Map(names.map((name, index) => [name, index]));
  const kept = logs.filter((log) => log.rows.length > 0);
  const groups = kept.map((log) => sampled(log.rows, random));
  const counts = countsOf(kept);
  const { f1, starts, columns, cells, groupEnds } = packed(groups, place);
  const rows = f1.length;
  const scale = deviations(columns, cells, rows, names.length);
  for (let cell = 0; cell < cells.length; cell++) cells[cell] /= scale[columns[cell]];

  const weights = new Float64Array(names.length);
  const first = new Float64Array(names.length);
  const second = new Float64Array(names.length);
  const shares = new Float64Array(rows);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Float64Array(names.length);
    for (let group = 0, from = 0; group < groupEnds.length; from = groupEnds[group++]) {
      const to = groupEnds[group];
      let top = Number.NEGATIVE_INFINITY;
      for (let row = from; row < to; row++) {
        let score = 0;
        for (let cell = starts[row]; cell < starts[row + 1]; cell++)
          score += weights[columns[cell]] * cells[cell];
        shares[row] = score;
        if (score > top) top = score;
      }
      let all = 0;
      let wantedAll = 0;
      for (let row = from; row < to; row++) {
        shares[row] = Math.exp(shares[row] - top);
        all += shares[row];
        if (f1[row] > 0) wantedAll += Math.exp(8 * f1[row]);
      }
      let expected = 0;
      for (let row = from; row < to; row++) {
        shares[row] /= all;
        expected += shares[row] * f1[row];
      }
      for (let row = from; row < to; row++) {
        let pull = shares[row] * (f1[row] - expected);
        // Early on the mass is also drawn towards the best candidates, or a bad start would never see them.
        if (step < STEPS / 3 && wantedAll > 0)
          pull += 0.5 * ((f1[row] > 0 ? Math.exp(8 * f1[row]) / wantedAll : 0) - shares[row]);
        pull *= counts[group];
        for (let cell = starts[row]; cell < starts[row + 1]; cell++)
          gradient[columns[cell]] += pull * cells[cell];
      }
    }
    for (let index = 0; index < names.length; index++) {
      const slope = gradient[index] - L2 * weights[index];
      first[index] = 0.9 * first[index] + 0.1 * slope;
      second[index] = 0.999 * second[index] + 0.001 * slope * slope;
      weights[index] +=
        (RATE * (first[index] / (1 - 0.9 ** step))) / (Math.sqrt(second[index] / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, weights[index] / scale[index]]));
}

/** How much each log counts; all together 1. */
function countsOf(logs) {
  const alike = new Map();
  for (const { cause } of logs) alike.set(cause, (alike.get(cause) ?? 0) + 1);
  const counts = logs.map(({ cause }) => alike.get(cause) ** ALIKE);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}

/** All candidates that overlap with the answer, and some of those that do not. */
function sampled(rows, random) {
  const wrong = rows.filter((row) => row.f1 === 0);
  while (wrong.length > MOST_WRONG) wrong.splice(Math.floor(random() * wrong.length), 1);
  return [...rows.filter((row) => row.f1 > 0), ...wrong];
}

/** Rows of features as compressed sparse rows. */
function packed(groups, place) {
  const f1 = [];
  const starts = [0];
  const columns = [];
  const cells = [];
  const groupEnds = [];
  for (const rows of groups) {
    for (const row of rows) {
      for (const [name, value] of Object.entries(row.features)) {
        const column = place.get(name);
        if (column === undefined || !value) continue;
        columns.push(column);
        cells.push(value);
      }
      f1.push(row.f1);
      starts.push(columns.length);
    }
    groupEnds.push(f1.length);
  }
  return {
    f1: Float64Array.from(f1),
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    cells: Float64Array.from(cells),
    groupEnds,
  };
}

function deviations(columns, cells, rows, width) {
  const sum = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let cell = 0; cell < cells.length; cell++) {
    sum[columns[cell]] += cells[cell];
    squares[columns[cell]] += cells[cell] ** 2;
  }
  return Float64Array.from(sum, (total, index) => {
    const deviation = Math.sqrt(Math.max(0, squares[index] / rows - (total / rows) ** 2));
    return deviation < 1e-6 ? 1 : deviation ** STANDARDISED;
  });
}

/**
 * Chooses with these weights and the engine's own vote; the means over logs.
 * @param {LabelledLog[]} logs
 * @param {Record<string, number>} weights
 * @param {(scored: { candidate: LabelledLog["rows"][number], score: number }[]) => { candidate: LabelledLog["rows"][number] }[]} vote
 */
export function evaluate(logs, weights, vote) {
  const score = ({ features }) =>
    Object.entries(features).reduce((total, [name, value]) => total + value * (weights[name] ?? 0), 0);
  const chosen = logs.map(({ rows }) => {
    const scored = rows.map((row) => ({ candidate: row, score: score(row) }));
    return vote(scored.toSorted((a, b) => b.score - a.score))[0]?.candidate;
  });
  const mean = (of) =>
    chosen.reduce((total, row) => total + (row ? of(row) : 0), 0) / Math.max(1, chosen.length);
  return {
    logs: logs.length,
    f1: mean((row) => row.f1),
    anyHit: mean((row) => (row.f1 > 0 ? 1 : 0)),
    fullRecall: mean((row) => (row.full ? 1 : 0)),
  };
}

/** Splits by project, so that no fold is judged by weights that saw its projects. */
export function foldsOf(logs, folds, seed = 1) {
  const random = randomOf(seed);
  const projects = [...new Set(logs.map((log) => log.project))].toSorted(byName);
  for (let at = projects.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [projects[at], projects[other]] = [projects[other], projects[at]];
  }
  return Array.from({ length: folds }, (_, fold) => new Set(projects.filter((_, at) => at % folds === fold)));
}
