import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { Citation } from "../../domain/index.ts";
import { Intent } from "./understand.ts";

/** An answer as a surface can show it without reading its text. */
export const ChatResult = z.object({
  intent: Intent,
  /** Incidents that the answer is about, most relevant first. */
  incidents: z.array(z.string()),
  citations: z.array(Citation.extend({ incident: z.string() })),
});
export type ChatResult = z.infer<typeof ChatResult>;

/** The chat's state as its node sees it. */
export interface Conversation {
  messages: BaseMessage[];
  /** Of the thread's last answer; follow-ups ("why?", "and the one before?") refer to it. */
  result: ChatResult | null;
}

export interface ConversationUpdate {
  messages: BaseMessage[];
  result: ChatResult;
}
