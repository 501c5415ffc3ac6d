/**
 * Finds weights for `src/log-analysis/rank/weights.ts`: gradient ascent (Adam) on the expected line F1 of a softmax
 * over each log's candidates, with an L2 penalty on standardised features, averaged over fits on 70 % of the
 * projects each. Deterministic; no dependency.
 */

/** @typedef {{ project: string, rows: { start: number, end: number, features: Record<string, number>, f1: number, full: boolean }[] }} LabelledLog */

const L2 = 0.1;
const STEPS = 130;
const RATE = 0.06;
/** Candidates of a log that are wrong altogether are sampled down to this many. */
const MOST_WRONG = 100;
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

/** Fits on parts of the projects whose mean is the answer: it depends less on any one project. */
const BAGS = 8;
const BAG_SHARE = 0.7;

/** @param {LabelledLog[]} logs @returns {Record<string, number>} */
export function fit(logs) {
  const random = randomOf(7);
  const projects = [...new Set(logs.map((log) => log.project))].toSorted(byName);
  const mean = {};
  for (let bag = 0; bag < BAGS; bag++) {
    const order = projects.map((project) => ({ project, key: random() })).toSorted((a, b) => a.key - b.key);
    const chosen = new Set(
      order.slice(0, Math.floor(projects.length * BAG_SHARE)).map(({ project }) => project),
    );
    const weights = fitOnce(logs.filter((log) => chosen.has(log.project)));
    for (const [name, weight] of Object.entries(weights)) mean[name] = (mean[name] ?? 0) + weight / BAGS;
  }
  return mean;
}

function fitOnce(logs) {
  const random = randomOf(5);
  const names = [...new Set(logs.flatMap((log) => log.rows.flatMap((row) => Object.keys(row.features))))]
    .filter((name) => !LEFT_OUT.test(name))
    .toSorted(byName);
  const place = new Map(names.map((name, index) => [name, index]));
  const groups = logs
    .map((log) => {
      const right = log.rows.filter((row) => row.f1 > 0);
      const wrong = log.rows.filter((row) => row.f1 === 0);
      while (wrong.length > MOST_WRONG) wrong.splice(Math.floor(random() * wrong.length), 1);
      return [...right, ...wrong].map((row) => ({
        f1: row.f1,
        features: Object.entries(row.features).flatMap(([name, value]) =>
          place.has(name) && value ? [[place.get(name), value]] : [],
        ),
      }));
    })
    .filter((rows) => rows.length > 0);

  const count = groups.reduce((sum, rows) => sum + rows.length, 0);
  const sum = new Float64Array(names.length);
  const squares = new Float64Array(names.length);
  for (const rows of groups)
    for (const { features } of rows)
      for (const [index, value] of features) {
        sum[index] += value;
        squares[index] += value * value;
      }
  const scale = Float64Array.from(names, (_, index) => {
    const deviation = Math.sqrt(Math.max(0, squares[index] / count - (sum[index] / count) ** 2));
    return deviation < 1e-6 ? 1 : deviation;
  });

  const weights = new Float64Array(names.length);
  const first = new Float64Array(names.length);
  const second = new Float64Array(names.length);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Float64Array(names.length);
    for (const rows of groups) {
      const scores = rows.map(({ features }) =>
        features.reduce((total, [index, value]) => total + (weights[index] * value) / scale[index], 0),
      );
      const top = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - top));
      const all = shares.reduce((a, b) => a + b, 0);
      const expected = shares.reduce((total, share, at) => total + (share / all) * rows[at].f1, 0);
      // Early on the mass is also drawn towards the best candidates, or a bad start would never see them.
      const wanted = rows.map(({ f1 }) => (f1 > 0 ? Math.exp(8 * f1) : 0));
      const wantedAll = wanted.reduce((a, b) => a + b, 0);
      rows.forEach(({ f1, features }, at) => {
        const share = shares[at] / all;
        let pull = share * (f1 - expected);
        if (step < STEPS / 3 && wantedAll > 0) pull += 0.5 * (wanted[at] / wantedAll - share);
        for (const [index, value] of features) gradient[index] += (pull * value) / scale[index];
      });
    }
    for (let index = 0; index < names.length; index++) {
      const slope = gradient[index] / groups.length - L2 * weights[index];
      first[index] = 0.9 * first[index] + 0.1 * slope;
      second[index] = 0.999 * second[index] + 0.001 * slope * slope;
      weights[index] +=
        (RATE * (first[index] / (1 - 0.9 ** step))) / (Math.sqrt(second[index] / (1 - 0.999 ** step)) + 1e-8);
    }
  }
  return Object.fromEntries(names.map((name, index) => [name, weights[index] / scale[index]]));
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
