import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import type { IncidentStore, Received } from "../store/ports.ts";
import type { Trigger } from "../triggers/trigger.ts";
import { errorBody } from "./error-body.ts";
import type { Services, WebhookAnswer } from "./services.ts";

/**
 * Verifies, parses and records a delivery. The answer is 202 only once the store has it; whatever the body
 * holds, the answer is never a server error. A store out of reach is 503, so that the sender tries again.
 */
export function createReceiveWebhook(dependencies: {
  triggers: readonly Trigger[];
  incidents: IncidentStore;
  logger: Logger;
}): Services["receiveWebhook"] {
  const triggers = new Map<string, Trigger>(
    dependencies.triggers.map((trigger) => [trigger.source, trigger]),
  );

  return async (source, request): Promise<WebhookAnswer> => {
    const trigger = triggers.get(source);
    if (!trigger) {
      const known = [...triggers.keys()].join(", ");
      return refusal(
        404,
        new InquestError(
          "unknown_source",
          "There is no such webhook.",
          `Send to /webhooks/ and one of: ${known}.`,
        ),
      );
    }
    const outcome = await trigger.receive(request);
    if (outcome.kind === "refused") {
      dependencies.logger.warn({ source, code: outcome.error.code }, "webhook refused");
      return refusal(outcome.status, outcome.error);
    }
    if (outcome.kind === "ignored") {
      dependencies.logger.debug(
        { source, delivery: outcome.deliveryId, reason: outcome.reason },
        "webhook ignored",
      );
      return { status: 202, body: { outcome: "ignored", incidents: [], reason: outcome.reason } };
    }
    try {
      const { deliveryId, event } = outcome;
      const received = await dependencies.incidents.receive({ source, deliveryId, event });
      const incidents = incidentsOf(received);
      dependencies.logger.info(
        { source, delivery: deliveryId, outcome: received.kind, incidents },
        "webhook recorded",
      );
      return { status: 202, body: { outcome: received.kind, incidents } };
    } catch (cause) {
      dependencies.logger.error({ source, delivery: outcome.deliveryId, err: cause }, "webhook not recorded");
      return refusal(
        503,
        new InquestError(
          "unavailable",
          "The delivery could not be recorded just now.",
          "Send it again in a minute.",
          { cause },
        ),
      );
    }
  };
}

function incidentsOf(received: Received): string[] {
  switch (received.kind) {
    case "duplicate":
      return [];
    case "resolved":
      return received.incidents.map((incident) => incident.id);
    case "opened":
    case "joined":
      return [received.incident.id];
  }
}

function refusal(status: 400 | 401 | 403 | 404 | 503, error: InquestError): WebhookAnswer {
  return { status, body: { error: errorBody(error) } };
}
