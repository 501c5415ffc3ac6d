import type { Overwrite } from "@langchain/langgraph";
import type { DataGap, Diagnosis, EvidenceRequest, FailureEvent, SimilarIncident } from "../domain/index.ts";

/** A change that a model's cause blames; `verify` holds it against the known changes. */
export interface Claim {
  /** The statement of the cause that makes the claim. */
  statement: string;
  change: string;
  paths: string[];
}

/**
 * The state of one investigation as the nodes see it. It holds references and small findings only: the text
 * of the evidence stays in the evidence store, since every step of a run writes its state to the checkpoints.
 */
export interface Investigation {
  /** Empty until triage has opened the incident of `event`. */
  incident: string;
  /** A failure to open an incident for; null once it is open, or when an incident was named. */
  event: FailureEvent | null;
  /** How often `fetch` has run. */
  round: number;
  /** Evidence that is wanted and not yet fetched. */
  requests: EvidenceRequest[];
  /** Requests carried out so far, as `requestKey` names them. */
  asked: string[];
  /** Ids of the stored evidence. */
  evidence: string[];
  gaps: DataGap[];
  similar: SimilarIncident[];
  diagnosis: Diagnosis | null;
  claims: Claim[];
  /** Milliseconds that finished nodes took. */
  spentMs: number;
  modelTokens: number;
  /** True once a limit ended the search for evidence. */
  partial: boolean;
  /** Version of the post-mortem that this run saved; 0 before. */
  version: number;
}

/** What a node gives back: fields it changes. Lists and counters are added to unless overwritten. */
export type InvestigationUpdate = Partial<
  Omit<Investigation, "asked" | "evidence" | "gaps" | "spentMs" | "modelTokens"> & {
    asked: string[] | Overwrite<string[]>;
    evidence: string[] | Overwrite<string[]>;
    gaps: DataGap[] | Overwrite<DataGap[]>;
    spentMs: number | Overwrite<number>;
    modelTokens: number | Overwrite<number>;
  }
>;

/** Names a request so that the same wish is carried out once. */
export function requestKey(request: Pick<EvidenceRequest, "kind" | "target" | "signal">): string {
  const { kind, target, signal = 1 } = request;
  return signal === 1 ? `${kind}:${target}` : `signal ${signal} ${kind}:${target}`;
}
