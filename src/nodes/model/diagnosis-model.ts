/** What a model is shown. The log text in `user` stands inside a fence that it cannot close. */
export interface ModelPrompt {
  system: string;
  user: string;
  /** JSON Schema that the answer must keep to. */
  answerSchema: Record<string, unknown>;
  /** The most tokens that the answer may take. */
  maxOutputTokens: number;
}

export interface ModelReply {
  /** The model's answer as JSON, not yet checked by anybody. */
  answer: unknown;
  /** Tokens used, in and out. */
  tokens: number;
}

/**
 * A model that explains failures. It only answers; it has no tools but the evidence requests that its answer
 * may hold. Rejects with an `InquestError` (`model_failed`) whose message may be shown, or when aborted.
 */
export interface DiagnosisModel {
  /** As configured: `openai:gpt-4.1`. */
  readonly name: string;
  diagnose(prompt: ModelPrompt, options: { signal: AbortSignal }): Promise<ModelReply>;
}
