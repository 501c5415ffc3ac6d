import { InquestError } from "../domain/index.ts";

export interface ConditionalAnswer {
  /** False when nothing changed since `etag`; then there is no body. */
  changed: boolean;
  body: unknown;
  etag: string | undefined;
  headers: Headers;
}

/** The host asks to be left alone for a while. */
export class RateLimited extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`rate limited for ${seconds} s`);
    this.seconds = seconds;
  }
}

const mostBytes = 32 * 1024 * 1024;
const mostMs = 30_000;

/**
 * One JSON page, asked for only if it changed. `server` names the host and its settings for a reader.
 *
 * @throws RateLimited
 * @throws InquestError `credentials_refused`, `permission_missing`, `not_found`, `unreachable`, `malformed_answer`
 */
export async function conditionalGet(
  url: string,
  options: {
    headers: Record<string, string>;
    etag?: string | undefined;
    /** What is asked for: "the runs of orchard/shop". */
    what: string;
    server: { name: string; address: string; token: string; scope: string };
    signal: AbortSignal;
  },
): Promise<ConditionalAnswer> {
  const { headers, etag, what, server, signal } = options;
  const failed = (code: string, why: string, remedy: string, cause?: unknown) =>
    new InquestError(code, `${server.name} cannot be asked for ${what}: ${why}.`, remedy, { cause });
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, {
      headers: { "user-agent": "inquest", ...headers, ...(etag ? { "if-none-match": etag } : {}) },
      // A token is never carried to another address; a moved repository answers with one.
      redirect: "manual",
      signal: deadline,
    });
    text = await boundedText(answer);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof InquestError) throw cause;
    throw failed("unreachable", "it does not answer", `Check ${server.address} and the network.`, cause);
  }
  const { status } = answer;
  if (status === 304) return { changed: false, body: undefined, etag, headers: answer.headers };
  const pause = pauseOf(answer);
  if (pause !== undefined) throw new RateLimited(pause);
  if (status === 401) {
    throw failed("credentials_refused", "it refuses the token", `Renew ${server.token}.`);
  }
  if (status === 403) {
    throw failed("permission_missing", "the token may not", `Grant \`${server.scope}\` to ${server.token}.`);
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    throw failed(
      "not_found",
      status === 404 ? "it does not have them, or does not show them to us" : "they have moved",
      `Check the name, and that ${server.token} can see it with \`${server.scope}\`.`,
    );
  }
  if (!answer.ok) throw failed("unreachable", `it answered ${status}`, "It is asked again by itself.");
  try {
    const body: unknown = JSON.parse(text);
    return { changed: true, body, etag: answer.headers.get("etag") ?? undefined, headers: answer.headers };
  } catch (cause) {
    throw failed(
      "malformed_answer",
      "the answer is no JSON",
      `Check ${server.address}, and whether a proxy answers in its place.`,
      cause,
    );
  }
}

async function boundedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new InquestError(
        "too_large",
        `An answer is larger than ${mostBytes} bytes.`,
        "Ask an administrator.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Seconds that an answer asks to wait when it is about a rate limit. GitHub answers 403 or 429, with
 * `retry-after` or `x-ratelimit-reset`; GitLab 429, with `retry-after` and `ratelimit-reset`.
 */
function pauseOf({ status, headers }: Response): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = headers.get("retry-after") ?? "";
  // Seconds or a date, as RFC 9110 has it.
  const seconds = /^\d+$/.test(after) ? Number(after) : Math.ceil((Date.parse(after) - Date.now()) / 1000);
  if (Number.isFinite(seconds)) return Math.min(Math.max(0, seconds), 3600);
  const limited = status === 429 || headers.get("x-ratelimit-remaining") === "0";
  return limited ? untilReset(headers) : undefined;
}

/** Seconds until a used-up limit begins anew; undefined while there is some left. */
export function pauseBefore(headers: Headers): number | undefined {
  const left = headers.get("x-ratelimit-remaining") ?? headers.get("ratelimit-remaining");
  return left === "0" ? untilReset(headers) : undefined;
}

function untilReset(headers: Headers): number {
  const reset = Number(headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset") ?? Number.NaN);
  const seconds = reset - Date.now() / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(1, Math.ceil(seconds)), 3600) : 60;
}
