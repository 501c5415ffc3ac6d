import type { Candidate } from "../extents/candidates.ts";
import { indentOf, isContinuation, isProgress } from "../extents/line-shapes.ts";
import { type LogMap, STRONG } from "../extents/log-map.ts";
import type { Hit } from "../scan/hit-store.ts";

/** What the ranker sees of a candidate: names and values. Absent names are 0. */
export type Features = Record<string, number>;

/** Counts over the log that all candidates share. */
export function createFeaturizer(map: LogMap) {
  const { view, hits } = map;
  const strong = hits.filter((hit) => STRONG.has(hit.kind));
  const mentions = hits.filter((hit) => hit.kind === "mention");
  const masked = new Map<string, number>();
  for (const hit of hits) masked.set(hit.text, (masked.get(hit.text) ?? 0) + 1);
  const byGrammar = new Map<string, Hit[]>();
  for (const hit of hits) {
    const key = `${hit.grammar.tool}/${hit.kind}`;
    const list = byGrammar.get(key);
    if (list) list.push(hit);
    else byGrammar.set(key, [hit]);
  }
  const countIn = (list: readonly Hit[], start: number, end: number): number =>
    below(list, end + 1) - below(list, start);

  return (candidate: Candidate): Features => {
    const { start, end, extent, hit, region, header, focus } = candidate;
    const length = end - start + 1;
    const f: Features = {};
    const kind = hit?.kind ?? "none";
    const tail = extent === "tail" || extent === "section";
    f["bias:tail"] = tail ? 1 : 0;
    f[`kind:${kind}`] = 1;
    f[`extent:${extent}`] = 1;
    f[`${group(kind)}×${extent}`] = 1;
    if (header) f[`header×${group(kind)}`] = 1;
    const size = Math.log2(length);
    f["length"] = size;
    f["length²"] = (size * size) / 10;
    f[`length×${group(kind)}`] = size;
    // where
    if (region) {
      const place = map.regions.indexOf(region);
      f["region:first"] = place === 0 ? 1 : 0;
      f["region:last"] = place === map.regions.length - 1 ? 1 : 0;
      f["region:failed"] = region.failed ? 1 : 0;
      const strongBefore = Math.max(0, countIn(strong, region.start, start - 1));
      const strongAfter = Math.max(0, countIn(strong, end + 1, region.end));
      f["strong before"] = Math.log2(1 + strongBefore);
      f["strong after"] = Math.log2(1 + strongAfter);
      f["no strong before"] = strongBefore === 0 ? 1 : 0;
      f["no strong after"] = strongAfter === 0 ? 1 : 0;
      f["to end of region"] = Math.log2(1 + Math.max(0, region.end - end));
      f["from start of region"] = Math.log2(1 + Math.max(0, start - region.start));
      if (!strongBefore && !strongAfter && !STRONG.has(hit?.kind ?? "count")) f["weak alone"] = 1;
    } else f["region:none"] = 1;
    if (hit) {
      const same = byGrammar.get(`${hit.grammar.tool}/${hit.kind}`) ?? [];
      const within = region ? countIn(same, region.start, region.end) : same.length;
      const before = region ? countIn(same, region.start, start - 1) : below(same, start);
      const after = region ? countIn(same, end + 1, region.end) : same.length - below(same, end + 1);
      f["same kind"] = Math.log2(within + 1);
      f["first of its kind"] = before === 0 ? 1 : 0;
      f["last of its kind"] = after === 0 ? 1 : 0;
      f["all of its kind"] = before === 0 && after === 0 && within > 1 ? 1 : 0;
      f[`first×${group(kind)}`] = before === 0 ? 1 : 0;
      if (/\bwarn(?:ing)?\b/i.test(hit.text)) f["warning"] = 1;
      if (/^\s{0,12}\d{0,4}[):.]?\s?\[?(?:error|fatal|fail|panic|exception)/i.test(hit.text))
        f["begins with error"] = 1;
      f["indent"] = Math.min(4, indentOf(hit.text) / 2);
      for (const [name, pattern] of CUES) if (pattern.test(hit.text)) f[`says ${name}`] = 1;
      const after1 = view.words(hit.line + 1);
      if (after1.trim() === "") f["then blank"] = 1;
      else if (indentOf(after1) > indentOf(hit.text)) f["then deeper"] = 1;
      else if (isContinuation(after1)) f["then continued"] = 1;
      const words = masked.get(hit.text);
      if (words !== undefined && words > 1) f["said again"] = Math.log2(words);
      f["line length"] = Math.min(4, hit.text.length / 60);
      let good = 0;
      for (let line = hit.line - 4; line <= hit.line + 4; line++) if (isProgress(view.words(line))) good++;
      f["amid progress"] = good / 4;
      f[`amid progress×${group(kind)}`] = good / 4;
      f["strong near"] = Math.log2(1 + countIn(strong, hit.line - 10, hit.line + 10));
      if (region) f["late"] = (hit.line - region.start) / Math.max(1, region.end - region.start);
    }
    if (region) {
      const all = countIn(strong, region.start, region.end);
      f["covers strong"] = all ? countIn(strong, start, end) / all : 0;
      f["regions"] = Math.log2(map.regions.length);
      f["region size"] = Math.log2(1 + region.end - region.start);
      if (all === 0) f[`only weak×${extent}`] = 1;
      const weak = countIn(mentions, region.start, region.end);
      f["covers weak"] = weak ? countIn(mentions, start, end) / weak : 0;
    }
    // shape
    const next = view.words(end + 1).trim();
    const previous = view.words(start - 1).trim();
    f["ends at blank"] = next === "" ? 1 : 0;
    f["ends at wall"] = map.isWall(end + 1) ? 1 : 0;
    f["starts after blank"] = previous === "" ? 1 : 0;
    if (indentOf(view.words(end + 1)) > indentOf(view.words(start)) && next !== "")
      f["cut before deeper"] = 1;
    if (isContinuation(view.words(end + 1)) && next !== "") f["cut before continuation"] = 1;
    if (indentOf(view.words(start)) > 0) f["starts indented"] = 1;
    let blanks = 0;
    let progress = 0;
    let known = 0;
    let walls = 0;
    let frames = 0;
    let weakLines = 0;
    let plain = 0;
    let plainLast = 0;
    const base = indentOf(view.words(start));
    const seen = Math.min(length, 120);
    for (let line = start; line < start + seen; line++) {
      const text = view.words(line);
      if (text.trim() === "") blanks++;
      else if (isProgress(text)) progress++;
      else if (isContinuation(text)) frames++;
      else if (indentOf(text) <= base && line > start && !map.at.has(line)) {
        plain++;
        plainLast++;
      }
      const found = map.at.get(line);
      if (found && found.kind !== "count") plainLast = 0;
      if (found) {
        if (found.kind === "cascade") walls++;
        else if (found.kind === "mention") weakLines++;
        else if (found.kind !== "count") known++;
      }
    }
    f["blank share"] = blanks / seen;
    f["progress share"] = progress / seen;
    f["known share"] = known / seen;
    f["weak share"] = weakLines / seen;
    f["weak count"] = Math.log2(1 + weakLines);
    f["frames share"] = frames / seen;
    f["has cascade"] = walls ? 1 : 0;
    f["plain count"] = Math.log2(1 + plain);
    f["plain last"] = Math.log2(1 + plainLast);
    f["plain share"] = plain / seen;
    f["has progress"] = progress ? 1 : 0;
    f["progress count"] = Math.log2(1 + progress);
    f["then progress"] = isProgress(view.words(end + 1)) ? 1 : 0;
    f["after progress"] = isProgress(view.words(start - 1)) ? 1 : 0;
    const following = map.at.get(end + 1)?.kind;
    if (following && STRONG.has(following)) f["then strong"] = 1;
    else if (following === "mention") f["then weak"] = 1;
    f["has known"] = known ? 1 : 0;
    f["known count"] = Math.log2(1 + known);
    if (previous !== "" && map.at.get(start - 1)?.kind === "list") f["under a list title"] = 1;
    f["focus deep"] = focus - start > 3 ? 1 : 0;
    return f;
  };
}

