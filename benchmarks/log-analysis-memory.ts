/**
 * Peak memory of analysing one long log that is read from disk in chunks:
 *   npx tsx benchmarks/log-analysis-memory.ts LOG [--megabytes 1000]
 * The log (plain or .gz) is repeated on the fly, so the input itself takes no memory.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { createLogAnalyzer } from "../src/log-analysis/index.ts";

const { values, positionals } = parseArgs({
  options: { megabytes: { type: "string", default: "1000" } },
  allowPositionals: true,
});
const [path] = positionals;
if (path === undefined) {
  console.error("usage: tsx benchmarks/log-analysis-memory.ts LOG [--megabytes 1000]");
  process.exit(2);
}
const raw = readFileSync(path);
const log = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
const wanted = Number(values.megabytes) * 1e6;
const before = process.memoryUsage().rss;
const analyzer = createLogAnalyzer();
let size = 0;
const started = performance.now();
for (; size < wanted; size += log.length) {
  // A reader hands over buffers that it uses again; the analyzer must copy what it keeps.
  for (let at = 0; at < log.length; at += 1 << 16) analyzer.push(log.subarray(at, at + (1 << 16)));
}
const findings = analyzer.finish();
const seconds = (performance.now() - started) / 1000;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({
    megabytes: Math.round(size / 1e6),
    lines: findings.lines,
    megabytesPerSecond: Math.round(size / 1e6 / seconds),
    peakMegabytes: Math.round(peak / 1e6),
    beforeMegabytes: Math.round(before / 1e6),
  }),
);
