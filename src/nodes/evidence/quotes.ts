import type { Citation } from "../../domain/index.ts";
import { cleanLine } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";

/** Lines that one citation may span. */
export const MAX_QUOTE_LINES = 20;
/** Characters of a quoted line; the rest of a longer line is left out, in the quote and when it is checked. */
const MAX_LINE_CHARACTERS = 500;

/** A stored line the way quotes hold it: cleaned of terminal codes and timestamps, without its trailing space. */
export function quotable(raw: string): string {
  const cleaned = cleanLine(raw).trimEnd();
  return cleaned.length > MAX_LINE_CHARACTERS ? cleaned.slice(0, MAX_LINE_CHARACTERS) : cleaned;
}

/** Stored lines `start` to `end` as they are quoted. */
export async function quotedLines(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  evidence: string,
  start: number,
  end: number,
): Promise<string[]> {
  return (await store.lines(incident, evidence, start, end)).map(quotable);
}

/**
 * A citation of stored lines, at most `MAX_QUOTE_LINES` of them with the focus among them; undefined when
 * there is nothing but blank lines.
 */
export async function cite(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  evidence: string,
  range: { start: number; end: number; focus: number },
): Promise<Citation | undefined> {
  let { start, end } = range;
  if (end - start + 1 > MAX_QUOTE_LINES) {
    start = Math.max(start, Math.min(range.focus - 2, end - MAX_QUOTE_LINES + 1));
    end = start + MAX_QUOTE_LINES - 1;
  }
  const lines = await quotedLines(store, incident, evidence, start, end);
  const first = lines.findIndex((line) => line !== "");
  if (first === -1) return undefined;
  const last = lines.findLastIndex((line) => line !== "");
  return {
    evidence,
    start: start + first,
    end: start + last,
    quote: lines.slice(first, last + 1).join("\n"),
  };
}
