import type { Excerpt } from "../domain/index.ts";
import { maskLine } from "../log-analysis/index.ts";
import type { EvidenceStore } from "../store/ports.ts";
import type { ReadLog } from "./evidence/log-record.ts";
import { quotedLines } from "./evidence/quotes.ts";

/** Lines that describe a failure to memory; more would drown what matters in its embedding. */
const MAX_LINES = 24;

/**
 * The text that memory keeps and is asked with: the summary and the lines that say why, with numbers, ids,
 * paths and durations masked, so that the same failure of another day reads the same.
 */
export async function memoryText(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  summary: string,
  logs: readonly ReadLog[],
): Promise<string> {
  const masked = [maskLine(summary)];
  for (const log of logs) {
    for (const excerpt of log.findings.excerpts.filter(isCause)) {
      const room = MAX_LINES - masked.length;
      if (room <= 0) return masked.join("\n");
      const end = Math.min(excerpt.end, excerpt.start + room - 1);
      const lines = await quotedLines(store, incident, log.evidence.id, excerpt.start, end);
      masked.push(...lines.filter((line) => line.trim() !== "").map((line) => maskLine(line)));
    }
  }
  return masked.join("\n");
}

function isCause(excerpt: Excerpt): boolean {
  return excerpt.role === "cause";
}
