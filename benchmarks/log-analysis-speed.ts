/**
 * Speed of the whole log analysis on one core, as a ratio to grep over the same bytes in the same run:
 *   npx tsx benchmarks/log-analysis-speed.ts LOG... [--megabytes 100]
 * The input is the given logs (plain or .gz), repeated until it is large enough; a real log mix says most.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { createLogAnalyzer } from "../src/log-analysis/index.ts";

const { values, positionals } = parseArgs({
  options: { megabytes: { type: "string", default: "100" }, runs: { type: "string", default: "3" } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error("usage: tsx benchmarks/log-analysis-speed.ts LOG... [--megabytes 100] [--runs 3]");
  process.exit(2);
}
const wanted = Number(values.megabytes) * 1e6;
const logs = positionals.map((path) => {
  const raw = readFileSync(path);
  return raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
});
const parts: Buffer[] = [];
let size = 0;
for (let at = 0; size < wanted; at++) {
  const log = logs[at % logs.length];
  if (!log?.length) throw new Error("An empty log cannot be repeated to any size.");
  parts.push(log);
  size += log.length;
}
const input = Buffer.concat(parts);
const folder = mkdtempSync(join(tmpdir(), "inquest-speed-"));
const file = join(folder, "input.log");
writeFileSync(file, input);

const best = (run: () => void): number => {
  let fastest = Number.POSITIVE_INFINITY;
  for (let count = 0; count < Number(values.runs); count++) {
    const started = performance.now();
    run();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return size / 1e6 / (fastest / 1000);
};
const grep = best(() => {
  spawnSync("grep", ["-c", "-i", "-E", "error|fail|exception", file], {
    env: { ...process.env, LC_ALL: "C" },
  });
});
let cpu = Number.POSITIVE_INFINITY;
const engine = best(() => {
  const before = process.cpuUsage();
  const analyzer = createLogAnalyzer();
  for (let at = 0; at < input.length; at += 1 << 18) analyzer.push(input.subarray(at, at + (1 << 18)));
  analyzer.finish();
  const { user, system } = process.cpuUsage(before);
  cpu = Math.min(cpu, user + system);
});
rmSync(folder, { recursive: true });
console.log(
  JSON.stringify({
    megabytes: Math.round(size / 1e6),
    engineMBs: Math.round(engine),
    // By processor time, all threads: what a busy machine would have shown when idle.
    engineCpuMBs: Math.round(size / cpu),
    grepMBs: Math.round(grep),
    ratio: Math.round((engine / grep) * 1000) / 1000,
  }),
);
