import { z } from "zod";
import { FailureEvent } from "./event.ts";
import { PostMortem } from "./post-mortem.ts";

export const IncidentStatus = z.enum(["queued", "investigating", "reported", "resolved", "failed", "merged"]);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

/** One thing that told of the incident: a failed run, an alert, or a deployment that went well before it. */
export const Signal = z.object({
  /** Counts up within the incident, from 1; the first one opened it. */
  number: z.number().int(),
  event: FailureEvent,
  receivedAt: z.iso.datetime({ offset: true }),
  /** Why it was joined: "same commit 3f2a91c and service checkout within 30 minutes". Empty for the first. */
  reason: z.string(),
  /** How often the very same signal came again. */
  repeats: z.number().int(),
  resolvedAt: z.iso.datetime({ offset: true }).optional(),
  /** The incident that it came from, when that one was merged into this one. */
  from: z.string().optional(),
});
export type Signal = z.infer<typeof Signal>;

/** Two incidents turned out to be one, and why. `incident` is the other one. */
export const Merger = z.object({
  incident: z.string(),
  reason: z.string(),
  at: z.iso.datetime({ offset: true }),
});
export type Merger = z.infer<typeof Merger>;

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
  /** How many different signals it has, repetitions not counted. */
  signalCount: z.number().int().optional(),
  /** Set when what failed had failed and recovered several times shortly before. */
  flapping: z
    .object({
      /** Failures since then, this one included. */
      failures: z.number().int(),
      since: z.iso.datetime({ offset: true }),
      /** The incident of the same period that the team was told of; missing when it is this one. */
      toldBy: z.string().optional(),
    })
    .optional(),
  /** Everything that told of it, oldest first. Given with a single incident, not in lists. */
  signals: z.array(Signal).optional(),
  /** The older incident that this one goes on in; its status is `merged` then. */
  mergedInto: Merger.optional(),
  /** The younger incidents that go on in this one. Given with a single incident, not in lists. */
  merged: z.array(Merger).optional(),
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