/** What a line says, by its words. */
const CUES: readonly (readonly [string, RegExp])[] = [
  ["error", /\berror\b/i],
  ["fail", /\bfail/i],
  ["exception", /exception\b/i],
  ["cannot", /\b(?:cannot|can't|could not|couldn't|unable)\b/i],
  ["missing", /\b(?:not found|missing|no such|not exist|not defined|undefined|unknown|not installed)\b/i],
  ["expected", /\bexpected\b/i],
  ["deprecated", /\b(?:deprecat|ignor|skip|optional|retry|retrying)/i],
  ["place", /[\w/]\.\w{1,8}[:(]\d+/],
  ["colon last", /:$/],
  ["test", /\btests?\b/i],
  ["count", /\b\d+ (?:errors?|fail\w*|problems?|tests?)\b/i],
  ["url", /https?:\/\//],
  ["shout", /\b(?:ERROR|FATAL|FAIL(?:ED|URE)?|CRITICAL)\b/],
  ["color?", /^[A-Z]/],
];

function group(kind: string): string {
  if (kind === "shell" || kind === "infra") return "error";
  if (kind === "none" || kind === "cascade") return "none";
  return kind;
}

/** How many hits stand before a line; hits are in order. */
function below(hits: readonly Hit[], line: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hits[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
