import type { DataGap, Evidence } from "../../domain/index.ts";
import { InquestError } from "../../domain/index.ts";
import { createLogAnalyzer, createRedactor } from "../../log-analysis/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import type { CollectedEvidence } from "../../tools/collector.ts";
import type { DecodeOutcome } from "./decode.ts";
import { decodeContent } from "./decode.ts";
import { isLog } from "./log-record.ts";
import { redactData, redactLine, storable } from "./redact-data.ts";

export interface Stored {
  evidence?: Evidence;
  gaps: DataGap[];
}

/** Marks an error as the redactor's, whatever it was: the evidence is then withheld. */
class RedactionFailure extends Error {
  constructor(cause: unknown) {
    super("the redactor failed", { cause });
    this.name = "RedactionFailure";
  }
}

/**
 * Stores one piece of evidence without its secrets: text, title and structured data. Logs are analysed in the
 * same pass, on the redacted text, and the findings stored as the evidence's data. When the redactor fails
 * nothing of the evidence is kept.
 *
 * @throws only what the store throws
 */
export async function storeRedacted(
  store: Pick<EvidenceStore, "put">,
  incident: string,
  collector: string,
  collected: CollectedEvidence,
  options: { round: number; signal: AbortSignal },
): Promise<Stored> {
  const outcome: DecodeOutcome = {};
  try {
    const title = redacting(() => redactLine(collected.title, incident).slice(0, 300));
    const url = collected.url === undefined ? undefined : innocent(collected.url, incident);
    const source = redacting(() => redactData(collected.data, incident));
    const redactor = redacting(() => createRedactor({ salt: incident }));
    const analyzer = isLog(collected.kind) ? createFindings() : undefined;
    const text = redactedText(collected, redactor, analyzer, options.signal, outcome);
    const evidence = await store.put(incident, text, () => {
      const findings = analyzer?.finish();
      const data = analyzer === undefined ? source : findings && { findings, source };
      return {
        kind: collected.kind,
        title,
        collector,
        ...(url === undefined ? {} : { url }),
        round: options.round,
        truncated: collected.truncated === true || outcome.error !== undefined,
        redactions: redactor.counts(),
        ...(data === undefined ? {} : { data }),
      };
    });
    const gaps: DataGap[] = [];
    if (outcome.error !== undefined) gaps.push(brokenOff(title, options.signal, outcome.error));
    if (analyzer?.failed() === true) gaps.push(notAnalysed(title));
    return { evidence, gaps };
  } catch (error) {
    if (!(error instanceof RedactionFailure)) throw error;
    return { gaps: [withheld(collected)] };
  }
}

async function* redactedText(
  collected: CollectedEvidence,
  redactor: ReturnType<typeof createRedactor>,
  analyzer: ReturnType<typeof createFindings> | undefined,
  signal: AbortSignal,
  outcome: DecodeOutcome,
): AsyncGenerator<string> {
  for await (const piece of decodeContent(collected.content, signal, outcome)) {
    const text = redacting(() => redactor.push(storable(piece)));
    analyzer?.push(text);
    if (text !== "") yield text;
  }
  const rest = redacting(() => redactor.finish());
  analyzer?.push(rest);
  if (rest !== "") yield rest;
}

/** Log analysis beside the storing: when it fails, the log is stored all the same. */
function createFindings() {
  const encoder = new TextEncoder();
  const analyzer = createLogAnalyzer();
  let broken = false;
  const guarded = <Value>(work: () => Value): Value | undefined => {
    if (broken) return undefined;
    try {
      return work();
    } catch {
      broken = true;
      return undefined;
    }
  };
  return {
    push: (text: string) => guarded(() => analyzer.push(encoder.encode(text))),
    finish: () => guarded(() => analyzer.finish()),
    failed: () => broken,
  };
}

function redacting<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new RedactionFailure(error);
  }
}

/** The address, unless it holds something that looks like a secret. */
function innocent(url: string, salt: string): string | undefined {
  return redacting(() => redactLine(url, salt)) === url ? url : undefined;
}

function brokenOff(title: string, signal: AbortSignal, error: unknown): DataGap {
  if (signal.aborted) {
    return {
      missing: `The end of “${title}”`,
      code: "timeout",
      remedy: "The source was too slow; open the original, or investigate again.",
    };
  }
  return {
    missing: `The end of “${title}”`,
    code: error instanceof InquestError ? error.code : "unreachable",
    remedy:
      error instanceof InquestError ? error.remedy : "The source broke off; open the original, or try again.",
  };
}

function notAnalysed(title: string): DataGap {
  return {
    missing: `The analysis of “${title}”`,
    code: "analysis_failed",
    remedy: "Read the log in the evidence; please report this log to the makers of Inquest.",
  };
}

/** Names the kind, not the title: the title was not redacted either. */
function withheld(collected: CollectedEvidence): DataGap {
  return {
    missing: `One piece of evidence (${collected.kind.replaceAll("_", " ")})`,
    code: "redaction_failed",
    remedy: "It was withheld because its secrets could not be removed; read it at its source.",
  };
}
