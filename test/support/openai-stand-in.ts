import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/** What an OpenAI-compatible server must be sent by us; anything else is refused. */
const ChatRequest = z.object({
  model: z.string().min(1),
  messages: z
    .array(z.object({ role: z.enum(["system", "user", "developer"]), content: z.string().min(1) }))
    .min(2),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  stream: z.literal(false).optional(),
  response_format: z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string(),
      strict: z.literal(true),
      schema: z.looseObject({ type: z.literal("object"), additionalProperties: z.literal(false) }),
    }),
  }),
});

export interface SeenQuestion {
  model: string;
  /** System and user text in one. */
  text: string;
  maxTokens: number;
}

export type ScriptedAnswer =
  /** The assistant's message: an object is sent as its JSON. */
  | { says: unknown; tokens?: number }
  | { status: number }
  /** Never answers; the connection stays open until the client or the test ends it. */
  | { hangs: true };

export interface OpenAIStandIn {
  /** With `/v1`, as `OPENAI_BASE_URL` wants it. */
  baseUrl: string;
  questions: SeenQuestion[];
  /** Scripts the next answer; a function sees the question first. */
  answer(next: ScriptedAnswer | ((question: SeenQuestion) => ScriptedAnswer)): void;
  /** Resolves once the next question has come in. */
  asked(): Promise<void>;
  /** Closes it; rejects when it was sent what it does not understand or nobody scripted, or was asked too little. */
  close(): Promise<void>;
}

const KEY = "sk-stand-in-key";
export const standInKey = KEY;

/** An OpenAI-compatible server on 127.0.0.1 that answers as scripted and refuses everything else. */
export async function createOpenAIStandIn(): Promise<OpenAIStandIn> {
  const script: Parameters<OpenAIStandIn["answer"]>[0][] = [];
  const questions: SeenQuestion[] = [];
  const refused: string[] = [];
  let waiting: (() => void)[] = [];

  const refuse = (response: ServerResponse, why: string) => {
    refused.push(why);
    send(response, 500, { error: { message: why, type: "stand_in" } });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
      return refuse(response, `unexpected ${request.method} ${request.url}`);
    }
    if (request.headers.authorization !== `Bearer ${KEY}`) return refuse(response, "wrong key");
    const parsed = ChatRequest.safeParse(JSON.parse(body));
    if (!parsed.success) return refuse(response, z.prettifyError(parsed.error));
    const next = script.shift();
    if (next === undefined) return refuse(response, "a question that nobody expected");
    const question: SeenQuestion = {
      model: parsed.data.model,
      text: parsed.data.messages.map((message) => message.content).join("\n\n"),
      maxTokens: parsed.data.max_completion_tokens ?? parsed.data.max_tokens ?? 0,
    };
    questions.push(question);
    for (const resolve of waiting) resolve();
    waiting = [];
    const scripted = typeof next === "function" ? next(question) : next;
    if ("hangs" in scripted) return;
    if ("status" in scripted) {
      const message = `Incorrect API key provided: ${KEY}`;
      return send(response, scripted.status, { error: { message, type: "scripted" } });
    }
    send(response, 200, completion(question, scripted));
  };

  const server = createServer((request, response) => {
    // A script's own failure (an expectation inside it) is a refusal too, and fails the test at its close.
    handle(request, response).catch((error: unknown) => refuse(response, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    questions,
    answer: (next) => {
      script.push(next);
    },
    asked: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (refused.length > 0) throw new Error(`the model stand-in refused: ${refused.join("; ")}`);
      if (script.length > 0) throw new Error(`${script.length} scripted answers were never asked for`);
    },
  };
}

function completion(question: SeenQuestion, { says, tokens = 400 }: { says: unknown; tokens?: number }) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: question.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: typeof says === "string" ? says : JSON.stringify(says),
          refusal: null,
        },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens: tokens - 100, completion_tokens: 100, total_tokens: tokens },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
