import { HumanMessage } from "@langchain/core/messages";
import { InquestError } from "../domain/index.ts";
import type { createChatGraph } from "../graph/chat/graph.ts";
import type { Services } from "./services.ts";

/** One question, answered from the records by the chat graph. */
export function createAsk(dependencies: {
  chat: ReturnType<ReturnType<typeof createChatGraph>["compile"]>;
}): Services["ask"] {
  return async (question, signal) => {
    if (question.trim() === "") {
      throw new InquestError(
        "invalid_request",
        "There is no question.",
        "Ask, for example, “what failed last?”.",
      );
    }
    const { messages, result } = await dependencies.chat.invoke(
      { messages: [new HumanMessage(question)] },
      { signal },
    );
    return {
      text: messages.at(-1)?.text ?? "",
      incidents: result?.incidents ?? [],
      citations: result?.citations ?? [],
    };
  };
}
