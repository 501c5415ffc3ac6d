import { type Incident, InquestError } from "../domain/index.ts";
import type { EvidenceStore, IncidentStore } from "../store/ports.ts";
import type { Services } from "./services.ts";

type Reading = Pick<
  Services,
  | "listIncidents"
  | "showIncident"
  | "listEvidence"
  | "evidenceLines"
  | "readEvidence"
  | "steps"
  | "followSteps"
>;

/** The reading verbs. An unknown id is `incident_not_found` or `evidence_not_found`. */
export function createReadIncidents(dependencies: {
  incidents: IncidentStore;
  evidence: EvidenceStore;
}): Reading {
  const { incidents, evidence } = dependencies;

  const showIncident = async (id: string): Promise<Incident> => {
    const incident = /^INC-\d{1,15}$/.test(id) ? await incidents.get(id) : undefined;
    if (incident) return incident;
    throw new InquestError(
      "incident_not_found",
      "There is no incident of this name.",
      "`inquest incidents list` shows those there are.",
    );
  };

  const mustHave = async (id: string, evidenceId: string): Promise<void> => {
    await showIncident(id);
    if ((await evidence.list(id)).some((piece) => piece.id === evidenceId)) return;
    throw new InquestError(
      "evidence_not_found",
      `${id} has no such evidence.`,
      "The incident's page lists its evidence.",
    );
  };

  return {
    listIncidents: (filter) => incidents.list({ ...filter, limit: Math.min(Math.max(filter.limit, 1), 100) }),
    showIncident,
    listEvidence: async (id) => {
      await showIncident(id);
      return evidence.list(id);
    },
    evidenceLines: async (id, evidenceId, start, end) => {
      await mustHave(id, evidenceId);
      return evidence.lines(id, evidenceId, start, end);
    },
    readEvidence: async function* (id, evidenceId) {
      await mustHave(id, evidenceId);
      yield* evidence.read(id, evidenceId);
    },
    steps: async (id, after) => {
      await showIncident(id);
      return incidents.steps(id, after);
    },
    followSteps: async function* (id, after, signal) {
      const { status } = await showIncident(id);
      if (status !== "queued" && status !== "investigating") {
        // The report is there before the team is told and memory has it, so the steps say when it is over.
        const steps = await incidents.steps(id, 0);
        if (steps.at(-1)?.node === lastNode) {
          yield* steps.filter((step) => step.sequence > after);
          return;
        }
      }
      for await (const step of incidents.follow(id, after, signal)) {
        yield step;
        if (step.node === lastNode && step.state !== "started") return;
      }
    },
  };
}

/** The step that every investigation ends with, whatever happened in it. */
export const lastNode = "investigation";
