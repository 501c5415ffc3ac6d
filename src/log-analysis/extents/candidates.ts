import type { Hit } from "../scan/hit-store.ts";
import { indentOf, isContinuation, isProgress, isRule, paragraphEnd } from "./line-shapes.ts";
import { type LogMap, type Region, STRONG } from "./log-map.ts";

/** How far from its first line a range reaches. */
export type Extent =
  | "line"
  | "deeper"
  | "paragraph"
  | "block"
  | "report"
  | "siblings"
  | "rest"
  | "tail"
  | "section";

/** A range of lines that may be the answer. */
export interface Candidate {
  readonly start: number;
  readonly end: number;
  /** The line that names the failure. */
  readonly focus: number;
  readonly extent: Extent;
  /** What its first line is; none for a tail. */
  readonly hit: Hit | undefined;
  /** True when the range begins before the recognised line. */
  readonly header: boolean;
  readonly region: Region | undefined;
}

const LONGEST = 600;
const LONGEST_REST = 150;
const MOST_STARTS = 160;

/** Every range that the ranker chooses among. */
export function candidatesOf(map: LogMap): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (candidate: Candidate): void => {
    if (candidate.end < candidate.start || candidate.start < 1) return;
    const key = `${candidate.start}-${candidate.end}`;
    if (!found.has(key)) found.set(key, candidate);
  };
  for (const hit of startsOf(map)) fromHit(map, hit, add);
  for (const region of map.regions) fromRegion(map, region, add);
  return [...found.values()];
}

export function regionOf(map: LogMap, line: number): Region | undefined {
  return map.regions.find((region) => line >= region.start && line <= region.end);
}

/** The recognised lines worth starting from: of each kind in a failed part the first and last, then elsewhere. */
function startsOf(map: LogMap): Hit[] {
  const inside = map.hits.filter((hit) => hit.kind !== "count" && regionOf(map, hit.line));
  const outside = map.hits.filter((hit) => STRONG.has(hit.kind) && !regionOf(map, hit.line));
  const strong = inside.filter((hit) => hit.kind !== "mention" && hit.kind !== "cascade");
  const weak = inside.filter((hit) => hit.kind === "mention");
  const cascades = inside.filter((hit) => hit.kind === "cascade");
  return [
    ...ends(strong, MOST_STARTS),
    ...ends(weak, MOST_STARTS / 2),
    ...ends(cascades, 12),
    ...ends(outside, MOST_STARTS / 4),
  ];
}

function ends(hits: readonly Hit[], most: number): readonly Hit[] {
  return hits.length <= most ? hits : [...hits.slice(0, most / 2), ...hits.slice(-most / 2)];
}

function fromHit(map: LogMap, hit: Hit, add: (candidate: Candidate) => void): void {
  const { view } = map;
  const region = regionOf(map, hit.line);
  const limit = Math.min(region?.end ?? view.lines, view.lines, hit.line + LONGEST);
  const heads = [hit.line, ...headers(map, hit.line)];
  const reach: [Extent, number][] = [
    ["line", hit.line],
    ["deeper", deeperEnd(map, hit.line, limit)],
    ["paragraph", stopAtWall(map, hit.line, paragraphEnd(view, hit.line, limit))],
    ["block", blockEnd(map, hit.line, limit, false)],
    ["report", blockEnd(map, hit.line, limit, true)],
  ];
  const siblings = siblingsEnd(map, hit, limit);
  reach.push(...siblings.map((end): [Extent, number] => ["siblings", end]));
  reach.push([
    "rest",
    trimEnd(map, hit.line, stopAtWall(map, hit.line, Math.min(limit, hit.line + LONGEST_REST))),
  ]);
  for (const start of heads)
    for (const [extent, end] of reach)
      add({ start, end, focus: hit.line, extent, hit, header: start !== hit.line, region });
}

/** Lines before a recognised one that may belong to it: the paragraph's first line, the line before. */
function headers(map: LogMap, line: number): number[] {
  const { view } = map;
  let first = line;
  while (
    first > 1 &&
    line - first < 12 &&
    view.words(first - 1).trim() !== "" &&
    !map.isWall(first - 1) &&
    !isRule(view.words(first - 1)) &&
    !isProgress(view.words(first - 1))
  )
    first--;
  const found: number[] = [];
  if (first < line) found.push(line - 1);
  if (first < line - 1) found.push(first);
  // A verdict that follows what the test wrote: back to the verdict before it.
  const own = map.at.get(line)?.kind;
  if (own === "test" || own === "mark") {
    let above = line;
    while (
      above > 1 &&
      line - above < 200 &&
      !map.isWall(above - 1) &&
      !isProgress(view.words(above - 1)) &&
      !isVerdict(map, above - 1)
    )
      above--;
    while (above < line && (view.words(above).trim() === "" || isRule(view.words(above)))) above++;
    if (above < first && line - above < 200) found.push(above);
  }
  // A title above a blank line: `Failures:` before the first failure.
  const above = view.words(line - 2);
  if (
    first === line &&
    line > 2 &&
    view.words(line - 1).trim() === "" &&
    above.trim() !== "" &&
    !map.isWall(line - 2) &&
    !isProgress(above)
  )
    found.push(line - 2);
  return found;
}

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

function isVerdict(map: LogMap, line: number): boolean {
  const kind = map.at.get(line)?.kind;
  return kind === "test" || kind === "mark" || kind === "list";
}

function stopAtWall(map: LogMap, start: number, end: number): number {
  for (let line = start + 1; line <= end; line++) if (map.isWall(line)) return line - 1;
  return end;
}

function trimEnd(map: LogMap, start: number, end: number): number {
  let last = end;
  while (last > start && (map.view.words(last).trim() === "" || isRule(map.view.words(last)))) last--;
  return last;
}

/** The line and what is indented under it, or continues it, without a blank line between. */
function deeperEnd(map: LogMap, start: number, limit: number): number {
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
function blockEnd(map: LogMap, start: number, limit: number, loose: boolean): number {
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
function siblingsEnd(map: LogMap, hit: Hit, limit: number): number[] {
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

/** What to fall back on: the last lines that a failed part wrote, and all it wrote when that is little. */
function fromRegion(map: LogMap, region: Region, add: (candidate: Candidate) => void): void {
  const { view } = map;
  let end = Math.min(region.end, view.lines);
  // Consequences at the end ("make: *** Error 2") are not the answer.
  const before = end;
  while (end > region.start && before - end < 40 && (view.words(end).trim() === "" || map.isWall(end))) end--;
  const tail = (start: number, last: number): void =>
    add({ start, end: last, focus: last, extent: "tail", hit: map.at.get(start), header: false, region });
  for (const last of new Set([end, trimEnd(map, region.start, before)])) {
    let paragraph = last;
    for (let count = 0; count < 3 && paragraph > region.start; count++) {
      while (
        paragraph > region.start &&
        view.words(paragraph - 1).trim() !== "" &&
        !map.isWall(paragraph - 1)
      )
        paragraph--;
      tail(paragraph, last);
      let above = paragraph - 1;
      while (above > region.start && view.words(above).trim() === "" && !map.isWall(above)) above--;
      if (above <= region.start || map.isWall(above)) break;
      paragraph = above;
    }
    for (const count of [1, 2, 3, 5, 8, 15, 25, 40])
      if (last - count + 1 >= region.start) tail(last - count + 1, last);
  }
  if (end - region.start < 80)
    add({
      start: region.start,
      end,
      focus: end,
      extent: "section",
      hit: map.at.get(region.start),
      header: false,
      region,
    });
}
