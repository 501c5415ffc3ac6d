/**
 * Speed of the streaming redactor by processor time, as a ratio to grep over the same bytes in the same run:
 *   npx tsx benchmarks/redaction-speed.ts LOG... [--megabytes 60]
 * The input is the given logs (plain or .gz), repeated until it is large enough; a real log mix says most.
 */
import { parseArgs } from "node:util";
import { createRedactor } from "../src/log-analysis/index.ts";
import { leastGrepTime, leastTime, repeatedLogs } from "./support/against-grep.ts";

const { values, positionals } = parseArgs({
  options: { megabytes: { type: "string", default: "60" }, runs: { type: "string", default: "3" } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error("usage: tsx benchmarks/redaction-speed.ts LOG... [--megabytes 60] [--runs 3]");
  process.exit(2);
}
const runs = Number(values.runs);
const input = repeatedLogs(positionals, Number(values.megabytes));
const text = input.toString("utf8");
const PIECE = 1 << 16;
let masked = 0;
const grep = leastGrepTime(runs, input);
const engine = leastTime(runs, () => {
  const redactor = createRedactor({ salt: "benchmark" });
  for (let at = 0; at < text.length; at += PIECE) redactor.push(text.slice(at, at + PIECE));
  redactor.finish();
  masked = Object.values(redactor.counts()).reduce((sum, count) => sum + count, 0);
});
console.log(
  JSON.stringify({
    megabytes: Math.round(input.length / 1e6),
    engineMBs: Math.round(input.length / engine),
    grepMBs: Math.round(input.length / grep),
    ratio: Math.round((grep / engine) * 1000) / 1000,
    masked,
  }),
);
