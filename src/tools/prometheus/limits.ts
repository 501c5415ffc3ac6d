import type { JsonSourceLimits } from "../json-source.ts";

/** Bounds on what one request for metrics may cost. */
export interface PrometheusLimits extends JsonSourceLimits {
  /** Samples that a range is divided into. */
  points: number;
  /** Seconds looked at before and after the start of the failure. */
  beforeSeconds: number;
  afterSeconds: number;
  /** Most series taken of one query's answer. */
  series: number;
  /** Most findings told. */
  findings: number;
}

export const defaultLimits: Readonly<PrometheusLimits> = {
  answerMs: 15_000,
  answerBytes: 16 * 1024 * 1024,
  retries: 2,
  retryMs: 500,
  waitMs: 10_000,
  points: 300,
  beforeSeconds: 60 * 60,
  afterSeconds: 15 * 60,
  series: 5,
  findings: 12,
};
