import { setTimeout as wait } from "node:timers/promises";
import { type Logger, LogLevel, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import { slackFailure } from "./slack-errors.ts";

export interface SlackClientOptions {
  token: string;
  /** Base address of the Web API, ending in `/api/`. */
  apiUrl?: string;
  /** Time that one call may take; default 15 s. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** Slack's client logs to the console by default, and its debug lines hold whole messages. */
const SILENT: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Longest sum of waits that Slack's rate limits may cost one delivery; the queue tries again after that. */
const LONGEST_WAIT_SECONDS = 60;

export interface SlackClient {
  web: WebClient;
  /** Runs one call, waits as long as Slack asks to (within bounds), and turns failures into an `InquestError`. */
  call<Result>(method: string, run: (web: WebClient) => Promise<Result>): Promise<Result>;
}

/** A client for one delivery: every request ends with its signal, nothing is retried behind its back. */
export function createSlackClient(options: SlackClientOptions): SlackClient {
  const { token, apiUrl, timeoutMs, signal } = options;
  const web = new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: timeoutMs,
    logger: SILENT,
    fetch: (url, init) => {
      const signals = init?.signal === undefined ? [signal] : [signal, init.signal];
      return fetch(url, { ...init, signal: AbortSignal.any(signals) });
    },
  });
  let waited = 0;

  async function call<Result>(method: string, run: (web: WebClient) => Promise<Result>): Promise<Result> {
    for (;;) {
      signal.throwIfAborted();
      try {
        return await run(web);
      } catch (error) {
        signal.throwIfAborted();
        const asked = error instanceof WebAPIRateLimitedError ? Math.max(1, error.retryAfter) : undefined;
        if (asked === undefined || waited + asked > LONGEST_WAIT_SECONDS) throw slackFailure(method, error);
        waited += asked;
        await wait(asked * 1000, undefined, { signal });
      }
    }
  }

  return { web, call };
}
