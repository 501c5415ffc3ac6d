import type { DataGap, EvidenceRequest, FailureEvent } from "../../domain/index.ts";
import { InquestError } from "../../domain/index.ts";
import type { Collected, Collector } from "../../tools/collector.ts";
import { beforeAbort } from "../before-abort.ts";
import type { NodeDependencies } from "../dependencies.ts";
import { redactLine } from "./redact-data.ts";
import { storeRedacted } from "./store-redacted.ts";

export interface RequestOutcome {
  /** Ids of the evidence it brought. */
  evidence: string[];
  gaps: DataGap[];
}

/** How a reader would name each kind. */
export const KIND_NAMES: Record<EvidenceRequest["kind"], string> = {
  run: "The failed run",
  failed_log: "The log of the failed job",
  green_log: "The log of the last green run",
  annotations: "The annotations of the run",
  changes: "The changes since the last green run",
  diff: "The diff of a change",
  pull_request: "The pull request",
  files: "The files of the folder",
  test_report: "The test reports of the run",
  objects: "The workload's objects in the cluster",
  events: "The cluster's events about the workload",
  container_log: "The logs of the running containers",
  previous_log: "The logs of the containers that ended before",
  metrics: "The metrics around the failure",
};

/** What one collector answered to one request, not yet stored. */
export interface CollectorAnswer {
  collector: string;
  collected: Collected;
}

interface Asking {
  /** For one collector's answer, and again for storing what it brought. */
  milliseconds: number;
  signal: AbortSignal;
}

/**
 * Puts one request to every collector that answers it, each within the deadline. A collector that throws,
 * hangs or knows nothing is a data gap.
 *
 * @throws when the run was aborted
 */
export async function askCollectors(
  dependencies: Pick<NodeDependencies, "collectors" | "logger">,
  incident: string,
  event: Pick<FailureEvent, "subject" | "occurredAt">,
  request: EvidenceRequest,
  { milliseconds, signal }: Asking,
): Promise<CollectorAnswer[]> {
  const collectors = dependencies.collectors.filter((collector) => collector.answers(event.subject, request));
  if (collectors.length === 0) {
    return [{ collector: "none", collected: { evidence: [], gaps: [notConfigured(request)] } }];
  }
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
  const answers = await Promise.all(
    collectors.map(async (collector) => ({
      collector: collector.name,
      collected: await ask(dependencies, incident, collector, event, request, deadline),
    })),
  );
  signal.throwIfAborted();
  return answers;
}

/**
 * Stores what collectors answered, in their order, so that the same answers get the same ids.
 *
 * @throws when the run was aborted, or when the evidence store failed
 */
export async function storeAnswers(
  dependencies: Pick<NodeDependencies, "evidence">,
  incident: string,
  answers: readonly CollectorAnswer[],
  { round, signalNumber = 1, milliseconds, signal }: Asking & { round: number; signalNumber?: number },
): Promise<RequestOutcome> {
  const outcome: RequestOutcome = { evidence: [], gaps: [] };
  for (const { collector, collected } of answers) {
    outcome.gaps.push(...collected.gaps.map((gap) => clean(gap, incident)));
    for (const given of collected.evidence) {
      // Two failed runs have logs of the same name; without its signal's number one would replace the other.
      const piece =
        signalNumber === 1 ? given : { ...given, title: `${given.title} · signal ${signalNumber}` };
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
      const stored = await storeRedacted(dependencies.evidence, incident, collector, piece, {
        round,
        signal: deadline,
      });
      signal.throwIfAborted();
      if (stored.evidence !== undefined) outcome.evidence.push(stored.evidence.id);
      outcome.gaps.push(...stored.gaps);
    }
  }
  return outcome;
}

async function ask(
  { logger }: Pick<NodeDependencies, "logger">,
  incident: string,
  collector: Collector,
  { subject, occurredAt }: Pick<FailureEvent, "subject" | "occurredAt">,
  request: EvidenceRequest,
  deadline: AbortSignal,
): Promise<Collected> {
  try {
    return await beforeAbort(
      collector.collect(subject, request, { signal: deadline, at: occurredAt }),
      deadline,
    );
  } catch (error) {
    const wanted = describe(request);
    if (deadline.aborted) {
      return {
        evidence: [],
        gaps: [
          {
            missing: wanted,
            code: "timeout",
            remedy: `The ${collector.name} collector did not answer in time; investigate again later.`,
          },
        ],
      };
    }
    logger.warn({ incident, collector: collector.name, kind: request.kind, err: error }, "collector failed");
    const told = error instanceof InquestError;
    return {
      evidence: [],
      gaps: [
        {
          missing: wanted,
          code: told ? error.code : "collector_failed",
          remedy: told ? error.remedy : `The ${collector.name} collector failed; its log line says why.`,
        },
      ],
    };
  }
}

/** Gaps quote what a host answered, so they are cleaned of secrets like evidence is. */
function clean(gap: DataGap, salt: string): DataGap {
  try {
    return {
      missing: redactLine(gap.missing, salt),
      code: gap.code,
      remedy: redactLine(gap.remedy, salt),
    };
  } catch {
    return {
      missing: "One piece of evidence",
      code: "redaction_failed",
      remedy: "Why it is missing could not be cleaned of secrets; the server's log has the time of it.",
    };
  }
}

function describe(request: EvidenceRequest): string {
  return request.target === "" ? KIND_NAMES[request.kind] : `${KIND_NAMES[request.kind]} (${request.target})`;
}

function notConfigured(request: EvidenceRequest): DataGap {
  return {
    missing: describe(request),
    code: "not_configured",
    remedy: "No configured source can answer this; `inquest doctor` shows what can be connected.",
  };
}
