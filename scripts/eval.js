/**
 * `npm run eval [-- --folds 8] [--seed 1] [--fit] [--suites a,b]`: scores the command line on the labelled data beside this
 * repository (../shared/data; without it there is nothing to do), and for the cause lines prints, fold by fold,
 * weights fitted on the other projects against the weights fitted on all. `--fit` writes the weights.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { evaluate, fit, foldsOf } from "./ranker-fit.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const shared = join(root, "..", "shared");
const { values } = parseArgs({
  options: {
    folds: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    fit: { type: "boolean", default: false },
    suites: { type: "string" },
  },
});

const suites = {
  chunks: "ci-logs/chunks",
  "actions-lines": "ci-logs/actions-lines",
  "pass-fail": "ci-logs/pass-fail",
  "test-results": "ci-logs/test-results",
  locations: "locations",
  templates: "templates",
  redaction: "redaction",
  changes: "changes",
  kubernetes: "kubernetes",
  similar: "ci-logs/chunks",
  learned: "ci-logs/chunks",
};

if (!existsSync(join(shared, "data"))) {
  console.log("There is no labelled data beside this repository, so nothing was measured.");
  process.exit(0);
}
if (values.suites !== "none") runSuites(values.suites?.split(",") ?? Object.keys(suites));
if (!values.suites || /chunks|none/.test(values.suites) || values.fit) await crossValidate();

function runSuites(names) {
  for (const name of names) {
    const folder = join(shared, "data", suites[name] ?? "");
    if (!suites[name] || !existsSync(folder)) continue;
    const run = spawnSync(
      process.execPath,
      [
        join(shared, "eval", "score.mjs"),
        name,
        folder,
        "--",
        process.execPath,
        join(root, "bin", "inquest.js"),
      ],
      { encoding: "utf8", maxBuffer: 1 << 28 },
    );
    console.log(run.stdout.trim() || `${name}: ${run.stderr.trim().slice(-300)}`);
  }
}

async function crossValidate() {
  const { logs, vote } = await labelled();
  const all = fit(logs);
  console.log("\nfold  logs | left out: F1   any   full | fitted: F1   any   full");
  const say = (name, out, fitted) => {
    const cells = [out, fitted].map((r) => [r.f1, r.anyHit, r.fullRecall].map((x) => x.toFixed(3)).join(" "));
    console.log(`${name.padEnd(5)} ${String(out.logs).padStart(4)} |      ${cells[0]} |    ${cells[1]}`);
  };
  const sum = [[], []];
  for (const [index, fold] of foldsOf(logs, Number(values.folds), Number(values.seed)).entries()) {
    const test = logs.filter((log) => fold.has(log.project));
    const out = evaluate(test, fit(logs.filter((log) => !fold.has(log.project))), vote);
    const fitted = evaluate(test, all, vote);
    say(String(index + 1), out, fitted);
    sum[0].push(out);
    sum[1].push(fitted);
  }
  const mean = (results) => {
    const count = results.reduce((total, r) => total + r.logs, 0);
    const of = (key) => results.reduce((total, r) => total + r[key] * r.logs, 0) / count;
    return { logs: count, f1: of("f1"), anyHit: of("anyHit"), fullRecall: of("fullRecall") };
  };
  say("all", mean(sum[0]), mean(sum[1]));
  if (values.fit) writeWeights(all);
}

/** Every labelled log's candidates with their features and how well they fit what the person copied. */
async function labelled() {
  const folder = mkdtempSync(join(tmpdir(), "inquest-eval-"));
  const bundle = join(folder, "engine.mjs");
  const source = join(root, "src", "log-analysis");
  await esbuild.build({
    stdin: {
      contents: `export { createReader } from "./analyzer.ts"; export { candidatesOf } from "./extents/candidates.ts"; export { createFeaturizer } from "./rank/features.ts"; export { vote } from "./rank/rank.ts";`,
      resolveDir: source,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
  });
  const engine = await import(pathToFileURL(bundle).href);
  rmSync(folder, { recursive: true });
  const data = join(shared, "data", suites.chunks);
  const labels = readFileSync(join(data, "labels.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const logs = labels
    .filter((label) => label.located)
    .map((label) => {
      const reader = engine.createReader();
      reader.push(gunzipSync(readFileSync(join(data, label.log))));
      const { map } = reader.finish();
      const featuresOf = engine.createFeaturizer(map);
      const wanted = label.line_end - label.line_start + 1;
      const rows = engine.candidatesOf(map).map((candidate) => {
        const both =
          Math.min(candidate.end, label.line_end) - Math.max(candidate.start, label.line_start) + 1;
        const precision = Math.max(0, both) / (candidate.end - candidate.start + 1);
        const recall = Math.max(0, both) / wanted;
        return {
          start: candidate.start,
          end: candidate.end,
          features: featuresOf(candidate),
          f1: both > 0 ? (2 * precision * recall) / (precision + recall) : 0,
          full: recall === 1,
        };
      });
      return { project: label.project, cause: `${label.project} ${label.chunk.slice(0, 80)}`, rows };
    });
  return { logs, vote: engine.vote };
}

function writeWeights(weights) {
  const file = join(root, "src", "log-analysis", "rank", "weights.ts");
  const head = readFileSync(file, "utf8").split("= {")[0];
  const lines = Object.entries(weights)
    .filter(([, weight]) => Math.abs(weight) >= 0.02)
    .map(([name, weight]) => `  ${JSON.stringify(name)}: ${Number(weight.toFixed(2))},`);
  writeFileSync(file, `${head}= {\n${lines.join("\n")}\n};\n`);
  spawnSync("npx", ["biome", "format", "--write", file], { cwd: root });
}
