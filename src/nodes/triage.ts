import { randomUUID } from "node:crypto";
import { Overwrite } from "@langchain/langgraph";
import type { EvidenceKind, EvidenceRequest, FailureEvent, Incident, Subject } from "../domain/index.ts";
import { InquestError } from "../domain/index.ts";
import type { NodeDependencies } from "./dependencies.ts";
import { redactLine } from "./evidence/redact-data.ts";
import { requireIncident, signalsToInvestigate } from "./incident.ts";
import type { Investigation } from "./investigation.ts";
import type { InvestigationNode } from "./steps.ts";
import { createNode } from "./steps.ts";

/** What is worth fetching first, by where the failure happened. Everything else is asked for by what is found. */
const FIRST_WISHES: Record<Subject["kind"], readonly [EvidenceKind, string][]> = {
  github_run: [
    ["run", "to see which jobs and steps failed"],
    ["failed_log", "to read why they failed"],
    ["annotations", "to see what the run itself points at"],
    ["changes", "to know what changed since the last green run"],
    ["pull_request", "to know what the change was for"],
  ],
  github_check: [
    ["run", "to see which jobs and steps failed"],
    ["failed_log", "to read why they failed"],
    ["annotations", "to see what the check itself points at"],
    ["changes", "to know what changed since the last green run"],
  ],
  github_deployment: [
    ["run", "to see which run deployed it"],
    ["failed_log", "to read why it failed"],
    ["changes", "to know what changed since the last good deployment"],
  ],
  command: [
    ["failed_log", "to read why the command failed"],
    ["changes", "to know what changed in the working tree and the latest commits"],
  ],
  gitlab_pipeline: [
    ["run", "to see which jobs failed"],
    ["failed_log", "to read why they failed"],
    ["test_report", "to see which tests failed, where the pipeline keeps reports"],
    ["changes", "to know what changed since the last green pipeline"],
    ["pull_request", "to know what the change was for"],
  ],
  alert: [
    ["metrics", "to see what the alert measures, and when it changed"],
    ["objects", "to see the state of the workload it is about"],
    ["events", "to see what the cluster says about it"],
    ["container_log", "to read what the workload says"],
    ["previous_log", "to read what it said before it was restarted"],
  ],
  workload: [
    ["objects", "to see the state of the workload and what belongs to it"],
    ["events", "to see what the cluster says about it"],
    ["container_log", "to read what its containers say"],
    ["previous_log", "to read what they said before they were restarted"],
    ["changes", "to know what the latest rollouts changed"],
    ["metrics", "to see what changed around the failure"],
  ],
  // The sender's text is stored with the event; a collector that knows more may answer.
  generic: [["failed_log", "to read what the sender told"]],
  folder: [
    ["files", "because the folder is all the evidence there is"],
    ["changes", "to know what changed before, where the folder tells"],
  ],
};

/**
 * Names the incident (opening it first when the run began with an event) and lists the first evidence to
 * fetch. Starts the investigation's state afresh, so that a later run on the same thread begins with nothing
 * of the earlier one.
 */
export function createTriage(dependencies: NodeDependencies): InvestigationNode {
  const { incidents } = dependencies;
  return createNode(dependencies, "triage", "reading what failed", async (state) => {
    const { id } = await openIncident(incidents, state.incident, state.event);
    // A resolved incident stays resolved, whatever status it is given.
    await incidents.setStatus(id, "investigating");
    // Its signals are read after it is under way: one that joins from now on is investigated next.
    const incident = await requireIncident(incidents, id);
    const signals = signalsToInvestigate(incident);
    const requests = signals.flatMap(({ number, event }) => firstRequests(event.subject, number));
    const about = signals.length === 1 ? "" : ` about ${signals.length} signals`;
    return {
      update: {
        incident: incident.id,
        event: null,
        round: 0,
        requests,
        asked: new Overwrite<string[]>([]),
        evidence: new Overwrite<string[]>([]),
        gaps: new Overwrite<Investigation["gaps"]>([]),
        similar: [],
        diagnosis: null,
        claims: [],
        spentMs: new Overwrite(0),
        modelTokens: new Overwrite(0),
        partial: false,
        version: 0,
      },
      message: `${redactLine(incident.event.title, incident.id)}: asks for ${requests.length} pieces of evidence${about}`,
    };
  });
}

export function firstRequests(subject: Subject, signal = 1): EvidenceRequest[] {
  return FIRST_WISHES[subject.kind].map(([kind, reason]) => ({
    kind,
    target: "",
    signal,
    reason,
    askedBy: "triage",
  }));
}

async function openIncident(
  incidents: NodeDependencies["incidents"],
  named: string,
  event: FailureEvent | null,
): Promise<Incident> {
  if (event !== null) {
    // Two receipts of one event join one incident through its dedupe key, so a resumed triage opens no second.
    const received = await incidents.receive({
      source: event.source,
      deliveryId: `graph:${randomUUID()}`,
      event,
    });
    if (received.kind === "opened" || received.kind === "joined") return received.incident;
    throw new InquestError(
      "invalid_request",
      "The event is not a failure, so there is nothing to investigate.",
      "Start the run with a failure event, or with the id of an incident.",
    );
  }
  const incident = named === "" ? undefined : await incidents.get(named);
  if (incident === undefined) {
    throw new InquestError(
      "incident_not_found",
      named === "" ? "The run names no incident." : `There is no incident ${named}.`,
      'Start the run with { "incident": "INC-…" } or with { "event": … }.',
    );
  }
  return incident;
}
