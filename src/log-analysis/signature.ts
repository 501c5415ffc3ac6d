import { createHash } from "node:crypto";
import type { Category, FailedTest } from "../domain/failure.ts";
import { maskVolatile } from "./clean/mask-volatile.ts";
import type { LogMap } from "./extents/log-map.ts";
import type { Ranked } from "./rank/rank.ts";

/**
 * A stable id of a failure: 16 hex digits of SHA-256 over its category and its distinct masked cause lines in
 * sorted order, so that numbers, ids, the checkout's path, durations and the order of parallel output do not matter.
 */
export function signatureOf(
  map: LogMap,
  best: Ranked | undefined,
  category: Category,
  failedTests: readonly FailedTest[],
): string {
  const hash = createHash("sha256").update(category);
  const names = failedTests.slice(0, 20).map((test) => maskVolatile(test.name));
  const lines: string[] = [];
  if (best) {
    const { start, end, focus } = best.candidate;
    const told = new Set<number>([focus]);
    for (const hit of map.hits)
      if (hit.line >= start && hit.line <= end && hit.kind !== "cascade" && told.size < 40)
        told.add(hit.line);
    for (const line of told) lines.push(maskVolatile(map.view.words(line).trim()));
  }
  for (const part of new Set([...names, ...lines].toSorted())) hash.update("\n").update(part);
  return hash.digest("hex").slice(0, 16);
}
