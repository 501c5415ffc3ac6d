import type { Incident } from "../domain/index.ts";
import { InquestError } from "../domain/index.ts";
import type { IncidentStore } from "../store/ports.ts";
import { redactEvent } from "./evidence/redact-event.ts";

/**
 * The incident under investigation, its event without secrets; its absence is an error, since triage made sure
 * of it.
 */
export async function requireIncident(incidents: Pick<IncidentStore, "get">, id: string): Promise<Incident> {
  const incident = await incidents.get(id);
  if (incident !== undefined) return { ...incident, event: redactEvent(incident.event, id) };
  throw new InquestError(
    "incident_not_found",
    `There is no incident ${id}.`,
    "It was removed while it was investigated; nothing is left to do.",
  );
}
