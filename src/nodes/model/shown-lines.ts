import type { Evidence, Excerpt } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import { quotedLines } from "../evidence/quotes.ts";
import type { ShownLines } from "./prompt.ts";

/** Characters of evidence in one question: about 6,000 tokens. */
const MAX_CHARACTERS = 24_000;
/** Lines shown before and after each excerpt. */
const PADDING = 3;
const MAX_EXCERPT_LINES = 40;
const MAX_DIFF_LINES = 160;

/** The lines that a model is shown: the excerpts of every log, best first, then fetched diffs; bounded. */
export async function linesToShow(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  logs: readonly ReadLog[],
  evidence: readonly Evidence[],
): Promise<ShownLines[]> {
  const shown: ShownLines[] = [];
  let room = MAX_CHARACTERS;
  const show = async (id: string, start: number, end: number) => {
    if (room <= 0) return;
    const lines: string[] = [];
    for (const line of await quotedLines(store, incident, id, start, end)) {
      room -= line.length + 12;
      if (room <= 0) break;
      lines.push(line);
    }
    if (lines.length > 0) shown.push({ evidence: id, start, lines });
  };
  for (const log of logs) {
    for (const { start, end } of ranges(log.findings.excerpts, log.evidence.lines)) {
      await show(log.evidence.id, start, end);
    }
  }
  for (const entry of evidence) {
    if (entry.kind === "diff" || entry.kind === "annotations") await show(entry.id, 1, MAX_DIFF_LINES);
  }
  return shown;
}

/** Padded line ranges of the excerpts in order of worth, without showing a line twice. */
function ranges(excerpts: readonly Excerpt[], lines: number): { start: number; end: number }[] {
  const taken: { start: number; end: number }[] = [];
  for (const excerpt of excerpts) {
    const start = Math.max(1, excerpt.start - PADDING);
    const end = Math.min(lines, excerpt.end + PADDING, start + MAX_EXCERPT_LINES - 1);
    const overlapping = taken.find((range) => start <= range.end + 1 && end >= range.start - 1);
    if (overlapping === undefined) {
      if (end >= start) taken.push({ start, end });
      continue;
    }
    overlapping.start = Math.min(overlapping.start, start);
    overlapping.end = Math.max(overlapping.end, end);
  }
  return taken;
}
