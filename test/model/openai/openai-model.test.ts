import { afterEach, beforeEach, expect, test } from "vitest";
import { InquestError } from "../../../src/domain/index.ts";
import { createOpenAIModel } from "../../../src/model/openai/openai-model.ts";
import { modelAnswerSchema } from "../../../src/nodes/model/model-answer.ts";
import type { OpenAIStandIn } from "../../support/openai-stand-in.ts";
import { createOpenAIStandIn, standInKey } from "../../support/openai-stand-in.ts";

let server: OpenAIStandIn;

beforeEach(async () => {
  server = await createOpenAIStandIn();
});

afterEach(async () => {
  await server.close();
});

const prompt = { system: "be brief", user: "why?", answerSchema: modelAnswerSchema, maxOutputTokens: 500 };
const signal = new AbortController().signal;

function model(changes: { timeoutMs?: number; baseUrl?: string } = {}) {
  return createOpenAIModel({ name: "tiny-1", apiKey: standInKey, baseUrl: server.baseUrl, ...changes });
}

async function failureOf(promise: Promise<unknown>): Promise<InquestError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InquestError)) throw new Error(`expected an InquestError, got ${String(error)}`);
  return error;
}

test("asks for JSON that keeps to the schema and gives back the answer with the tokens it took", async () => {
  server.answer({ says: { causes: [], requests: [] }, tokens: 321 });
  const reply = await model().diagnose(prompt, { signal });
  expect(reply).toEqual({ answer: { causes: [], requests: [] }, tokens: 321 });
  expect(server.questions).toEqual([{ model: "tiny-1", text: "be brief\n\nwhy?", maxTokens: 500 }]);
});

test("an answer that is no JSON is an answer of nothing, and its tokens are counted", async () => {
  server.answer({ says: "Sure! The cause is" });
  const reply = await model().diagnose(prompt, { signal });
  expect(reply.answer).toBeNull();
  expect(reply.tokens).toBeGreaterThanOrEqual(prompt.maxOutputTokens);
});

test.each([
  [401, "OPENAI_API_KEY"],
  [404, "INQUEST_MODEL"],
  [429, "limits"],
  [500, "server"],
])("status %i is one sentence and what to do, asked once, without the key", async (status, remedy) => {
  server.answer({ status });
  const error = await failureOf(model().diagnose(prompt, { signal }));
  expect(error.code).toBe("model_failed");
  expect(error.message).toBe(`The model tiny-1 answered with status ${status}.`);
  expect(error.remedy).toContain(remedy);
  expect(`${error.message} ${error.remedy} ${String(error.cause)}`).not.toContain(standInKey);
  expect(server.questions).toHaveLength(1);
});

test("a server that never answers is given up after the timeout", async () => {
  server.answer({ hangs: true });
  const error = await failureOf(model({ timeoutMs: 200 }).diagnose(prompt, { signal }));
  expect(error.message).toBe("The model tiny-1 did not answer in time.");
});

test("a server that is not there is one sentence too", async () => {
  const error = await failureOf(model({ baseUrl: "http://127.0.0.1:1/v1" }).diagnose(prompt, { signal }));
  expect(error.message).toBe("The model tiny-1 could not be reached.");
  expect(error.remedy).toContain("OPENAI_BASE_URL");
});

test("an abort ends the call at once", async () => {
  server.answer({ hangs: true });
  const controller = new AbortController();
  const asked = server.asked();
  const answer = model().diagnose(prompt, { signal: controller.signal });
  await asked;
  controller.abort(new Error("stopping"));
  await expect(answer).rejects.toThrow("stopping");
});
