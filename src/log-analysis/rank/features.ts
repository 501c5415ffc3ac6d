import type { Candidate } from "../extents/candidates.ts";
import { createLineFacts } from "../extents/line-facts.ts";
import type { LogMap } from "../extents/log-map.ts";
import { type Features, group } from "./feature.ts";
import { createHitFeatures } from "./hit-features.ts";
import { createRegionFeatures } from "./region-features.ts";
import { createShapeFeatures } from "./shape-features.ts";

/** Gives each candidate of a log its features; what all candidates share is counted once. */
export function createFeaturizer(map: LogMap): (candidate: Candidate) => Features {
  const facts = createLineFacts(map);
  const parts = [createRegionFeatures(map), createHitFeatures(map, facts), createShapeFeatures(map, facts)];
  return (candidate) => {
    const { start, end, extent, hit, header } = candidate;
    const kind = hit?.kind ?? "none";
    const size = Math.log2(end - start + 1);
    const f: Features = {
      "bias:tail": extent === "tail" || extent === "section" ? 1 : 0,
      [`kind:${kind}`]: 1,
      [`extent:${extent}`]: 1,
      [`${group(kind)}×${extent}`]: 1,
      length: size,
      "length²": (size * size) / 10,
      [`length×${group(kind)}`]: size,
    };
    if (header) f[`header×${group(kind)}`] = 1;
    for (const part of parts) part(candidate, f);
    return f;
  };
}
