import type { Baseline } from "./baseline.ts";
import { isProgress, isRule } from "./extents/line-shapes.ts";
import type { LogMap } from "./extents/log-map.ts";
import { STRONG } from "./extents/log-map.ts";

/** A stretch of lines that the passing log of the same job does not have. */
export interface NewBlock {
  start: number;
  end: number;
  /** The line that names the failure. */
  focus: number;
}

/** Lines without news between two new ones that are read as one block. */
const GAP = 2;
const MOST_LINES = 400_000;
const MOST_BLOCKS = 60;

const NOISE =
  /^\s{0,12}(?:\[INFO\] )?(?:Download(?:ing|ed)|Fetch(?:ing|ed)|Get:\d|Hit:\d|Receiving objects|Resolving deltas|Progress|Unpacking|Selecting|Setting up|Preparing to unpack|remote: |travis_(?:time|fold)|Total time|Finished at|Final Memory|\d{1,3}%|\[?#{2,}|Cloning into |Using |Extracting |The command ".{0,600}" exited|Done\. Your build|##\[error\]Process completed)/i;

/**
 * What is new against a passing log: from the first new stretch that tells of a failure to the end, without
 * downloads and progress. Two readers of the same pairs of logs marked it so.
 */
export function newBlocks(map: LogMap, baseline: Baseline): NewBlock[] {
  const { view } = map;
  const first = Math.max(1, view.lines - MOST_LINES);
  const blocks: NewBlock[] = [];
  let open: NewBlock | undefined;
  for (let line = first; line <= view.lines; line++) {
    const text = view.text(line);
    if (
      text.trim() === "" ||
      isRule(text) ||
      NOISE.test(text) ||
      isProgress(text) ||
      isConsequence(map, line) ||
      baseline.has(text)
    )
      continue;
    if (open && line - open.end <= GAP + 1) open.end = line;
    else {
      open = { start: line, end: line, focus: line };
      blocks.push(open);
    }
  }
  const telling = blocks.findIndex((block) => tells(map, block));
  if (telling < 0) return [];
  return blocks
    .slice(telling)
    .filter((block) => block.end > block.start || tells(map, block) || map.at.has(block.start))
    .slice(0, MOST_BLOCKS);
}

/** True when a line of the block names a failure; the block then points at it. */
function tells(map: LogMap, block: NewBlock): boolean {
  const hit = map.hits.find(
    ({ line, kind }) =>
      line >= block.start && line <= block.end && (STRONG.has(kind) || kind === "list" || kind === "mark"),
  );
  if (hit) block.focus = hit.line;
  return hit !== undefined;
}

/** A line that only says that something before it failed. */
function isConsequence(map: LogMap, line: number): boolean {
  return map.at.get(line)?.kind === "cascade";
}
