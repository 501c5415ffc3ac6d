import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { createLocalEmbeddings } from "../src/vectorstore/embeddings/local-embeddings.ts";

/**
 * How well the local embeddings find an earlier failure with the same cause, and where the floor of likeness
 * lies. Prints one JSON line for each way of cutting a failure out of its log, and one for all imperfect ways.
 *
 *     npx tsx benchmarks/incident-recall.ts FOLDER
 *
 * FOLDER holds `labels.jsonl` and the logs it names: for each log the project, the lines that say why it failed,
 * and the other logs with the same cause. Logs come in order; each asks the memory of those before it.
 */
const Label = z.object({
  log: z.string(),
  project: z.string(),
  located: z.boolean(),
  chunk: z.string(),
  line_start: z.number().nullable(),
  line_end: z.number().nullable(),
  same_cause: z.array(z.string()),
});
type Label = z.infer<typeof Label>;
/** What the nearest earlier failure was like, for one failure. */
interface Answer {
  project: string;
  likeness: number;
  /** The nearest one has the same cause. */
  right: boolean;
  /** Some earlier one has the same cause. */
  recurring: boolean;
}

const FOLDS = 8;
const folder = process.argv[2] ?? ".";
const lines = (await readFile(join(folder, "labels.jsonl"), "utf8")).trim().split("\n");
const labels = lines.map((line) => Label.parse(JSON.parse(line))).filter((label) => label.located);
const logs = await Promise.all(labels.map((label) => plainLines(join(folder, label.log))));
const random = sequence(7);
const shift = (length: number) => Math.round((random() - 0.5) * Math.min(20, length + 8));

const cuts: Record<string, string[]> = {
  labelled: labels.map((label) => label.chunk),
  shifted: labels.map((label, index) => {
    const [start, end] = span(label);
    const log = logs[index] ?? [];
    const from = Math.min(log.length - 1, Math.max(0, start + shift(end - start)));
    return log.slice(from, Math.max(from + 1, end + shift(end - start))).join("\n");
  }),
  half: labels.map((label, index) => {
    const [start, end] = span(label);
    const length = Math.ceil((end - start) / 2);
    const from = start + Math.floor(random() * (end - start - length + 1));
    return (logs[index] ?? []).slice(from, from + length).join("\n");
  }),
  firstSix: labels.map((label, index) => {
    const inside = (logs[index] ?? []).slice(...span(label)).filter((line) => line.trim() !== "");
    return inside.slice(0, 6).join("\n");
  }),
  errorWords: logs.map((log) =>
    log
      .filter((line) => /error|fail|exception|fatal|cannot|undefined|not found|abort|panic/i.test(line))
      .slice(-30)
      .join("\n"),
  ),
};

const embeddings = createLocalEmbeddings();
const imperfect: Answer[] = [];
for (const [cut, texts] of Object.entries(cuts)) {
  const started = performance.now();
  const vectors = await embeddings.embed(texts, { signal: new AbortController().signal });
  const milliseconds = (performance.now() - started) / texts.length;
  const answers = replay(vectors);
  if (cut !== "labelled") imperfect.push(...answers);
  const recurring = answers.filter((answer) => answer.recurring);
  report({
    cut,
    failures: answers.length,
    recurring: recurring.length,
    hit1: recurring.filter((answer) => answer.right).length / recurring.length,
    novelAuroc: auroc(
      recurring.map((answer) => answer.likeness),
      answers.filter((answer) => !answer.recurring).map((answer) => answer.likeness),
    ),
    millisecondsEach: milliseconds,
  });
}
const projects = [...new Set(labels.map((label) => label.project))];
const chosen = Array.from({ length: FOLDS }, (_, fold) => {
  const left = new Set(projects.filter((_project, index) => index % FOLDS === fold));
  const floor = bestFloor(imperfect.filter((answer) => !left.has(answer.project)));
  return { floor, left: imperfect.filter((answer) => left.has(answer.project)) };
});
report({
  cut: "all imperfect",
  floorsChosen: chosen.map(({ floor }) => floor).join(" "),
  f1LeftOut: f1(
    chosen.flatMap(({ floor, left }) => left.map((answer) => relativeTo(floor, answer))),
    0,
  ),
  floor: embeddings.floor,
  f1AtFloor: f1(imperfect, embeddings.floor),
});

function replay(vectors: number[][]): Answer[] {
  return labels.map((label, index) => {
    let likeness = -1;
    let nearest: Label | undefined;
    for (const [earlier, other] of labels.slice(0, index).entries()) {
      const product = dot(vectors[index] ?? [], vectors[earlier] ?? []);
      if (product > likeness) [likeness, nearest] = [product, other];
    }
    const before = new Set(labels.slice(0, index).map(({ log }) => log));
    return {
      project: label.project,
      likeness,
      right: nearest !== undefined && label.same_cause.includes(nearest.log),
      recurring: label.same_cause.some((log) => before.has(log)),
    };
  });
}

/** Harmonic mean of: returned and right among those returned, and among those that recur. */
function f1(answers: Answer[], floor: number): number {
  const right = answers.filter((answer) => answer.likeness >= floor && answer.right).length;
  const returned = answers.filter((answer) => answer.likeness >= floor).length;
  return (2 * right) / (returned + answers.filter((answer) => answer.recurring).length);
}

function bestFloor(answers: Answer[]): number {
  const floors = Array.from({ length: 91 }, (_, step) => (10 + step) / 100);
  return floors.reduce((best, floor) => (f1(answers, floor) > f1(answers, best) ? floor : best), 0.1);
}

function relativeTo(floor: number, answer: Answer): Answer {
  return { ...answer, likeness: answer.likeness - floor };
}

/** Chance that a failure seen before has a nearer neighbour than a new one. */
function auroc(seen: number[], fresh: number[]): number {
  let wins = 0;
  for (const a of seen) for (const b of fresh) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins / (seen.length * fresh.length);
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function span(label: Label): [number, number] {
  return [(label.line_start ?? 1) - 1, label.line_end ?? 1];
}

async function plainLines(file: string): Promise<string[]> {
  const text = gunzipSync(await readFile(file)).toString("latin1");
  const escape = String.fromCharCode(27);
  return text.split("\n").map((line) => {
    const shown = line.split("\r").findLast((part) => part !== "") ?? "";
    return shown.replaceAll(new RegExp(`${escape}\\[[0-9;?]*[A-Za-z]`, "g"), "");
  });
}

/** The same numbers between 0 and 1 each time (Numerical Recipes' linear congruence). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function report(figures: Record<string, number | string>): void {
  const short = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value,
  ]);
  console.log(JSON.stringify(Object.fromEntries(short)));
}
