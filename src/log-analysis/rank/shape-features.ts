import type { Candidate } from "../extents/candidates.ts";
import type { LineFacts } from "../extents/line-facts.ts";
import { type LogMap, STRONG } from "../extents/log-map.ts";
import type { Features } from "./feature.ts";

/** Of a long candidate so many lines are looked at. */
const SEEN = 120;

/** What a candidate's lines are, and whether it begins and ends where a report would. */
export function createShapeFeatures(
  map: LogMap,
  facts: (line: number) => LineFacts,
): (candidate: Candidate, f: Features) => void {
  return (candidate, f) => {
    borders(map, facts, candidate, f);
    const { start, end, focus } = candidate;
    f["focus deep"] = focus - start > 3 ? 1 : 0;
    const seen = Math.min(end - start + 1, SEEN);
    counts(map, facts, start, seen, f);
    kinds(facts, start, seen, f);
  };
}

/** Some of this a role tells too; without it, the left-out F1 was .006 to .01 lower. */
function borders(
  map: LogMap,
  facts: (line: number) => LineFacts,
  { start, end }: Candidate,
  f: Features,
): void {
  const above = facts(start - 1);
  const first = facts(start);
  const last = facts(end);
  const next = facts(end + 1);
  f[`starts with: ${first.role}`] = 1;
  f[`after: ${above.role}`] = 1;
  f[`ends with: ${last.role}`] = 1;
  f[`then: ${next.role}`] = 1;
  f["ends at blank"] = next.blank ? 1 : 0;
  f["ends at wall"] = map.isWall(end + 1) ? 1 : 0;
  f["starts after blank"] = above.blank ? 1 : 0;
  if (!next.blank && next.indent > first.indent) f["cut before deeper"] = 1;
  if (!next.blank && next.continued) f["cut before continuation"] = 1;
  if (first.indent > 0) f["starts indented"] = 1;
  f["then progress"] = next.progress ? 1 : 0;
  f["after progress"] = above.progress ? 1 : 0;
  const following = map.at.get(end + 1)?.kind;
  if (following && STRONG.has(following)) f["then strong"] = 1;
  else if (following === "mention") f["then weak"] = 1;
  if (!above.blank && map.at.get(start - 1)?.kind === "list") f["under a list title"] = 1;
  if (last.skeleton !== "" && last.skeleton === next.skeleton) f["cut amid alike"] = 1;
  if (first.skeleton !== "" && first.skeleton === above.skeleton) f["starts amid alike"] = 1;
}

/** How many lines are recognised, report success, or are neither. */
function counts(
  map: LogMap,
  facts: (line: number) => LineFacts,
  start: number,
  seen: number,
  f: Features,
): void {
  let blanks = 0;
  let progress = 0;
  let known = 0;
  let walls = 0;
  let frames = 0;
  let weak = 0;
  let plain = 0;
  let plainLast = 0;
  const base = facts(start).indent;
  for (let line = start; line < start + seen; line++) {
    const fact = facts(line);
    if (fact.blank) blanks++;
    else if (fact.progress) progress++;
    else if (fact.continued) frames++;
    else if (fact.indent <= base && line > start && !map.at.has(line)) {
      plain++;
      plainLast++;
    }
    const kind = map.at.get(line)?.kind;
    if (kind === undefined || kind === "count") continue;
    plainLast = 0;
    if (kind === "cascade") walls++;
    else if (kind === "mention") weak++;
    else known++;
  }
  f["blank share"] = blanks / seen;
  f["progress share"] = progress / seen;
  f["known share"] = known / seen;
  f["weak share"] = weak / seen;
  f["frames share"] = frames / seen;
  f["plain share"] = plain / seen;
  f["weak count"] = Math.log2(1 + weak);
  f["known count"] = Math.log2(1 + known);
  f["plain count"] = Math.log2(1 + plain);
  f["plain last"] = Math.log2(1 + plainLast);
  f["progress count"] = Math.log2(1 + progress);
  f["has cascade"] = walls ? 1 : 0;
  f["has progress"] = progress ? 1 : 0;
  f["has known"] = known ? 1 : 0;
}

/** How many lines have which role, and how much they look like each other. */
function kinds(facts: (line: number) => LineFacts, start: number, seen: number, f: Features): void {
  const roles = new Map<string, number>();
  const skeletons = new Map<string, number>();
  let filled = 0;
  for (let line = start; line < start + seen; line++) {
    const { role, blank, skeleton } = facts(line);
    roles.set(role, (roles.get(role) ?? 0) + 1);
    if (blank) continue;
    filled++;
    skeletons.set(skeleton, (skeletons.get(skeleton) ?? 0) + 1);
  }
  for (const [role, count] of roles) f[`share: ${role}`] = count / seen;
  f["alike lines"] = filled > 3 ? Math.max(...skeletons.values()) / filled : 0;
  f["shapes"] = Math.log2(1 + skeletons.size);
}
