import { z } from "zod";

/** What a time series tells about: the alert's own value, or one of the golden signals of a workload. */
export const MetricSignal = z.enum([
  "alert",
  "memory",
  "cpu",
  "throttling",
  "restarts",
  "availability",
  "errors",
  "latency",
  "traffic",
  "saturation",
  "disk",
]);
export type MetricSignal = z.infer<typeof MetricSignal>;

/** One change of one time series. Times are UTC. */
export const MetricFinding = z.object({
  /** 1-based line of the evidence's text at which `sentence` stands. */
  line: z.number().int(),
  /** "memory of checkout rose from 210 MiB to its limit of 512 MiB between 10:02 and 10:09 UTC" */
  sentence: z.string(),
  signal: MetricSignal,
  direction: z.enum(["rose", "fell"]),
  from: z.number(),
  to: z.number(),
  /** `bytes`, `cores`, `seconds`, `ratio`, `per_second` or empty for a bare number. */
  unit: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
  endedAt: z.iso.datetime({ offset: true }),
  /** The limit or threshold that it reached. */
  reached: z.number().optional(),
  /** 0 to 1: how much it says about the failure. */
  score: z.number(),
});
export type MetricFinding = z.infer<typeof MetricFinding>;

/** Structured form of `metrics` evidence. Findings best first. */
export const MetricFindings = z.object({
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  findings: z.array(MetricFinding),
  /** What was read, thinned out for showing: seconds since 1970 and value. */
  series: z.array(
    z.object({
      name: z.string(),
      query: z.string(),
      unit: z.string(),
      points: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});
export type MetricFindings = z.infer<typeof MetricFindings>;
