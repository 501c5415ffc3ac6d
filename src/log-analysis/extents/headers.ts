import { isProgress, isRule } from "./line-shapes.ts";
import type { LogMap } from "./log-map.ts";

/** Lines before a recognised one that may belong to it: the paragraph's first line, the line before. */
export function headersOf(map: LogMap, line: number): number[] {
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

function isVerdict(map: LogMap, line: number): boolean {
  const kind = map.at.get(line)?.kind;
  return kind === "test" || kind === "mark" || kind === "list";
}
