import type { EvidenceStore, IncidentStore } from "../../store/ports.ts";
import type { IncidentMemory } from "../../vectorstore/incident-memory.ts";

/** All that the chat may do: read. */
export interface IncidentLookup {
  incidents: Pick<IncidentStore, "get" | "list">;
  evidence: Pick<EvidenceStore, "list" | "data">;
  memory?: Pick<IncidentMemory, "recall">;
  now: () => Date;
}
