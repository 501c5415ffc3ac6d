import type { Candidate } from "../extents/candidates.ts";
import type { LineFacts } from "../extents/line-facts.ts";
import { type LogMap, STRONG } from "../extents/log-map.ts";
import type { Hit } from "../scan/hit-store.ts";
import { countIn, type Features, group } from "./feature.ts";

/** What the recognised line of a candidate says, and whether others of its kind say it too. */
export function createHitFeatures(
  map: LogMap,
  facts: (line: number) => LineFacts,
): (candidate: Candidate, f: Features) => void {
  const { hits, view } = map;
  const strong = hits.filter((hit) => STRONG.has(hit.kind));
  const said = new Map<string, number>();
  const byGrammar = new Map<string, Hit[]>();
  for (const hit of hits) {
    said.set(hit.text, (said.get(hit.text) ?? 0) + 1);
    const key = keyOf(hit);
    const list = byGrammar.get(key);
    if (list) list.push(hit);
    else byGrammar.set(key, [hit]);
  }
  return ({ start, end, hit, region }, f) => {
    if (!hit) return;
    const same = byGrammar.get(keyOf(hit)) ?? [];
    const from = region?.start ?? 1;
    const to = region?.end ?? view.lines;
    const before = countIn(same, from, start - 1);
    const after = countIn(same, end + 1, to);
    const within = countIn(same, from, to);
    f["same kind"] = Math.log2(within + 1);
    f["first of its kind"] = before === 0 ? 1 : 0;
    f[`first×${group(hit.kind)}`] = before === 0 ? 1 : 0;
    f["last of its kind"] = after === 0 ? 1 : 0;
    f["all of its kind"] = before === 0 && after === 0 && within > 1 ? 1 : 0;
    if (/\bwarn(?:ing)?\b/i.test(hit.text)) f["warning"] = 1;
    if (/^\s{0,12}\d{0,4}[):.]?\s?\[?(?:error|fatal|fail|panic|exception)/i.test(hit.text))
      f["begins with error"] = 1;
    const own = facts(hit.line);
    const next = facts(hit.line + 1);
    f["indent"] = Math.min(4, own.indent / 2);
    if (next.blank) f["then blank"] = 1;
    else if (next.indent > own.indent) f["then deeper"] = 1;
    else if (next.continued) f["then continued"] = 1;
    const times = said.get(hit.text) ?? 1;
    if (times > 1) f["said again"] = Math.log2(times);
    f["line length"] = Math.min(4, hit.text.length / 60);
    let good = 0;
    for (let line = hit.line - 4; line <= hit.line + 4; line++) if (facts(line).progress) good++;
    f["amid progress"] = good / 4;
    f[`amid progress×${group(hit.kind)}`] = good / 4;
    f["strong near"] = Math.log2(1 + countIn(strong, hit.line - 10, hit.line + 10));
    if (region) f["late"] = (hit.line - region.start) / Math.max(1, region.end - region.start);
  };
}

function keyOf(hit: Hit): string {
  return `${hit.grammar.tool}/${hit.kind}`;
}
