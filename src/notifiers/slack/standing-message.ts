import { z } from "zod";
import { InquestError } from "../../domain/index.ts";
import type { SlackClient } from "./slack-client.ts";

/** Slack's `metadata` on each message of ours: how it is found again when nobody knows whether it stands. */
export const EVENT_TYPE = "inquest_incident";

export type Part = "summary" | "details" | "update";

const OwnMetadata = z.object({
  event_type: z.literal(EVENT_TYPE),
  event_payload: z.object({
    key: z.string(),
    part: z.enum(["summary", "details", "update"]),
    version: z.number(),
  }),
});

export function ownMetadata(key: string, part: Part, version: number) {
  return { event_type: EVENT_TYPE, event_payload: { key, part, version } };
}

/** The incident's message as it stands in the channel. `channel` is an id. */
export interface StandingMessage {
  channel: string;
  ts: string;
  version: number;
  details?: string;
}

const PAGE_SIZE = 200;
/** 2,000 messages back; a message that was being sent a moment ago is not further away. */
const MOST_PAGES = 10;
const CHANNEL_ID = /^[CDG][A-Z0-9]{6,}$/;

/**
 * Looks for the incident's message in the channel's history, newest first, not before `oldest` (seconds).
 */
export async function findMessage(
  slack: SlackClient,
  where: { channel: string; key: string; oldest: number },
): Promise<StandingMessage | undefined> {
  const channel = await channelId(slack, where.channel);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await slack.call("conversations.history", (web) =>
      web.conversations.history({
        channel,
        include_all_metadata: true,
        limit: PAGE_SIZE,
        oldest: where.oldest.toFixed(6),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    for (const message of answer.messages ?? []) {
      const own = OwnMetadata.safeParse(message.metadata);
      if (!own.success || message.ts === undefined) continue;
      const { key, part, version } = own.data.event_payload;
      if (key === where.key && part === "summary") return { channel, ts: message.ts, version };
    }
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") return undefined;
  }
  return undefined;
}

/** Our replies in the message's thread: where the details stand, and which versions were announced. */
export async function findReplies(
  slack: SlackClient,
  message: StandingMessage,
  key: string,
): Promise<{ details?: string; announced: Set<number> }> {
  const announced = new Set<number>();
  let details: string | undefined;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await slack.call("conversations.replies", (web) =>
      web.conversations.replies({
        channel: message.channel,
        ts: message.ts,
        include_all_metadata: true,
        limit: PAGE_SIZE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    for (const reply of answer.messages ?? []) {
      const own = OwnMetadata.safeParse("metadata" in reply ? reply.metadata : undefined);
      if (!own.success || own.data.event_payload.key !== key) continue;
      if (own.data.event_payload.part === "details") details ??= reply.ts;
      if (own.data.event_payload.part === "update") announced.add(own.data.event_payload.version);
    }
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") break;
  }
  return { ...(details === undefined ? {} : { details }), announced };
}

/** History is asked for by id, while posting also takes a name. */
async function channelId(slack: SlackClient, channel: string): Promise<string> {
  if (CHANNEL_ID.test(channel)) return channel;
  const name = channel.replace(/^#/, "");
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await slack.call("conversations.list", (web) =>
      web.conversations.list({
        exclude_archived: true,
        limit: 1000,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const found = answer.channels?.find((candidate) => candidate.name === name)?.id;
    if (found !== undefined) return found;
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === "") break;
  }
  throw new InquestError(
    "slack_channel_not_found",
    "Slack does not list the configured channel.",
    "Set SLACK_CHANNEL to the channel's id (its details show it) and invite the app there with /invite.",
  );
}
