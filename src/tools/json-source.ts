import { setTimeout as pause } from "node:timers/promises";
import type { z } from "zod";
import { type DataGap, InquestError } from "../domain/index.ts";
import { readBounded } from "./bounded-bytes.ts";

/** A server that answers questions in JSON, and the bounds within which it is asked. */
export interface JsonSourceOptions {
  /** How a person calls it: "Prometheus". */
  name: string;
  /** Base address, possibly with a path. Nothing else is ever called. */
  url: string;
  /** Bearer token, or `user:password` for basic auth. */
  token?: string | undefined;
  headers?: Record<string, string>;
  /** Names of the settings that an operator looks at. */
  settings: { url: string; token: string };
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
    ...options.headers,
    ...(token === undefined ? {} : { authorization: authorization(token) }),
  };

  return async (path, query, schema, signal) => {
    const address = new URL(path, base);
    for (const [key, value] of query) address.searchParams.append(key, value);
    if (address.href.length > MAX_ADDRESS) {
      throw new InquestError("too_large", `A question to ${name} is too long.`, `Ask ${name} itself.`);
    }
    for (let tried = 0; ; tried++) {
      const outcome = await once(address, signal);
      if (!("again" in outcome)) return checked(outcome.text, schema);
      if (tried >= limits.retries) throw outcome.again;
      const wait = outcome.waitMs ?? limits.retryMs * 2 ** tried * (0.75 + Math.random() / 2);
      if (wait > limits.waitMs) throw outcome.again;
      await pause(wait, undefined, { signal });
    }
  };

  async function once(
    address: URL,
    signal: AbortSignal,
  ): Promise<{ text: string } | { again: InquestError; waitMs?: number }> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(limits.answerMs)]);
    try {
      const response = await fetch(address, { headers, redirect: "manual", signal: deadline });
      const failure = refusalOf(response.status);
      if (failure !== undefined) {
        await response.body?.cancel();
        if (response.status !== 429 && response.status < 500) throw failure;
        const after = Number(response.headers.get("retry-after") ?? Number.NaN);
        return { again: failure, ...(after > 0 ? { waitMs: after * 1000 } : {}) };
      }
      return { text: await bodyOf(response, deadline) };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof InquestError) throw cause;
      if (deadline.aborted) {
        throw new InquestError("timeout", `${name} did not answer in time.`, "Try again later.", { cause });
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

  async function bodyOf(response: Response, signal: AbortSignal): Promise<string> {
    if (response.body === null) return "";
    const bounds = { keep: limits.answerBytes, read: limits.answerBytes + 1 };
    const bytes = await readBounded(response.body, bounds, signal);
    if (bytes.brokenBy !== undefined) throw new Error("the transfer broke", { cause: bytes.brokenBy });
    if (bytes.truncated) {
      throw new InquestError(
        "too_large",
        `${name} answered with more than ${limits.answerBytes} bytes.`,
        `Ask ${name} itself.`,
      );
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes.content) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }

  function checked<Answer>(text: string, schema: z.ZodType<Answer>): Answer {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new InquestError(
      "malformed_answer",
      `What answers in the place of ${name} does not speak its language.`,
      `Check ${options.settings.url}, and whether a proxy answers in ${name}'s place.`,
    );
  }

  function refusalOf(status: number): InquestError | undefined {
    const { settings } = options;
    if (status >= 200 && status < 300) return undefined;
    if (status === 401) {
      return new InquestError(
        "credentials_refused",
        `${name} refuses the credentials.`,
        `Check ${settings.token}.`,
      );
    }
    if (status === 403) {
      return new InquestError(
        "permission_missing",
        `${name} does not let these credentials read.`,
        `Give what ${settings.token} names the right to read.`,
      );
    }
    if (status === 429) {
      return new InquestError("rate_limited", `${name} asks for a pause.`, "Investigate again in a minute.");
    }
    if (status === 404 || (status >= 300 && status < 400)) {
      return new InquestError("not_found", `${name}'s API is not at this address.`, `Check ${settings.url}.`);
    }
    if (status >= 500) {
      return new InquestError(
        "unreachable",
        `${name} answered ${status}.`,
        `Look at ${name}, then try again.`,
      );
    }
    return new InquestError("refused", `${name} answered ${status}.`, `Ask ${name} itself.`);
  }
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
