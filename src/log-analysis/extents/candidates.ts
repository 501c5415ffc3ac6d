import type { Hit } from "../scan/hit-store.ts";
import { headersOf } from "./headers.ts";
import { paragraphEnd } from "./line-shapes.ts";
import { type LogMap, type Region, STRONG } from "./log-map.ts";
import { blockEnd, deeperEnd, siblingsEnd, stopAtWall, trimEnd } from "./reach.ts";

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
  const heads = [hit.line, ...headersOf(map, hit.line)];
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
