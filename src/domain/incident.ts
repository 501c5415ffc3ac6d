import { z } from "zod";
import { FailureEvent } from "./event.ts";
import { PostMortem } from "./post-mortem.ts";

export const IncidentStatus = z.enum(["queued", "investigating", "reported", "resolved", "failed"]);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

export const Incident = z.object({
  /** `INC-` and a number that counts up in this installation. */
  id: z.string().regex(/^INC-\d+$/),
  status: IncidentStatus,
  event: FailureEvent,
  /** Redelivered or joined events beyond the first. */
  eventCount: z.number().int(),
  openedAt: z.iso.datetime({ offset: true }),
  updatedAt: z.iso.datetime({ offset: true }),
  resolvedAt: z.iso.datetime({ offset: true }).optional(),
  resolution: z.string().optional(),
  postMortem: PostMortem.optional(),
});
export type Incident = z.infer<typeof Incident>;

/** One step of an investigation, as the page and the terminal show it while it runs. */
export const Step = z.object({
  incident: z.string(),
  /** Counts up within the incident. */
  sequence: z.number().int(),
  node: z.string(),
  state: z.enum(["started", "finished", "failed"]),
  /** One sentence: "fetched 3 of 4 pieces of evidence". */
  message: z.string(),
  at: z.iso.datetime({ offset: true }),
});
export type Step = z.infer<typeof Step>;
