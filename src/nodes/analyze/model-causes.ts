import type { Cause, DataGap, EvidenceRequest } from "../../domain/index.ts";
import type { Claim } from "../investigation.ts";
import type { ModelAnswer } from "../model/model-answer.ts";
import type { WhatIsKnown } from "./more-evidence.ts";
import { canBeAsked, isAnswered } from "./more-evidence.ts";

const MAX_CAUSES = 3;
const MAX_CITATIONS = 4;
const MAX_REQUESTS = 4;
const MAX_STATEMENT = 400;

/** A model's causes in our own words, not yet believed: `verify` decides. */
export function causesOf(answer: ModelAnswer): { causes: Cause[]; claims: Claim[] } {
  const stated = answer.causes.filter((cause) => cause.statement.trim() !== "").slice(0, MAX_CAUSES);
  return {
    causes: stated.map((cause) => ({
      statement: oneLine(cause.statement),
      category: cause.category,
      verdict: "inconclusive",
      confidence: Number.isFinite(cause.confidence) ? Math.min(1, Math.max(0, cause.confidence)) : 0,
      citations: cause.citations.slice(0, MAX_CITATIONS),
      origin: "model",
    })),
    claims: stated
      .filter((cause) => cause.change.trim() !== "")
      .map((cause) => ({
        statement: oneLine(cause.statement),
        change: cause.change.trim(),
        paths: cause.paths.slice(0, 20),
      })),
  };
}

/** A model's wishes that are new and can be answered, and gaps for those nobody can answer. */
export function requestsOf(
  answer: ModelAnswer,
  known: Pick<WhatIsKnown, "asked" | "collectors" | "subjects">,
): { requests: EvidenceRequest[]; gaps: DataGap[] } {
  const requests: EvidenceRequest[] = [];
  const gaps: DataGap[] = [];
  for (const wish of answer.requests.slice(0, MAX_REQUESTS)) {
    const request: EvidenceRequest = {
      kind: wish.kind,
      target: wish.target.trim().slice(0, 300),
      reason: oneLine(wish.reason),
      askedBy: "model",
    };
    if (canBeAsked(known, request)) requests.push(request);
    else if (!isAnswered(known, request)) {
      gaps.push({
        missing: `Evidence that the model asked for (${request.kind})`,
        code: "not_configured",
        remedy: "No configured source can answer this; `inquest doctor` shows what can be connected.",
      });
    }
  }
  return { requests, gaps };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, MAX_STATEMENT);
}
