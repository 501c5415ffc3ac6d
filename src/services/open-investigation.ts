import { randomUUID } from "node:crypto";
import { type FailureEvent, type Incident, InquestError } from "../domain/index.ts";
import type { IncidentStore } from "../store/ports.ts";

/** Opens an incident for an event that a person brought, and queues its investigation; joins the open one. */
export function createOpenInvestigation(dependencies: { incidents: IncidentStore }) {
  return async (event: FailureEvent): Promise<Incident> => {
    const received = await dependencies.incidents.receive({
      source: event.source,
      deliveryId: randomUUID(),
      event,
    });
    if (received.kind === "opened" || received.kind === "joined") return received.incident;
    throw new InquestError(
      "invalid_request",
      "Only a failure can be investigated.",
      "Give a failed run, or a folder with its evidence.",
    );
  };
}
