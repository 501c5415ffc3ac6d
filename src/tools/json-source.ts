import { setTimeout as pause } from "node:timers/promises";
import type { z } from "zod";
import { type DataGap, InquestError } from "../domain/index.ts";
import { readRefusal, readStrange, type ServerNames } from "./json-refusal.ts";

/** A server that answers questions in JSON, and the bounds within which it is asked. */
export interface JsonSourceOptions extends ServerNames {
  /** Base address, possibly with a path. Nothing else is ever called. */
  url: string;
  /** Bearer token, or `user:password` for basic auth. */
  token?: string | undefined;
  /** Sent as `X-Scope-OrgID`, which Loki and Mimir know their tenants by. */
  tenant?: string | undefined;
  limits: JsonSourceLimits;
}

export interface JsonSourceLimits {
  /** Most milliseconds for one answer. */
  answerMs: number;
  /** Most bytes of one answer. */
  answerBytes: number;
  /** Tries after the first, for 429, 5xx and broken connections. */
  retries: number;
  /** First wait before another try; each further one is twice as long. */
  retryMs: number;
  /** Longest wait that the server may ask for. */
  waitMs: number;
}

export type AskJson = <Answer>(
  path: string,
  query: readonly (readonly [string, string])[],
  schema: z.ZodType<Answer>,
  signal: AbortSignal,
) => Promise<Answer>;

/** Addresses longer than this are refused by proxies on the way. */
const MAX_ADDRESS = 7_000;
/** Bytes of a refusal that are read for its words. */
const MAX_REFUSAL = 4_096;

/**
 * GET with bounds on time, size and tries; redirects are not followed.
 *
 * @throws InquestError `unreachable`, `timeout`, `rate_limited`, `credentials_refused`, `permission_missing`,
 * `not_found`, `too_large`, `malformed_answer` or `refused`; what the caller's signal was aborted with
 */
export function createJsonSource(options: JsonSourceOptions): AskJson {
  const { name, limits } = options;
  const base = new URL(options.url.endsWith("/") ? options.url : `${options.url}/`);
  const { username, password } = base;
  base.username = "";
  base.password = "";
  const token =
    options.token ??
    (username ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : undefined);
  const headers = {
    accept: "application/json",
    ...(options.tenant === undefined ? {} : { "x-scope-orgid": options.tenant }),
    ...(token === undefined ? {} : { authorization: authorization(token) }),
  };
  const sent = { token: token !== undefined, tenant: options.tenant !== undefined };

  return async (path, query, schema, signal) => {
    const address = new URL(path, base);
    for (const [key, value] of query) address.searchParams.append(key, value);
    if (address.href.length > MAX_ADDRESS) {
      throw new InquestError("too_large", `A question to ${name} is too long.`, `Ask ${name} itself.`);
    }
    for (let tried = 0; ; tried++) {
      const outcome = await once(address, schema, signal);
      if ("answer" in outcome) return outcome.answer;
      if (tried >= limits.retries) throw outcome.again;
      const wait = outcome.waitMs ?? limits.retryMs * 2 ** tried * (0.75 + Math.random() / 2);
      if (wait > limits.waitMs) throw outcome.again;
      await pause(wait, undefined, { signal });
    }
  };

  async function once<Answer>(
    address: URL,
    schema: z.ZodType<Answer>,
    signal: AbortSignal,
  ): Promise<{ answer: Answer } | { again: InquestError; waitMs?: number }> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)]);
    try {
      const response = await fetch(address, { headers, redirect: "manual", signal: deadline });
      if (response.ok) return checked(await bodyOf(response, limits.answerBytes, deadline), schema);
      const read = await bodyOf(response, MAX_REFUSAL, deadline);
      const { error, again } = readRefusal(
        { status: response.status, headers: response.headers, text: read.text, sent },
        options,
      );
      if (!again) throw error;
      const waitMs = pauseOf(response.headers.get("retry-after"));
      return { again: error, ...(waitMs === undefined ? {} : { waitMs }) };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof InquestError) throw cause;
      if (deadline.aborted) {
        throw new InquestError(
          "timeout",
          `${name} did not answer within ${Math.round(limits.answerMs / 1000)} s.`,
          `Look at the load of ${name}, then investigate again.`,
          { cause },
        );
      }
      const again = new InquestError(
        "unreachable",
        `${name} could not be reached.`,
        `Check ${options.settings.url} and the network.`,
        { cause },
      );
      return { again };
    }
  }

  /** What came of a body, unpacked; at most `most` bytes of it. */
  async function bodyOf(
    response: Response,
    most: number,
    signal: AbortSignal,
  ): Promise<{ text: string; whole: boolean; broken: boolean }> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let broken = false;
    try {
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk.subarray(0, most - size));
        size += chunk.length;
        if (size > most) break;
      }
    } catch {
      signal.throwIfAborted();
      broken = true;
    }
    return { text: Buffer.concat(chunks).toString("utf8"), whole: size <= most, broken };
  }

  function checked<Answer>(
    { text, whole, broken }: { text: string; whole: boolean; broken: boolean },
    schema: z.ZodType<Answer>,
  ): { answer: Answer } | { again: InquestError } {
    if (!whole) {
      throw new InquestError(
        "too_large",
        `${name} answered with more than ${limits.answerBytes} bytes.`,
        `Ask ${name} itself.`,
      );
    }
    let value: unknown;
    let parsed = false;
    try {
      value = JSON.parse(text);
      parsed = true;
    } catch {
      // Told apart below.
    }
    if (broken || (!parsed && text.startsWith("{"))) {
      const again = new InquestError(
        "malformed_answer",
        `The answer of ${name} broke off.`,
        `Look at ${name} and at proxies before it, then try again.`,
      );
      return { again };
    }
    const read = schema.safeParse(value);
    if (read.success) return { answer: read.data };
    throw readStrange(text, options);
  }
}

/** Milliseconds, of seconds or a date as RFC 9110 has them. */
function pauseOf(after: string | null): number | undefined {
  if (after === null) return undefined;
  const seconds = Number(after);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now();
  return milliseconds > 0 ? milliseconds : undefined;
}

/** Runs one step; what cannot be had becomes a gap, with what was wanted in front. */
export async function orGap<Value>(
  gaps: DataGap[],
  missing: string,
  step: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof InquestError)) throw cause;
    gaps.push({ missing: `${missing}: ${cause.message}`, code: cause.code, remedy: cause.remedy });
    return undefined;
  }
}

function authorization(token: string): string {
  return token.includes(":") ? `Basic ${Buffer.from(token).toString("base64")}` : `Bearer ${token}`;
}
