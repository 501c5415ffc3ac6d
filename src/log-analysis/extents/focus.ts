import type { Hit } from "../scan/hit-store.ts";
import type { Candidate } from "./candidates.ts";
import { indentOf } from "./line-shapes.ts";
import { type LogMap, STRONG } from "./log-map.ts";

/**
 * The line of a range that names the failure: the exception's message rather than the word Traceback, the first
 * failed test rather than the list's title, the last of equal attempts, the last telling line of a tail.
 */
export function focusOf(map: LogMap, { start, end, focus, hit, extent }: Candidate): number {
  const inside = map.hits.filter((each) => each.line >= start && each.line <= end);
  if (extent === "tail" || extent === "section") {
    const strong = inside.filter((each) => STRONG.has(each.kind));
    const own = strong.findLast((each) => !isHeader(each)) ?? strong[0];
    if (own) return lastAlike(inside, own);
    return inside.findLast((each) => each.kind !== "count" && each.kind !== "cascade")?.line ?? focus;
  }
  if (!hit) return focus;
  if (hit.kind === "list" || hit.kind === "cascade")
    return inside.find((each) => each.line > hit.line && STRONG.has(each.kind))?.line ?? focus;
  if (isHeader(hit)) return messageOfTraceback(map, inside, hit) ?? focus;
  return lastAlike(inside, hit);
}

function isHeader(hit: Hit): boolean {
  return /Traceback \(|stack traceback/.test(hit.text);
}

/** The exception line at the traceback's own margin; of a chain, the last one: that is what ended the program. */
function messageOfTraceback(map: LogMap, inside: readonly Hit[], head: Hit): number | undefined {
  const margin = indentOf(map.view.words(head.line));
  return inside.findLast(
    (each) =>
      each.line > head.line &&
      each.kind !== "count" &&
      !isHeader(each) &&
      indentOf(map.view.words(each.line)) <= margin &&
      /^\s*[\w.]+(?::|$)/.test(each.text),
  )?.line;
}

/** An attempt that was repeated word for word counts where it failed for good. */
function lastAlike(inside: readonly Hit[], hit: Hit): number {
  const alike =
    hit.grammar.tool === "annotation"
      ? inside.filter((each) => each.grammar === hit.grammar)
      : inside.filter((each) => each.text === hit.text);
  return alike.at(-1)?.line ?? hit.line;
}
