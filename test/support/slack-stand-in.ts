import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { Blocks, Metadata, TopText } from "./slack-blocks.ts";

export interface SlackMessage {
  ts: string;
  thread_ts?: string;
  text: string;
  blocks: Blocks;
  metadata?: Metadata;
  /** How often chat.update changed it. */
  edits: number;
}

/** What happens to the next call of a method. */
type Mishap =
  | { kind: "error"; error: string; acceptedScopes?: string }
  | { kind: "rate_limit"; seconds: number }
  | { kind: "status"; status: number }
  /** The connection breaks before anything was done. */
  | { kind: "die" }
  /** The message stands there, but the answer never arrives. */
  | { kind: "die_after_storing" };

export interface SlackStandIn {
  /** Base address of its Web API, for `apiUrl`. */
  apiUrl: string;
  channelId: string;
  token: string;
  /** Messages of the channel that are not replies, oldest first. */
  messages(): SlackMessage[];
  replies(ts: string): SlackMessage[];
  /** Everything readers see of a message, as one text. */
  shown(message: SlackMessage): string;
  /** Methods called so far, in order. */
  calls(): string[];
  next(method: string, mishap: Mishap): void;
  /** A message by somebody else. */
  chat(text: string): void;
  remove(ts: string): void;
  /** Throws when a call came that nobody expected, or a message broke Slack's rules. */
  assertClean(): void;
  close(): Promise<void>;
}

const PostMessage = z.strictObject({
  channel: z.string().min(1),
  text: TopText,
  blocks: Blocks,
  metadata: Metadata,
  thread_ts: z
    .string()
    .regex(/^\d{10}\.\d{6}$/)
    .optional(),
  unfurl_links: z.literal("false"),
  unfurl_media: z.literal("false"),
});
const Update = z.strictObject({
  channel: z.string().min(1),
  ts: z.string().regex(/^\d{10}\.\d{6}$/),
  text: TopText,
  blocks: Blocks,
  metadata: Metadata,
});
const Page = { limit: z.coerce.number().int().min(1).max(1000), cursor: z.string().optional() };
const History = z.strictObject({
  channel: z.string(),
  include_all_metadata: z.literal("true"),
  oldest: z
    .string()
    .regex(/^\d+\.\d{6}$/)
    .optional(),
  ...Page,
});
const Replies = z.strictObject({
  channel: z.string(),
  ts: z.string(),
  include_all_metadata: z.literal("true"),
  ...Page,
});
const List = z.strictObject({ exclude_archived: z.literal("true"), ...Page });

class Refusal extends Error {}

/**
 * Slack's Web API for one workspace with one channel, over real HTTP. It takes form bodies as Slack's own
 * client sends them. Errors are answered as Slack does: HTTP 200 with `ok: false`.
 */
