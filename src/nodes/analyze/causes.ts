import { tellsOfFailure } from "../../cluster-diagnosis/index.ts";
import type { Category, Cause, Citation, Excerpt } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import { cite } from "../evidence/quotes.ts";

const MAX_CAUSES = 5;
const MAX_CITATIONS = 4;
/** Share of lines from which on a quote says nothing new. */
const REPEATED = 0.6;

interface Told {
  key: string;
  statement: string;
  category: Category;
  excerpts: Excerpt[];
}

/**
 * Causes as log analysis states them: one for each way of failing, with the lines that say so. Logs with the
 * same signature (one failure in every job of a matrix), or that say the same sentence, make one cause.
 */
export async function causesFromLogs(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  logs: readonly ReadLog[],
): Promise<Cause[]> {
  const causes = new Map<string, Cause>();
  for (const log of logs) {
    for (const { key, statement, category, excerpts } of told(log)) {
      const best = excerpts[0];
      if (best === undefined) continue;
      const known = causes.get(key) ?? [...causes.values()].find((cause) => cause.statement === statement);
      if (known === undefined && causes.size >= MAX_CAUSES) continue;
      const citations: Citation[] = known?.citations ?? [];
      // A second log with the same failure adds one quote: the proof that it happened there too.
      for (const excerpt of known === undefined ? excerpts : [best]) {
        if (citations.length >= MAX_CITATIONS) break;
        const citation = await cite(store, incident, log.evidence.id, excerpt);
        if (citation !== undefined && (known !== undefined || !repeats(citation, citations))) {
          citations.push(citation);
        }
      }
      if (known !== undefined || citations.length === 0) continue;
      causes.set(key, {
        statement,
        category,
        verdict: "inconclusive",
        confidence: clamp(best.score),
        citations,
        origin: "rules",
      });
    }
  }
  return [...causes.values()];
}

/** The failures that one log tells of: the one it is named for, and those of its other parts that failed. */
function told({ findings }: ReadLog): Told[] {
  const causes = findings.excerpts.filter(({ role }) => role === "cause");
  const { signature, summary, category } = findings;
  return [
    {
      key: signature,
      statement: summary,
      category,
      excerpts: causes.filter((excerpt) => excerpt.summary === undefined),
    },
    ...causes.flatMap((excerpt): Told[] =>
      excerpt.summary === undefined
        ? []
        : [
            {
              key: `${signature} ${excerpt.summary}`,
              statement: excerpt.summary,
              category: excerpt.category ?? "unknown",
              excerpts: [excerpt],
            },
          ],
    ),
  ];
}

/** Whether most lines of a quote stand in another one: runners tell a failure where it happens and again at the end. */
function repeats(citation: Citation, others: readonly Citation[]): boolean {
  const lines = linesOf(citation);
  return others.some((other) => {
    const said = new Set(linesOf(other));
    return lines.filter((line) => said.has(line)).length > lines.length * REPEATED;
  });
}

function linesOf(citation: Citation): string[] {
  return citation.quote
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 2);
}

/**
 * Whether a cause beside a cluster that is well is none: it quotes what kubectl said to the one who asked, of the asking
 * and not of the workload, or a line that tells of no failure.
 */
export function saysNothing({ citations }: Pick<Cause, "citations">): boolean {
  return citations.every(
    ({ quote }) =>
      !tellsOfFailure(quote) ||
      /^(?:Command `kubectl |stdout:|stderr:|Error from server \((?:BadRequest|NotFound)\)|error: Metrics API)/.test(
        quote.trimStart(),
      ),
  );
}

/** The category of the whole failure: that of the most telling log that has one. */
export function mainCategory(logs: readonly ReadLog[]): Category {
  return logs.find((log) => log.findings.category !== "unknown")?.findings.category ?? "unknown";
}

function clamp(score: number): number {
  return Number.isFinite(score) ? Math.min(1, Math.max(0, score)) : 0;
}
