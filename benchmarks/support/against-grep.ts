import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The logs (plain or .gz), one after the other and again, until they are so many megabytes. */
export function repeatedLogs(paths: readonly string[], megabytes: number): Buffer {
  const logs = paths.map((path) => {
    const raw = readFileSync(path);
    return raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  });
  const parts: Buffer[] = [];
  let size = 0;
  for (let at = 0; size < megabytes * 1e6; at++) {
    const log = logs[at % logs.length];
    if (!log?.length) throw new Error("An empty log cannot be repeated to any size.");
    parts.push(log);
    size += log.length;
  }
  return Buffer.concat(parts);
}

/** Least processor time of several runs, in microseconds: what a busy machine would have taken when idle. */
export function leastTime(runs: number, run: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...times);
}

/** The same of `grep -c -i -E "error|fail|exception"` over the input. */
export function leastGrepTime(runs: number, input: Buffer): number {
  const folder = mkdtempSync(join(tmpdir(), "inquest-speed-"));
  const file = join(folder, "input.log");
  writeFileSync(file, input);
  const times = Array.from({ length: runs }, () => {
    // POSIX: the last line of `times` is what the shell's children took, user and system.
    const script = 'grep -c -i -E "error|fail|exception" "$0"; times';
    const env = { ...process.env, LC_ALL: "C" };
    const { stdout } = spawnSync("sh", ["-c", script, file], { env, encoding: "utf8" });
    const children = stdout.trim().split("\n").at(-1) ?? "";
    const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
    );
    return seconds.reduce((sum, part) => sum + part, 0) * 1e6;
  });
  rmSync(folder, { recursive: true });
  return Math.min(...times);
}
