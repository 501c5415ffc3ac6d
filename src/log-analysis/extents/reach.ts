import type { Hit } from "../scan/hit-store.ts";
import { indentOf, isContinuation, isProgress, isRule } from "./line-shapes.ts";
import type { LogMap } from "./log-map.ts";

function isTraceback(text: string): boolean {
  return text.includes("Traceback (most recent call last)");
}
function isChain(text: string): boolean {
  return (
    /^\s{0,12}(?:During handling of the above exception|The above exception was the direct cause)/.test(
      text,
    ) || isTraceback(text)
  );
}

export function stopAtWall(map: LogMap, start: number, end: number): number {
  for (let line = start + 1; line <= end; line++) if (map.isWall(line)) return line - 1;
  return end;
}

export function trimEnd(map: LogMap, start: number, end: number): number {
  let last = end;
  while (last > start && (map.view.words(last).trim() === "" || isRule(map.view.words(last)))) last--;
  return last;
}

/** The line and what is indented under it, or continues it, without a blank line between. */
export function deeperEnd(map: LogMap, start: number, limit: number): number {
  const { view } = map;
  const base = indentOf(view.words(start));
  const trace = isTraceback(view.words(start));
  let end = start;
  for (let line = start + 1; line <= limit; line++) {
    const text = view.words(line);
    if (text.trim() === "" || map.isWall(line)) break;
    if (indentOf(text) <= base && !isContinuation(text)) return trace && end > start ? line : end;
    end = line;
  }
  return end;
}

/**
 * The line's whole report: across blank lines as long as what follows is deeper or continues it; with
 * `loose`, until the next report of the kind, a wall, a rule or a line that reports success.
 */
export function blockEnd(map: LogMap, start: number, limit: number, loose: boolean): number {
  const { view } = map;
  const base = indentOf(view.words(start));
  const own = map.at.get(start);
  let end = start;
  let blank = 0;
  let trace = isTraceback(view.words(start));
  for (let line = start + 1; line <= limit; line++) {
    const text = view.words(line);
    if (map.isWall(line) && !trace) break;
    if (text.trim() === "") {
      blank++;
      if (blank > 3) break;
      continue;
    }
    const next = map.at.get(line);
    if (
      next &&
      own &&
      next.grammar === own.grammar &&
      !isTraceback(text) &&
      !trace &&
      indentOf(text) <= base &&
      line > start + 1
    )
      break;
    if (
      next &&
      next.kind === "test" &&
      own?.kind === "test" &&
      next.grammar !== own.grammar &&
      blank > 0 &&
      indentOf(text) <= base
    )
      break;
    if (trace && end > start && indentOf(text) <= base) {
      // Python's own order: frames, then the exception at the margin; a chained traceback may follow.
      trace = false;
      blank = 0;
      end = line;
      continue;
    }
    if (isChain(text)) {
      trace = true;
      blank = 0;
      end = line;
      continue;
    }
    if (loose) {
      if (isRule(text) && line > start + 1) break;
      if (isProgress(text)) break;
    } else if (blank > 0 && indentOf(text) <= base && !isContinuation(text)) break;
    blank = 0;
    end = line;
  }
  return trimEnd(map, start, end);
}

/** Ends of runs of reports of the same kind that begin here: to the last of them, near or far. */
export function siblingsEnd(map: LogMap, hit: Hit, limit: number): number[] {
  const same = map.hits.filter(
    (other) => other.line > hit.line && other.line <= limit && other.grammar === hit.grammar,
  );
  if (same.length === 0) return [];
  const found = new Set<number>();
  let near = hit.line;
  let nearEnd = blockEnd(map, hit.line, limit, false);
  for (const other of same) {
    if (other.line > nearEnd + 3 || stopAtWall(map, near, other.line) < other.line) break;
    near = other.line;
    nearEnd = blockEnd(map, other.line, limit, false);
  }
  if (near !== hit.line) {
    found.add(near);
    found.add(nearEnd);
    found.add(deeperEnd(map, near, limit));
  }
  const last = same.at(-1)?.line ?? hit.line;
  if (last !== near && stopAtWall(map, hit.line, last) === last) {
    found.add(blockEnd(map, last, limit, false));
  }
  return [...found];
}
