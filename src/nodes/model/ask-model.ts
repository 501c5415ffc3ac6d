import type { DataGap } from "../../domain/index.ts";
import { InquestError } from "../../domain/index.ts";
import { beforeAbort } from "../before-abort.ts";
import type { DiagnosisModel } from "./diagnosis-model.ts";
import { ModelAnswer } from "./model-answer.ts";
import type { ModelQuestion } from "./prompt.ts";
import { estimateTokens, renderPrompt } from "./prompt.ts";

const MAX_OUTPUT_TOKENS = 2_000;
/** A smaller answer could not hold one cause with its quote. */
const MIN_OUTPUT_TOKENS = 300;

export type ModelOutcome =
  | { kind: "answer"; answer: ModelAnswer; tokens: number }
  /** The model failed, was slow, or answered nonsense; `gap` says which. */
  | { kind: "failed"; gap: DataGap; tokens: number }
  /** The question alone would have passed the token limit. */
  | { kind: "over_budget"; gap: DataGap; tokens: 0 };

/**
 * Asks a model once, within its time and tokens, and checks the shape of what it answers. Never rejects but
 * when the run is aborted: a model that fails is a data gap.
 */
export async function askModel(
  model: DiagnosisModel,
  question: ModelQuestion,
  budget: { tokens: number; milliseconds: number; signal: AbortSignal },
): Promise<ModelOutcome> {
  const prompt = renderPrompt(question, MAX_OUTPUT_TOKENS);
  const room = budget.tokens - estimateTokens(prompt);
  if (room < MIN_OUTPUT_TOKENS) return { kind: "over_budget", gap: OVER_BUDGET, tokens: 0 };
  prompt.maxOutputTokens = Math.min(MAX_OUTPUT_TOKENS, room);
  const deadline = AbortSignal.any([budget.signal, AbortSignal.timeout(budget.milliseconds)]);
  try {
    const reply = await beforeAbort(model.diagnose(prompt, { signal: deadline }), deadline);
    const answer = ModelAnswer.safeParse(reply.answer);
    const tokens = Number.isFinite(reply.tokens) ? Math.max(0, Math.round(reply.tokens)) : 0;
    if (answer.success) return { kind: "answer", answer: answer.data, tokens };
    return { kind: "failed", gap: failed(model.name, "answered something else than was asked for"), tokens };
  } catch (error) {
    budget.signal.throwIfAborted();
    // What a failed call used is unknown; its question is counted, so that failures cannot go on for ever.
    const tokens = estimateTokens(prompt);
    if (deadline.aborted)
      return { kind: "failed", gap: failed(model.name, "did not answer in time"), tokens };
    const gap =
      error instanceof InquestError
        ? { ...failed(model.name, "failed"), remedy: error.remedy }
        : failed(model.name, "failed");
    return { kind: "failed", gap, tokens };
  }
}

function failed(name: string, how: string): DataGap {
  return {
    missing: `The explanation of the model ${name}, which ${how}`,
    code: "model_failed",
    remedy: "The rules' answer stands; check the model with `inquest doctor`.",
  };
}

const OVER_BUDGET: DataGap = {
  missing: "The model's explanation, beyond its limit of tokens",
  code: "limit_reached",
  remedy: "The rules' answer stands; raise the limit of model tokens and investigate again.",
};