export async function startSlackStandIn(
  options: { token?: string; channelName?: string; pageSize?: number } = {},
): Promise<SlackStandIn> {
  const token = options.token ?? "xoxb-stand-in";
  const channelName = options.channelName ?? "incidents";
  const channelId = "C0123456789";
  const pageSize = options.pageSize ?? 1000;
  const stored: SlackMessage[] = [];
  const calls: string[] = [];
  const violations: string[] = [];
  const mishaps = new Map<string, Mishap[]>();
  // Time stamps are seconds, as Slack gives them, and never the same twice.
  let clock = Math.floor(Date.now() / 1000);

  function nextTs(): string {
    clock += 1;
    return `${clock}.000100`;
  }

  function inChannel(channel: string, byName: boolean): void {
    if (channel === channelId) return;
    if (byName && channel.replace(/^#/, "") === channelName) return;
    throw new Refusal("channel_not_found");
  }

  function page(items: SlackMessage[], limit: number, cursor: string | undefined) {
    const from = cursor === undefined ? 0 : Number(Buffer.from(cursor, "base64").toString());
    const size = Math.min(limit, pageSize);
    const more = from + size < items.length;
    return {
      ok: true,
      messages: items
        .slice(from, from + size)
        .map(({ edits: _edits, ...message }) => ({ type: "message", ...message })),
      has_more: more,
      response_metadata: { next_cursor: more ? Buffer.from(String(from + size)).toString("base64") : "" },
    };
  }

  const methods: Record<string, (input: Record<string, unknown>) => object> = {
    "auth.test": () => ({
      ok: true,
      team: "Stand-in",
      user: "inquest",
      bot_id: "B0123456789",
      url: "https://stand-in.invalid/",
    }),
    "chat.postMessage": (input) => {
      const message = PostMessage.parse(input);
      inChannel(message.channel, true);
      if (message.thread_ts !== undefined && !stored.some((other) => other.ts === message.thread_ts)) {
        throw new Refusal("thread_not_found");
      }
      const ts = nextTs();
      const { text, blocks, metadata, thread_ts } = message;
      stored.push({
        ts,
        text,
        blocks,
        metadata,
        edits: 0,
        ...(thread_ts === undefined ? {} : { thread_ts }),
      });
      return { ok: true, channel: channelId, ts, message: { type: "message", text, ts } };
    },
    "chat.update": (input) => {
      const update = Update.parse(input);
      inChannel(update.channel, false);
      const message = stored.find((candidate) => candidate.ts === update.ts);
      if (message === undefined) throw new Refusal("message_not_found");
      Object.assign(message, { text: update.text, blocks: update.blocks, metadata: update.metadata });
      message.edits += 1;
      return { ok: true, channel: channelId, ts: update.ts, text: update.text };
    },
    "conversations.history": (input) => {
      const { channel, limit, cursor, oldest } = History.parse(input);
      inChannel(channel, false);
      const since = Number(oldest ?? 0);
      const items = stored.filter(
        (message) => message.thread_ts === undefined && Number(message.ts) >= since,
      );
      return page(items.toReversed(), limit, cursor);
    },
    "conversations.replies": (input) => {
      const { channel, ts, limit, cursor } = Replies.parse(input);
      inChannel(channel, false);
      const items = stored.filter((message) => message.ts === ts || message.thread_ts === ts);
      if (items.length === 0) throw new Refusal("thread_not_found");
      return page(items, limit, cursor);
    },
    "conversations.list": (input) => {
      List.parse(input);
      return {
        ok: true,
        channels: [
          { id: "C0000000001", name: "general" },
          { id: channelId, name: channelName },
        ],
        response_metadata: { next_cursor: "" },
      };
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? "").replace(/^\/api\//, "");
    const input = await form(request);
    calls.push(method);
    const handler = methods[method];
    const unexpected = handler === undefined || request.method !== "POST";
    if (unexpected) {
      violations.push(`unexpected call: ${request.method} ${request.url}`);
      response.writeHead(500).end();
      return;
    }
    const given = input.token ?? request.headers.authorization?.replace(/^Bearer /, "");
    delete input.token;
    const mishap = mishaps.get(method)?.shift();
    if (mishap?.kind === "die") {
      request.socket.destroy();
      return;
    }
    if (mishap?.kind === "rate_limit") {
      response.writeHead(429, { "retry-after": String(mishap.seconds) }).end();
      return;
    }
    if (mishap?.kind === "status") {
      response.writeHead(mishap.status).end("upstream trouble");
      return;
    }
    const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
    if (mishap?.kind === "error") {
      if (mishap.acceptedScopes !== undefined) headers["x-accepted-oauth-scopes"] = mishap.acceptedScopes;
      response.writeHead(200, headers).end(JSON.stringify({ ok: false, error: mishap.error }));
      return;
    }
    try {
      if (given !== token) throw new Refusal("invalid_auth");
      const result = handler(input);
      if (mishap?.kind === "die_after_storing") {
        request.socket.destroy();
        return;
      }
      response.writeHead(200, headers).end(JSON.stringify(result));
    } catch (error) {
      if (!(error instanceof Refusal)) violations.push(`${method}: ${String(error)}`);
      const name = error instanceof Refusal ? error.message : "invalid_arguments";
      response.writeHead(200, headers).end(JSON.stringify({ ok: false, error: name }));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      violations.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  return {
    apiUrl: `http://127.0.0.1:${address.port}/api/`,
    channelId,
    token,
    messages: () => stored.filter((message) => message.thread_ts === undefined),
    replies: (ts) => stored.filter((message) => message.thread_ts === ts),
    shown: (message) =>
      message.blocks
        .flatMap((block) => {
          if (block.type === "section") return [block.text.text];
          return block.type === "context" ? block.elements.map((element) => element.text) : [];
        })
        .join("\n"),
    calls: () => [...calls],
    next: (method, mishap) => mishaps.set(method, [...(mishaps.get(method) ?? []), mishap]),
    chat: (text) => {
      const said: Blocks = [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }];
      stored.push({ ts: nextTs(), text, blocks: said, edits: 0 });
    },
    remove: (ts) => {
      stored.splice(
        0,
        stored.length,
        ...stored.filter((message) => message.ts !== ts && message.thread_ts !== ts),
      );
    },
    assertClean: () => {
      if (violations.length > 0) throw new Error(`the Slack stand-in objects:\n${violations.join("\n")}`);
      for (const [method, left] of mishaps) {
        if (left.length > 0) throw new Error(`a mishap of ${method} never happened`);
      }
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

/** A form body's fields; `blocks` and `metadata` are JSON inside, as Slack's client sends them. */
async function form(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const type = request.headers["content-type"] ?? "";
  const body = Buffer.concat(chunks).toString("utf8");
  if (body.length > 1_000_000) throw new Error("a body of over a megabyte");
  if (type.startsWith("application/json")) return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  const fields: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    fields[name] = name === "blocks" || name === "metadata" ? JSON.parse(value) : value;
  }
  return fields;
}
