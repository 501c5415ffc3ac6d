import type { EvidenceRequest, FailureEvent, Incident, Signal, Subject } from "../domain/index.ts";
import { InquestError } from "../domain/index.ts";
import type { IncidentStore } from "../store/ports.ts";
import { redactEvent } from "./evidence/redact-event.ts";

/**
 * The incident under investigation, its event without secrets; its absence is an error, since triage made sure
 * of it.
 */
export async function requireIncident(incidents: Pick<IncidentStore, "get">, id: string): Promise<Incident> {
  const incident = await incidents.get(id);
  if (incident !== undefined) {
    const signals = incident.signals?.map((signal) => ({ ...signal, event: redactEvent(signal.event, id) }));
    return { ...incident, event: redactEvent(incident.event, id), ...(signals ? { signals } : {}) };
  }
  throw new InquestError(
    "incident_not_found",
    `There is no incident ${id}.`,
    "It was removed while it was investigated; nothing is left to do.",
  );
}

/** Signals whose evidence one investigation gathers; a storm has more than anybody reads. */
const MOST_INVESTIGATED = 6;

/**
 * The signals that stand for different failures, the first and then the latest; two that name the same failure
 * (a run and its deployment) are one.
 */
export function signalsToInvestigate(
  incident: Pick<Incident, "event" | "signals">,
): { number: number; event: FailureEvent }[] {
  const { event, signals = [] } = incident;
  const [first = { number: 1, event }, ...others] = signals;
  const seen = new Set([first.event.dedupeKey]);
  const distinct = others.filter(({ event: { dedupeKey } }: Signal) => {
    const known = seen.has(dedupeKey);
    seen.add(dedupeKey);
    return !known;
  });
  return [first, ...distinct.slice(-(MOST_INVESTIGATED - 1))];
}

/** What the request is about: the signal's event that it names, else the first whose subject somebody answers for. */
export function eventOf(
  incident: Pick<Incident, "event" | "signals">,
  request: EvidenceRequest,
  answers: (subject: Subject) => boolean,
): FailureEvent {
  const named = incident.signals?.find((signal) => signal.number === request.signal);
  if (named !== undefined) return named.event;
  const events = signalsToInvestigate(incident).map((signal) => signal.event);
  return events.find(({ subject }) => answers(subject)) ?? incident.event;
}
