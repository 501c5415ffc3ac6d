import { MessagesValue, StateSchema } from "@langchain/langgraph";
import { ChatResult } from "../../nodes/answer/conversation.ts";

/** The chat's state: the conversation, and its last answer in structured form. */
export const ChatState = new StateSchema({
  messages: MessagesValue,
  result: ChatResult.nullable().default(null),
});

/** What a turn begins with. */
export const ChatInput = new StateSchema({ messages: MessagesValue });
