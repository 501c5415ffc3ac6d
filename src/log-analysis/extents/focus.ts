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
  // The runner's own verdict (a time-out, a cancellation) ends everything before it.
  const ended = inside.findLast((each) => each.kind === "infra" && each.text.startsWith("##[error]"));
  if (ended) return ended.line;
  if (extent === "tail" || extent === "section") {
    const strong = inside.filter((each) => STRONG.has(each.kind));
    const own = strong.findLast((each) => !isHeader(each)) ?? strong[0];
    if (own) return lastAlike(inside, own);
    return inside.findLast((each) => each.kind !== "count" && each.kind !== "cascade")?.line ?? focus;
  }
  if (!hit) return focus;
  if (hit.kind === "list" || hit.kind === "cascade")
    return inside.find((each) => each.line > hit.line && STRONG.has(each.kind))?.line ?? focus;
  // Words or a place tell less than what a tool says failed.
  if (!STRONG.has(hit.kind)) {
    const own = inside.find((each) => STRONG.has(each.kind));
    if (own) return own.line;
  }
  if (isHeader(hit)) return messageOfTraceback(map, inside, hit, end) ?? focus;
  return lastAlike(inside, hit);
}

function isHeader(hit: Hit): boolean {
  return /Traceback \(|stack traceback/.test(hit.text);
}

/** The line behind the frames, at the traceback's own margin; of a chain, of the last one: that ended the program. */
function messageOfTraceback(
  map: LogMap,
  inside: readonly Hit[],
  first: Hit,
  end: number,
): number | undefined {
  const margin = indentOf(map.view.words(first.line));
  const last = inside.findLast((each) => isHeader(each) && indentOf(map.view.words(each.line)) <= margin);
  const head = last && last.line > first.line ? last : first;
  const own = indentOf(map.view.words(head.line));
  for (let line = head.line + 1; line <= end; line++) {
    const text = map.view.words(line);
    if (text.trim() !== "" && indentOf(text) <= own) return /^\s*[\w.]+(?::|$)/.test(text) ? line : undefined;
  }
  return undefined;
}

/** An attempt that was repeated word for word counts where it failed for good. */
function lastAlike(inside: readonly Hit[], hit: Hit): number {
  const alike =
    hit.grammar.tool === "annotation"
      ? inside.filter((each) => each.grammar === hit.grammar)
      : inside.filter((each) => each.text === hit.text);
  return alike.at(-1)?.line ?? hit.line;
}

const CHAIN =
  /^\s{0,12}(?:During handling of the above exception|The above exception was the direct cause of)/;
const LONGEST_TRACE = 300;

/**
 * A Python traceback that another one follows ("During handling of the above exception…") is told to the end of the
 * chain: the last exception is the one that ended the program.
 */
export function withChain(map: LogMap, candidate: Candidate): Candidate {
  const { view } = map;
  if (!candidate.hit?.text.includes("Traceback (most recent call last)")) return candidate;
  const margin = indentOf(view.words(candidate.start));
  let end = candidate.end;
  for (let link = 0; link < 8; link++) {
    let line = end + 1;
    while (line <= end + 3 && view.words(line).trim() === "") line++;
    if (!CHAIN.test(view.words(line))) break;
    const last = Math.min(view.lines, line + LONGEST_TRACE);
    line++;
    while (line <= last && !view.words(line).includes("Traceback (most")) line++;
    line++;
    while (line <= last && (view.words(line).trim() === "" || indentOf(view.words(line)) > margin)) line++;
    if (line > last) break;
    end = line;
  }
  return end === candidate.end ? candidate : { ...candidate, end };
}
