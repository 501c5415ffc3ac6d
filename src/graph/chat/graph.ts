import { END, START, StateGraph } from "@langchain/langgraph";
import { createAnswer } from "../../nodes/answer/answer.ts";
import type { IncidentLookup } from "../../nodes/answer/incident-lookup.ts";
import { ChatInput, ChatState } from "./state.ts";

/** The chat graph, not yet compiled: messages in, an answer from the records out. Read-only. */
export function createChatGraph(lookup: IncidentLookup) {
  return new StateGraph({ state: ChatState, input: ChatInput })
    .addNode("answer", createAnswer(lookup), { timeout: 60_000 })
    .addEdge(START, "answer")
    .addEdge("answer", END);
}
