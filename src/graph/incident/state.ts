import { ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import { DataGap, Diagnosis, EvidenceRequest, FailureEvent, SimilarIncident } from "../../domain/index.ts";

const Claim = z.object({ statement: z.string(), change: z.string(), paths: z.array(z.string()) });

/** A list that grows and holds each text once. */
const TextSet = new ReducedValue(
  z.array(z.string()).default(() => []),
  { reducer: (known, added) => [...new Set([...known, ...added])] },
);

const Sum = new ReducedValue(z.number().default(0), { reducer: (sum, added) => sum + added });

const Gaps = new ReducedValue(
  z.array(DataGap).default(() => []),
  {
    reducer: (known, added) => [
      ...new Map([...known, ...added].map((gap) => [`${gap.code} ${gap.missing}`, gap])).values(),
    ],
  },
);

/**
 * The state of the incident graph; `Investigation` in the nodes' room says what each field means. References
 * and small findings only: evidence text would be written to the checkpoints at every step.
 */
export const IncidentState = new StateSchema({
  incident: z.string().default(""),
  event: FailureEvent.nullable().default(null),
  round: z.number().default(0),
  requests: z.array(EvidenceRequest).default(() => []),
  asked: TextSet,
  evidence: TextSet,
  gaps: Gaps,
  similar: z.array(SimilarIncident).default(() => []),
  diagnosis: Diagnosis.nullable().default(null),
  claims: z.array(Claim).default(() => []),
  spentMs: Sum,
  modelTokens: Sum,
  partial: z.boolean().default(false),
  version: z.number().default(0),
});

/** What a run may be started with: the id of an incident, or an event to open one for. */
export const IncidentInput = new StateSchema({
  incident: z.string().optional(),
  event: FailureEvent.nullable().optional(),
});
