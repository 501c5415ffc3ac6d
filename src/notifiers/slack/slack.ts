import type { Logger } from "pino";
import type { PostMortem } from "../../domain/index.ts";
import type { Delivery, DeliveryReceipt, Notifier } from "../notifier.ts";
import { detailsMessage, type SlackMessage, summaryMessage, updateMessage } from "./message.ts";
import { createSlackClient, type SlackClient } from "./slack-client.ts";
import { isUncertain } from "./slack-errors.ts";
import {
  findMessage,
  findReplies,
  ownMetadata,
  type Part,
  type StandingMessage,
} from "./standing-message.ts";

export interface SlackOptions {
  /** A bot token (`xoxb-…`) with chat:write, channels:history and channels:read (groups:* for private channels). */
  token: string;
  /** A channel's id, or its name with or without `#`. */
  channel: string;
  /** Base address of the Web API; Slack's own by default. */
  apiUrl?: string;
  /** Address under which people reach the pages of this server. */
  publicUrl: string;
  logger?: Pick<Logger, "info">;
  /** Time that one call to Slack may take; default 15,000. */
  timeoutMs?: number;
}

/**
 * One message per incident with the cause first, its details in the thread. Later versions edit both and
 * add a line to the thread. Rejects with `slack_…` errors; every step can be repeated after a crash.
 */
export function createSlackNotifier(options: SlackOptions): Notifier {
  const { token, channel, apiUrl, timeoutMs = 15_000, logger } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, "");

  async function deliver(delivery: Delivery): Promise<DeliveryReceipt> {
    const { idempotencyKey: key, signal, uncertain } = delivery;
    const slack = createSlackClient({
      token,
      timeoutMs,
      signal,
      ...(apiUrl === undefined ? {} : { apiUrl }),
    });
    const postMortem = {
      ...delivery.postMortem,
      url: `${publicUrl}/incidents/${encodeURIComponent(delivery.postMortem.incident)}`,
    };
    const { version } = postMortem;

    const before =
      fromReceipt(delivery.previous) ??
      (uncertain ? await findMessage(slack, { channel, key, oldest: earliest(postMortem) }) : undefined);
    const edited =
      before !== undefined &&
      (await edit(slack, before, before.ts, key, "summary", version, summaryMessage(postMortem)));
    const standing = edited ? before : await postSummary(slack, channel, key, postMortem);

    const replies =
      edited && (uncertain || before.details === undefined)
        ? await findReplies(slack, standing, key)
        : {
            announced: new Set<number>(),
            ...(edited && before.details !== undefined ? { details: before.details } : {}),
          };

    const details = detailsMessage(postMortem);
    let detailsTs = replies.details;
    if (
      detailsTs === undefined ||
      !(await edit(slack, standing, detailsTs, key, "details", version, details))
    ) {
      detailsTs = await reply(slack, standing, key, "details", version, details);
    }
    if (edited && version > before.version && !replies.announced.has(version)) {
      await reply(slack, standing, key, "update", version, updateMessage(postMortem));
    }
    logger?.info({ incident: postMortem.incident, version, edited }, "told Slack");
    return { channel: standing.channel, ts: standing.ts, details: detailsTs, version: String(version) };
  }

  return { channel: "slack", deliver };
}

/** Posts the message; when the answer is lost, looks whether it stands there before giving up. */
async function postSummary(
  slack: SlackClient,
  channel: string,
  key: string,
  postMortem: PostMortem,
): Promise<StandingMessage> {
  const { version } = postMortem;
  try {
    const posted = await slack.call("chat.postMessage", (web) =>
      web.chat.postMessage({
        channel,
        ...summaryMessage(postMortem),
        metadata: ownMetadata(key, "summary", version),
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    return { channel: posted.channel ?? channel, ts: posted.ts ?? "", version };
  } catch (error) {
    if (!isUncertain(causeOf(error))) throw error;
    const found = await findMessage(slack, { channel, key, oldest: earliest(postMortem) }).catch(
      () => undefined,
    );
    if (found === undefined) throw error;
    return found;
  }
}

async function reply(
  slack: SlackClient,
  standing: StandingMessage,
  key: string,
  part: Part,
  version: number,
  message: SlackMessage,
): Promise<string> {
  const posted = await slack.call("chat.postMessage", (web) =>
    web.chat.postMessage({
      channel: standing.channel,
      thread_ts: standing.ts,
      ...message,
      metadata: ownMetadata(key, part, version),
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
  return posted.ts ?? "";
}

/** False when the message is gone (deleted by a person) and must be posted anew. */
async function edit(
  slack: SlackClient,
  standing: StandingMessage,
  ts: string,
  key: string,
  part: Part,
  version: number,
  message: SlackMessage,
): Promise<boolean> {
  try {
    await slack.call("chat.update", (web) =>
      web.chat.update({
        channel: standing.channel,
        ts,
        ...message,
        metadata: ownMetadata(key, part, version),
      }),
    );
    return true;
  } catch (error) {
    if (goneCodes.has(codeOf(error))) return false;
    throw error;
  }
}

const goneCodes = new Set([
  "slack_message_not_found",
  "slack_cant_update_message",
  "slack_edit_window_closed",
]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function fromReceipt(receipt: DeliveryReceipt | undefined): StandingMessage | undefined {
  if (receipt?.channel === undefined || receipt.ts === undefined) return undefined;
  return {
    channel: receipt.channel,
    ts: receipt.ts,
    version: Number(receipt.version ?? 0),
    ...(receipt.details === undefined ? {} : { details: receipt.details }),
  };
}

/** Seconds; a day before the failure, since the clocks of two hosts may differ. */
function earliest(postMortem: PostMortem): number {
  const occurred = Math.min(Date.parse(postMortem.event.occurredAt), Date.parse(postMortem.writtenAt));
  return Number.isNaN(occurred) ? 0 : Math.max(0, occurred / 1000 - 86_400);
}
