/**
 * Speed of the whole log analysis by processor time, as a ratio to grep over the same bytes in the same run:
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

/** Least processor time of several runs, in microseconds: what a busy machine would have taken when idle. */
const least = (run: () => number): number =>
  Math.min(...Array.from({ length: Number(values.runs) }, () => run()));

const grep = least(() => {
  // POSIX: the last line of `times` is what the shell's children took, user and system.
  const script = 'grep -c -i -E "error|fail|exception" "$0"; times';
  const { stdout } = spawnSync("sh", ["-c", script, file], {
    env: { ...process.env, LC_ALL: "C" },
    encoding: "utf8",
  });
  const children = stdout.trim().split("\n").at(-1) ?? "";
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return seconds.reduce((sum, part) => sum + part, 0) * 1e6;
});
const engine = least(() => {
  const before = process.cpuUsage();
  const analyzer = createLogAnalyzer();
  for (let at = 0; at < input.length; at += 1 << 18) analyzer.push(input.subarray(at, at + (1 << 18)));
  analyzer.finish();
  const { user, system } = process.cpuUsage(before);
  return user + system;
});
rmSync(folder, { recursive: true });
console.log(
  JSON.stringify({
    megabytes: Math.round(size / 1e6),
    engineMBs: Math.round(size / engine),
    grepMBs: Math.round(size / grep),
    ratio: Math.round((grep / engine) * 1000) / 1000,
  }),
);
