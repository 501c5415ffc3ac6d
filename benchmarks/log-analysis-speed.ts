/**
 * Speed of the whole log analysis by processor time, as a ratio to grep over the same bytes in the same run:
 *   npx tsx benchmarks/log-analysis-speed.ts LOG... [--megabytes 100]
 * The input is the given logs (plain or .gz), repeated until it is large enough; a real log mix says most.
 */
import { parseArgs } from "node:util";
import { createLogAnalyzer } from "../src/log-analysis/index.ts";
import { leastGrepTime, leastTime, repeatedLogs } from "./support/against-grep.ts";

const { values, positionals } = parseArgs({
  options: { megabytes: { type: "string", default: "100" }, runs: { type: "string", default: "3" } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error("usage: tsx benchmarks/log-analysis-speed.ts LOG... [--megabytes 100] [--runs 3]");
  process.exit(2);
}
const runs = Number(values.runs);
const input = repeatedLogs(positionals, Number(values.megabytes));
const PIECE = 1 << 18;
const grep = leastGrepTime(runs, input);
const engine = leastTime(runs, () => {
  const analyzer = createLogAnalyzer();
  for (let at = 0; at < input.length; at += PIECE) analyzer.push(input.subarray(at, at + PIECE));
  analyzer.finish();
});
console.log(
  JSON.stringify({
    megabytes: Math.round(input.length / 1e6),
    engineMBs: Math.round(input.length / engine),
    grepMBs: Math.round(input.length / grep),
    ratio: Math.round((grep / engine) * 1000) / 1000,
  }),
);
