import type { Candidate } from "../extents/candidates.ts";
import { type LogMap, STRONG } from "../extents/log-map.ts";
import { countIn, type Features } from "./feature.ts";

/** Where in the failed part of the log a candidate stands, and how much of what is known there it holds. */
export function createRegionFeatures(map: LogMap): (candidate: Candidate, f: Features) => void {
  const strong = map.hits.filter((hit) => STRONG.has(hit.kind));
  const mentions = map.hits.filter((hit) => hit.kind === "mention");
  return ({ start, end, extent, hit, region }, f) => {
    if (!region) {
      f["region:none"] = 1;
      return;
    }
    const place = map.regions.indexOf(region);
    f["region:first"] = place === 0 ? 1 : 0;
    f["region:last"] = place === map.regions.length - 1 ? 1 : 0;
    f["region:failed"] = region.failed ? 1 : 0;
    f["regions"] = Math.log2(map.regions.length);
    f["region size"] = Math.log2(1 + region.end - region.start);
    f["to end of region"] = Math.log2(1 + Math.max(0, region.end - end));
    f["from start of region"] = Math.log2(1 + Math.max(0, start - region.start));
    const before = countIn(strong, region.start, start - 1);
    const after = countIn(strong, end + 1, region.end);
    f["strong before"] = Math.log2(1 + before);
    f["strong after"] = Math.log2(1 + after);
    f["no strong before"] = before === 0 ? 1 : 0;
    f["no strong after"] = after === 0 ? 1 : 0;
    if (!before && !after && !STRONG.has(hit?.kind ?? "count")) f["weak alone"] = 1;
    const all = countIn(strong, region.start, region.end);
    f["covers strong"] = all ? countIn(strong, start, end) / all : 0;
    if (all === 0) f[`only weak×${extent}`] = 1;
    const weak = countIn(mentions, region.start, region.end);
    f["covers weak"] = weak ? countIn(mentions, start, end) / weak : 0;
  };
}
