import type { Cause, Change, DataGap, Diagnosis, Evidence, EvidenceRequest } from "../../domain/index.ts";
import { EvidenceKind } from "../../domain/index.ts";
import type { NodeDependencies } from "../dependencies.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import type { Claim, Investigation } from "../investigation.ts";
import { modelAllowed, reachedLimit, remainingMs } from "../limits.ts";
import { askModel } from "../model/ask-model.ts";
import { linesToShow } from "../model/shown-lines.ts";
import { causesOf, requestsOf } from "./model-causes.ts";
import type { WhatIsKnown } from "./more-evidence.ts";
import { isAnswered } from "./more-evidence.ts";

const MODEL_DEADLINE_MS = 60_000;

export interface Consultation {
  title: string;
  diagnosis: Diagnosis;
  logs: readonly ReadLog[];
  evidence: readonly Evidence[];
  known: WhatIsKnown;
  changes: readonly Change[];
  mayAsk: boolean;
  signal: AbortSignal;
}

/** What came of asking the model. */
export interface Consulted {
  causes: Cause[];
  claims: Claim[];
  /** More evidence that it wants. */
  requests: EvidenceRequest[];
  gaps: DataGap[];
  tokens: number;
  /** True when a limit kept it from answering or asking. */
  partial: boolean;
}

/** What the model says, or nothing when there is none, it failed before, or its budget is used up. */
export async function consultModel(
  dependencies: Pick<NodeDependencies, "model" | "limits" | "evidence">,
  state: Investigation,
  about: Consultation,
): Promise<Consulted> {
  const { model, limits, evidence: store } = dependencies;
  const nothing: Consulted = { causes: [], claims: [], requests: [], gaps: [], tokens: 0, partial: false };
  if (model === undefined || state.gaps.some((gap) => gap.code === "model_failed")) return nothing;
  if (!modelAllowed(limits, state)) {
    return { ...nothing, gaps: [MODEL_LIMIT], partial: true };
  }
  const shown = await linesToShow(store, state.incident, about.logs, about.evidence);
  const outcome = await askModel(
    model,
    {
      title: about.title,
      category: about.diagnosis.category,
      summary: about.diagnosis.summary,
      evidence: about.evidence,
      shown,
      changes: about.changes,
      similar: state.similar,
      gaps: state.gaps,
      mayAsk: about.mayAsk ? answerableKinds(about.known) : [],
    },
    {
      tokens: limits.modelTokens - state.modelTokens,
      milliseconds: Math.min(MODEL_DEADLINE_MS, remainingMs(limits, state)),
      signal: about.signal,
    },
  );
  if (outcome.kind !== "answer") {
    const partial = outcome.kind === "over_budget";
    return { ...nothing, gaps: [outcome.gap], tokens: outcome.tokens, partial };
  }
  const { causes, claims } = causesOf(outcome.answer);
  const asked = requestsOf(outcome.answer, about.known);
  if (asked.requests.length > 0 && !about.mayAsk) {
    const limit = reachedLimit(limits, state);
    const gaps = limit === undefined ? asked.gaps : [...asked.gaps, limit];
    return { causes, claims, requests: [], gaps, tokens: outcome.tokens, partial: true };
  }
  return { causes, claims, ...asked, tokens: outcome.tokens, partial: false };
}

function answerableKinds(known: WhatIsKnown): EvidenceKind[] {
  return EvidenceKind.options.filter((kind) =>
    isAnswered(known, { kind, target: "", reason: "", askedBy: "model" }),
  );
}

const MODEL_LIMIT: DataGap = {
  missing: "The model's explanation, beyond the limits of this investigation",
  code: "limit_reached",
  remedy: "The rules' answer stands; raise the limits of time or model tokens and investigate again.",
};
