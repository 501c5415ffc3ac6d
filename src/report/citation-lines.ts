import type { Citation, PostMortem } from "../domain/index.ts";
import { cut, safeLink, visible } from "./display-text.ts";

export interface NumberedLine {
  number: number;
  text: string;
}

/** Lines of a quote that a report shows before it says how many more there are. */
const LONGEST_QUOTE = 40;
const LONGEST_LINE = 600;

/**
 * The quote's lines with the numbers they have in the evidence. `left` counts the lines after `limit`.
 */
export function quotedLines(
  citation: Citation,
  limit = LONGEST_QUOTE,
): { lines: NumberedLine[]; left: number } {
  const all = citation.quote.split("\n");
  const lines = all
    .slice(0, limit)
    .map((text, index) => ({ number: citation.start + index, text: cut(visible(text), LONGEST_LINE) }));
  return { lines, left: Math.max(0, all.length - lines.length) };
}

/** `E3, lines 120–123`. */
export function citationName(citation: Citation): string {
  const range =
    citation.end > citation.start ? `lines ${citation.start}–${citation.end}` : `line ${citation.start}`;
  return `${citation.evidence}, ${range}`;
}

/** The page of this incident: the post-mortem's own address, or its path on any Inquest server. */
export function incidentLink(postMortem: Pick<PostMortem, "url" | "incident">): string {
  return (
    safeLink(postMortem.url)?.replace(/\/+$/, "") ?? `/incidents/${encodeURIComponent(postMortem.incident)}`
  );
}

/**
 * The evidence page at a line. The line stands in the query too, since a server that shows a long log in
 * windows never sees the part behind `#`.
 */
export function evidenceLink(
  postMortem: Pick<PostMortem, "url" | "incident">,
  evidence: string,
  line?: number,
): string {
  const page = `${incidentLink(postMortem)}/evidence/${encodeURIComponent(evidence)}`;
  return line === undefined ? page : `${page}?line=${line}#L${line}`;
}
