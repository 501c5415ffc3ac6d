import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import type { DiagnosisModel, ModelPrompt } from "../../nodes/model/diagnosis-model.ts";

export interface OpenAIModelOptions {
  /** The model's name at its server: `gpt-4.1-mini`. */
  name: string;
  apiKey: string;
  /** Root of any OpenAI-compatible server, with `/v1`; OpenAI's own when missing. */
  baseUrl?: string;
  /** Milliseconds that one call may take. */
  timeoutMs?: number;
}

/** The part of a LangChain answer that is used; a server may leave out its count of tokens. */
const Usage = z.object({ total_tokens: z.number() });

/**
 * A model behind OpenAI's chat completions, asked once for JSON that keeps to the prompt's schema. It does not
 * try again by itself: an investigation would rather go on without its model than wait for it.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs
 */
export function createOpenAIModel(options: OpenAIModelOptions): DiagnosisModel {
  const { name, apiKey, baseUrl, timeoutMs = 60_000 } = options;
  return {
    name: `openai:${name}`,
    async diagnose(prompt, { signal }) {
      // LangChain's client takes 250 ms to load, which only runs with a model should pay.
      const { ChatOpenAI } = await import("@langchain/openai");
      const chat = new ChatOpenAI({
        model: name,
        apiKey,
        maxRetries: 0,
        timeout: timeoutMs,
        maxTokens: prompt.maxOutputTokens,
        ...(baseUrl === undefined ? {} : { configuration: { baseURL: baseUrl } }),
      }).withConfig({
        response_format: {
          type: "json_schema",
          json_schema: { name: "diagnosis", strict: true, schema: prompt.answerSchema },
        },
      });
      try {
        const message = await chat.invoke(messages(prompt), { signal });
        const usage = Usage.safeParse(message.usage_metadata);
        return {
          answer: parse(message.text),
          tokens: usage.success ? usage.data.total_tokens : estimate(prompt, message.text),
        };
      } catch (error) {
        signal.throwIfAborted();
        // The client reads the JSON itself and rejects what is none, also when it was cut off at its limit.
        if (isNoJson(error)) return { answer: null, tokens: estimate(prompt, "") + prompt.maxOutputTokens };
        throw modelFailed(name, error);
      }
    },
  };
}

function messages(prompt: ModelPrompt) {
  return [
    { role: "system" as const, content: prompt.system },
    { role: "user" as const, content: prompt.user },
  ];
}

/** What is not JSON stays text; whoever asked checks the shape. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isNoJson(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    (error instanceof Error &&
      /LengthFinishReason|length limit was reached/.test(`${error.name} ${error.message}`))
  );
}

/** Four characters a token, for servers that do not count. */
function estimate(prompt: ModelPrompt, answer: string): number {
  return Math.ceil((prompt.system.length + prompt.user.length + answer.length) / 4);
}

const REMEDIES: Record<number, string> = {
  401: "Check OPENAI_API_KEY.",
  403: "The key may not use this model; check it and INQUEST_MODEL.",
  404: "Check the model's name in INQUEST_MODEL and the address in OPENAI_BASE_URL.",
  429: "The model's server limits its callers; wait, or raise the limit of the account.",
};

/** Says the status or the kind of failure only: a server's message may repeat the key or the prompt. */
function modelFailed(name: string, error: unknown): InquestError {
  const status = z.object({ status: z.number() }).safeParse(error);
  if (status.success) {
    const code = status.data.status;
    return new InquestError(
      "model_failed",
      `The model ${name} answered with status ${code}.`,
      `The rules' answer stands. ${REMEDIES[code] ?? "Investigate again when its server is well."}`,
    );
  }
  const late = error instanceof Error && /timed? ?out/i.test(`${error.name} ${error.message}`);
  return new InquestError(
    "model_failed",
    late ? `The model ${name} did not answer in time.` : `The model ${name} could not be reached.`,
    late
      ? "The rules' answer stands; investigate again when its server is less busy."
      : "The rules' answer stands; check the address in OPENAI_BASE_URL.",
  );
}
