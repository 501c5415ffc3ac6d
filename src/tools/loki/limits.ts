import type { JsonSourceLimits } from "../json-source.ts";

/** Bounds on what one request for logs may cost. */
export interface LokiLimits extends JsonSourceLimits {
  /** Most lines of one query's answer; Loki's own default refuses more than 5,000. */
  lines: number;
  /** Seconds of context before and after the start of the failure. */
  beforeSeconds: number;
  afterSeconds: number;
  /** Seconds before the start in which lines that speak of errors are looked for. */
  errorsBeforeSeconds: number;
  /** Most streams (pods and containers) that become evidence. */
  streams: number;
}

export const defaultLimits: Readonly<LokiLimits> = {
  answerMs: 20_000,
  answerBytes: 32 * 1024 * 1024,
  retries: 3,
  retryMs: 500,
  waitMs: 15_000,
  lines: 5_000,
  beforeSeconds: 10 * 60,
  afterSeconds: 5 * 60,
  errorsBeforeSeconds: 60 * 60,
  streams: 8,
};
