import type { Kind } from "../grammars/grammar.ts";
import type { Hit } from "../scan/hit-store.ts";
import type { LogView } from "../scan/log-view.ts";
import type { Section } from "../sections/sections.ts";

/** A part of the log in which to look for the cause. */
export interface Region {
  start: number;
  end: number;
  name: string;
  /** True when the log says that this part failed. */
  failed: boolean;
}

/** Everything that choosing lines needs to know of one log. */
export interface LogMap {
  readonly view: LogView;
  readonly hits: readonly Hit[];
  readonly at: ReadonlyMap<number, Hit>;
  /** Where the failure must have been written, the first one first; the whole log when nothing says so. */
  readonly regions: readonly Region[];
  /** True on lines that no excerpt may cross. */
  isWall(line: number): boolean;
}

/** Kinds that say by themselves what failed. */
export const STRONG: ReadonlySet<Kind> = new Set<Kind>([
  "test",
  "diagnostic",
  "exception",
  "error",
  "shell",
  "infra",
]);

const WALL =
  /^(?:travis_(?:time|fold):|##\[(?:group|endgroup|section)\]|section_(?:start|end):|The command "|Done\. Your build|\[Pipeline\] )/;

export function createLogMap(view: LogView, hits: readonly Hit[], sections: readonly Section[]): LogMap {
  const at = new Map<number, Hit>();
  for (const hit of hits) at.set(hit.line, hit);
  const walls = new Map<number, boolean>();
  const isWall = (line: number): boolean => {
    let wall = walls.get(line);
    if (wall === undefined) {
      wall = at.get(line)?.kind === "cascade" || WALL.test(view.text(line));
      walls.set(line, wall);
    }
    return wall;
  };
  return { view, hits, at, regions: regionsOf(view, sections), isWall };
}

function regionsOf(view: LogView, sections: readonly Section[]): Region[] {
  const failed = sections.filter((section) => section.failed && section.end >= section.start);
  const regions: Region[] = failed.map(({ start, end, name }) => ({ start, end, name, failed: true }));
  if (regions.length === 0) {
    // Nothing says what failed: the command that was at work when the log ends, or any of them.
    const last = sections.findLast((section) => section.end > section.start && !section.bookkeeping);
    const cut = last && last.failed === undefined && last.end >= view.lines - 2;
    regions.push(
      cut && last.start > 1
        ? { start: last.start, end: last.end, name: last.name, failed: false }
        : { start: 1, end: view.lines, name: "", failed: false },
    );
  }
  // The marks of the CI system at an end are nobody's output.
  for (const region of regions)
    while (region.end > region.start && WALL.test(view.text(region.end))) region.end--;
  return regions.slice(0, 12);
}
