import type { Logger } from "pino";
import type { EvidenceStore, IncidentStore, Outbox, SilenceStore } from "../store/ports.ts";
import type { Collector } from "../tools/collector.ts";
import type { IncidentMemory } from "../vectorstore/incident-memory.ts";
import type { DiagnosisModel } from "./model/diagnosis-model.ts";

/** What ends an investigation early. Reaching one makes the report partial; it is never an error. */
export interface InvestigationLimits {
  /** Times that `fetch` may run. At least 1. */
  rounds: number;
  /** Seconds of work, counted over restarts and without the time that no process worked. */
  seconds: number;
  /** Tokens, in and out, that the model may use in one investigation. */
  modelTokens: number;
  /** Seconds that one evidence request may take, from asking to the last byte stored. */
  collectorSeconds: number;
}

/** Everything that the nodes work with. Built once by the composition root, passed to every node. */
export interface NodeDependencies {
  collectors: readonly Collector[];
  incidents: IncidentStore;
  evidence: EvidenceStore;
  /** Missing when no vector store could be started; recall then becomes a data gap. */
  memory?: IncidentMemory;
  outbox: Outbox;
  /** Missing: nothing is silenced. */
  silences?: Pick<SilenceStore, "holding">;
  /** Channels to tell, by their notifiers' names. Empty: nobody is told. */
  channels: readonly string[];
  /** Missing: the rules' answer stands alone. */
  model?: DiagnosisModel;
  limits: InvestigationLimits;
  /** Address of an incident's page. */
  incidentUrl?: (incident: string) => string;
  now: () => Date;
  logger: Logger;
}
