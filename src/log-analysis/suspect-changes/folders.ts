/** Where files lie relative to each other, though logs, tests and changes name them from different roots. */

const DEEPEST = 200;

/** True when one path ends with the other. */
export function samePlace(a: string, b: string): boolean {
  if (a === b) return true;
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.endsWith(shorter) && (shorter.startsWith("/") || longer.at(-shorter.length - 1) === "/");
}

/** Folders of a path, outermost first, without the file. */
export function foldersOf(path: string): string[] {
  return path
    .replace(/^\.?\//, "")
    .split("/")
    .slice(0, -1);
}

/** How many names two paths share, counted from their ends. */
export function sharedFromEnd(a: string, b: string): number {
  const left = a.split("/");
  const right = b.split("/");
  let same = 0;
  while (same < left.length && same < right.length && left.at(-1 - same) === right.at(-1 - same)) same += 1;
  return same;
}

/**
 * Steps up and down from one folder (or package) to another, wherever within `to` the path of `from` begins;
 * `undefined` when they share nothing.
 */
export function stepsBetween(from: readonly string[], to: readonly string[]): number | undefined {
  // No path of a real checkout is deeper.
  if (from.length > DEEPEST || to.length > DEEPEST) return undefined;
  let best: number | undefined;
  for (let at = 0; at < to.length; at += 1) {
    if (to[at] !== from[0]) continue;
    let same = 0;
    while (same < from.length && from[same] === to[at + same]) same += 1;
    const steps = from.length - same + (to.length - at - same);
    if (best === undefined || steps < best) best = steps;
  }
  return best;
}
