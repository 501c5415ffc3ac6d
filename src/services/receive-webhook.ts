import type { Logger } from "pino";
import { InquestError } from "../domain/index.ts";
import type { IncidentStore, Received } from "../store/ports.ts";
import type { Trigger } from "../triggers/trigger.ts";
import { errorBody } from "./error-body.ts";
import type { Services, WebhookAnswer } from "./services.ts";
import { withoutSecrets } from "./without-secrets.ts";

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
    const events = (outcome.kind === "event" ? [outcome.event] : outcome.events).map(withoutSecrets);
    try {
      // Received in their order. Each event of a group is a delivery of its own, so that a group cut off by a
      // crash is completed later.
      const answers = await Promise.all(
        events.map((event, index) => {
          const deliveryId = events.length === 1 ? outcome.deliveryId : `${outcome.deliveryId}#${index}`;
          return dependencies.incidents.receive({ source, deliveryId, event });
        }),
      );
      const kind = kinds.find((one) => answers.some((answer) => answer.kind === one)) ?? "ignored";
      const incidents = [...new Set(answers.flatMap(incidentsOf))];
      dependencies.logger.info(
        { source, delivery: outcome.deliveryId, outcome: kind, incidents },
        "webhook recorded",
      );
      return { status: 202, body: { outcome: kind, incidents } };
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

/** What the answer tells of a delivery with several events: the most that happened. */
const kinds = [
  "opened",
  "joined",
  "resolved",
  "updated",
  "deployed",
  "silenced",
  "duplicate",
] as const satisfies Received["kind"][];

function incidentsOf(received: Received): string[] {
  switch (received.kind) {
    case "duplicate":
    case "silenced":
      return [];
    case "resolved":
    case "updated":
    case "deployed":
      return received.incidents.map((incident) => incident.id);
    case "opened":
    case "joined":
      return [received.incident.id];
  }
}

function refusal(status: 400 | 401 | 403 | 404 | 503, error: InquestError): WebhookAnswer {
  return { status, body: { error: errorBody(error) } };
}
