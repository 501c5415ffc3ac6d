import type { Citation, Evidence, Incident } from "../../domain/index.ts";
import { cut, visible } from "../../report/index.ts";
import type { Services } from "../../services/services.ts";

/** Lines on one page: enough to read around a place, few enough for a phone. */
const WINDOW = 1000;
/** Lines above the wanted one. */
const LEAD = 250;
const LONGEST_LINE = 2000;
/** Characters on one page; past it lines are cut short. */
const BUDGET = 1_500_000;

export interface EvidenceWindow {
  start: number;
  end: number;
  /** Shown text, and how many characters of the line are not shown. */
  lines: { number: number; text: string; hidden: number; cited: boolean }[];
}

/**
 * A window of the text around `line`, or from `from` on; without either, around the first citation. The
 * rest of the text is never read, so its size does not matter.
 */
export async function readWindow(
  services: Pick<Services, "evidenceLines">,
  incident: Incident,
  piece: Evidence,
  wish: { line?: number; from?: number },
): Promise<EvidenceWindow> {
  const citations = citationsOf(incident, piece.id);
  const line = wish.line ?? (wish.from === undefined ? citations[0]?.start : undefined);
  const wanted = wish.from ?? Math.max(1, (line ?? 1) - LEAD);
  const start = Math.max(1, Math.min(wanted, Math.max(1, piece.lines)));
  const texts = await services.evidenceLines(incident.id, piece.id, start, start + WINDOW - 1);
  let left = BUDGET;
  const lines = texts.slice(0, WINDOW).map((text, index) => {
    const number = start + index;
    const limit = left > 0 ? LONGEST_LINE : 100;
    const shown = cut(visible(text.slice(0, limit + 1)), limit);
    left -= shown.length;
    const cited = citations.some((citation) => citation.start <= number && number <= citation.end);
    return { number, text: shown, hidden: Math.max(0, text.length - limit), cited };
  });
  return { start, end: start + lines.length - 1, lines };
}

/** What the post-mortem quotes of this evidence, causes first. */
export function citationsOf(incident: Incident, evidence: string): Citation[] {
  const { postMortem } = incident;
  if (postMortem === undefined) return [];
  return [
    ...postMortem.diagnosis.causes.flatMap((cause) => cause.citations),
    ...postMortem.timeline.flatMap((entry) => (entry.citation === undefined ? [] : [entry.citation])),
  ].filter((citation) => citation.evidence === evidence);
}

export const WINDOW_LINES = WINDOW;
