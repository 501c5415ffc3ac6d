import { InquestError } from "../domain/index.ts";

export interface BoundedFetchOptions {
  /** Every address fetched begins here, or was named by an answer from here. */
  apiUrl: string;
  /** Most milliseconds until an answer begins, and between two pieces of it. */
  answerMs: number;
  /** Most bytes of an answer's body that is read before it is handed over. */
  bytes: number;
  /** Whether an answer may send us to another host, as log downloads do. */
  elsewhere: boolean;
  /** Hand a good answer's body over as it comes, of any size, instead of reading it first. */
  stream: boolean;
  /** What a reader knows the server by: its name, and the variable that holds its address. */
  server: { name: string; variable: string };
}

const redirects = new Set([301, 302, 303, 307, 308]);
const maxRedirects = 5;

/**
 * A `fetch` that bounds time and size and follows redirects itself: never with the Authorization header to
 * another origin, never from https to http, never from a public host to a private address.
 */
export function createBoundedFetch(options: BoundedFetchOptions): typeof fetch {
  const origin = new URL(options.apiUrl).origin;
  return async (input, init) => {
    let address = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const watch = startWatch(options.answerMs, init?.signal);
      let response: Response;
      try {
        response = await fetch(address.href, { ...init, headers, redirect: "manual", signal: watch.signal });
      } catch (cause) {
        watch.stop();
        throw cause;
      }
      const location = redirects.has(response.status) ? response.headers.get("location") : null;
      const away = address.origin !== origin;
      if (!location && !(away && !response.ok)) return withBoundedBody(response, options, watch);
      watch.stop();
      await response.body?.cancel();
      if (!location) throw refusedElsewhere(response.status, options.server.name);
      const refuse = (what: string) => refusedRedirect(what, options.server.variable);
      const next = target(location, address, refuse);
      if (next.origin !== origin) {
        assertAllowed(next, address, options.elsewhere, refuse);
        for (const name of ["authorization", "cookie", "proxy-authorization", "private-token"])
          headers.delete(name);
      }
      address = next;
    }
    throw refusedRedirect("it redirects more than five times", options.server.variable);
  };
}

type Refuse = (what: string) => InquestError;

function target(location: string, from: URL, refuse: Refuse): URL {
  if (!URL.canParse(location, from.href)) throw refuse("it redirects to something that is no address");
  return new URL(location, from);
}

function assertAllowed(next: URL, from: URL, elsewhere: boolean, refuse: Refuse): void {
  if (!elsewhere) throw refuse(`it redirects to another host, ${next.hostname}`);
  if (next.protocol !== "https:" && next.protocol !== from.protocol) {
    throw refuse(`it redirects from ${from.protocol}// to ${next.protocol}//`);
  }
  if (next.username || next.password) throw refuse("it redirects to an address with a password");
  if (isPrivate(next.hostname) && !isPrivate(from.hostname)) {
    throw refuse("it redirects to a private address");
  }
}

function refusedRedirect(what: string, variable: string): InquestError {
  return new InquestError(
    "redirect_refused",
    `the answer was not followed: ${what}.`,
    `Check ${variable}; it must be the server's own address.`,
  );
}

/** Another host's 403 says nothing of our permissions. */
function refusedElsewhere(status: number, name: string): InquestError {
  return status === 404 || status === 410
    ? new InquestError(
        "log_expired",
        `the store that ${name} names for it no longer has it.`,
        "Run the job again; its log is gone.",
      )
    : new InquestError(
        "unreachable",
        `the store that ${name} names for it answered ${status}.`,
        "Try again later.",
      );
}

/** Loopback, link-local and private addresses as they may stand in a URL. Names are not resolved. */
function isPrivate(hostname: string): boolean {
  if (/(^|\.)localhost\.?$/.test(hostname)) return true;
  if (hostname.startsWith("[")) return /^\[(::1?\]|::ffff:|f[cd]|fe[89ab])/i.test(hostname);
  const parts = hostname.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part))) return false;
  const [a = 0, b = 0] = parts;
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168)
  );
}

interface Watch {
  signal: AbortSignal;
  /** Something came: the wait begins anew. */
  touch(): void;
  stop(): void;
}

function startWatch(milliseconds: number, outer: AbortSignal | null | undefined): Watch {
  const quiet = new AbortController();
  const expire = () =>
    quiet.abort(
      new InquestError(
        "timeout",
        `the server was silent for ${Math.round(milliseconds / 1000)} s.`,
        "Try again later.",
      ),
    );
  let timer = setTimeout(expire, milliseconds);
  return {
    signal: outer ? AbortSignal.any([outer, quiet.signal]) : quiet.signal,
    touch() {
      clearTimeout(timer);
      timer = setTimeout(expire, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}

async function withBoundedBody(
  response: Response,
  options: BoundedFetchOptions,
  watch: Watch,
): Promise<Response> {
  const { status, statusText, headers } = response;
  if (!response.body) {
    watch.stop();
    return response;
  }
  const streams = options.stream && response.ok;
  const bounded = boundedChunks(response.body, streams ? Number.POSITIVE_INFINITY : options.bytes, watch);
  if (streams) {
    return new Response(ReadableStream.from(bounded), { status, statusText, headers });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded) chunks.push(chunk);
  return new Response(Buffer.concat(chunks), { status, statusText, headers });
}

async function* boundedChunks(
  body: ReadableStream<Uint8Array>,
  bytes: number,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of body) {
      watch.touch();
      total += chunk.length;
      if (total > bytes) {
        throw new InquestError(
          "too_large",
          `the answer is larger than ${bytes} bytes.`,
          "Look at the original; it is larger than Inquest reads.",
        );
      }
      yield chunk;
    }
  } finally {
    watch.stop();
  }
}
