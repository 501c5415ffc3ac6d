import type { Citation, Evidence } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { quotable, quotedLines } from "../evidence/quotes.ts";

/** A quote longer than this proves nothing more and is not checked. */
const MAX_LINES = 40;
/** How far from the cited lines a quote may stand and still be meant. */
const NEARBY = 100;
/** Shorter parts of a line stand in too many lines to be proof. */
const MIN_PART = 12;

/**
 * The citation as it really stands in the stored evidence, or undefined when it does not. Lines are compared
 * exactly after the same cleaning as when they were quoted; indentation at a line's ends may be missing, and a
 * quote of one line may be a part of it. A quote that stands a few lines off is moved. The quote returned is
 * always the stored lines themselves.
 */
export async function checkCitation(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  evidence: readonly Evidence[],
  citation: Citation,
): Promise<Citation | undefined> {
  const source = evidence.find((entry) => entry.id === citation.evidence);
  const quote = quoteLines(citation.quote);
  const start = Math.round(citation.start);
  if (source === undefined || quote.length === 0 || quote.length > MAX_LINES) return undefined;
  if (!Number.isSafeInteger(start) || start < 1 || start > source.lines + NEARBY) return undefined;

  const there = await quotedLines(store, incident, source.id, start, start + quote.length - 1);
  if (standsAt(there, 0, quote)) return rewritten(source.id, start, there);

  const from = Math.max(1, start - NEARBY);
  const nearby = await quotedLines(store, incident, source.id, from, start + quote.length - 1 + NEARBY);
  let best: number | undefined;
  for (let offset = 0; offset + quote.length <= nearby.length; offset++) {
    if (!standsAt(nearby, offset, quote)) continue;
    if (best === undefined || Math.abs(from + offset - start) < Math.abs(from + best - start)) best = offset;
  }
  if (best === undefined) return undefined;
  return rewritten(source.id, from + best, nearby.slice(best, best + quote.length));
}

/** The quote's lines without blank ones around them, and without line numbers copied from the question. */
function quoteLines(quote: string): string[] {
  const lines = quote.split("\n").map((line) => quotable(line.replace(/^E\d+ \d+ \| /, "")));
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first === -1) return [];
  return lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

function standsAt(lines: readonly string[], offset: number, quote: readonly string[]): boolean {
  return quote.every((wanted, index) => {
    const line = lines[offset + index];
    if (line === undefined) return false;
    const text = wanted.trim();
    if (line.trim() === text) return true;
    return quote.length === 1 && text.length >= MIN_PART && line.includes(text);
  });
}

function rewritten(evidence: string, start: number, lines: readonly string[]): Citation {
  return { evidence, start, end: start + lines.length - 1, quote: lines.join("\n") };
}
