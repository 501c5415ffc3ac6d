import { z } from "zod";
import { FailureEvent } from "../../domain/index.ts";
import { bodyHash, refusalOf, refused } from "../credentials.ts";
import type { Trigger, TriggerOutcome, WebhookRequest } from "../trigger.ts";
import { type AlertSource, eventOfAlert } from "./events.ts";
import { GroupPayload } from "./payload.ts";
import { reasonToIgnore, type Severity } from "./severity.ts";

export interface AlertTriggerOptions {
  /** Bearer token, or `user:password` for basic auth. */
  token?: string;
  /** Accept deliveries without a token when none is set; only for a server that listens on loopback. */
  allowUnsigned: boolean;
  /** Alerts of a lower severity are ignored. */
  leastSeverity: Severity;
  /** Host of the Prometheus that is asked for evidence, as its address has it (`prometheus:9090`). */
  prometheusHost?: string;
}

/**
 * Alertmanager's webhook (version 4): every alert of a group is an event of its own.
 *
 * @example
 * const trigger = createAlertmanagerTrigger({ token, allowUnsigned: false, leastSeverity: "warning" });
 * const outcome = await trigger.receive({ headers, body });
 */
export function createAlertmanagerTrigger(options: AlertTriggerOptions): Trigger {
  return alertTrigger("alertmanager", "Alertmanager", "ALERTMANAGER_WEBHOOK_TOKEN", options);
}

/** Grafana's alerting, whose webhook contact point sends Alertmanager's form with more in it. */
export function createGrafanaTrigger(options: AlertTriggerOptions): Trigger {
  return alertTrigger("grafana", "Grafana", "GRAFANA_WEBHOOK_TOKEN", options);
}

function alertTrigger(
  sender: AlertSource["sender"],
  name: string,
  setting: string,
  options: AlertTriggerOptions,
): Trigger {
  const { token, allowUnsigned, leastSeverity, prometheusHost } = options;
  return {
    source: sender,
    async receive(request) {
      return (
        refusalOf({ token }, request, { sender: name, setting, allowUnsigned }) ??
        read(request, { sender, prometheusHost }, name, leastSeverity)
      );
    },
  };
}

function read(request: WebhookRequest, source: AlertSource, name: string, least: Severity): TriggerOutcome {
  const deliveryId = bodyHash(request);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(request.body);
    const group = GroupPayload.parse(JSON.parse(text));
    const events = new Map<string, FailureEvent>();
    let reason = "it holds no alert";
    for (const alert of group.alerts) {
      const ignored = reasonToIgnore({ ...group.commonLabels, ...alert.labels }, least);
      if (ignored !== undefined) {
        reason = ignored;
        continue;
      }
      const event = FailureEvent.parse(eventOfAlert(alert, group, source));
      events.set(`${event.kind} ${event.dedupeKey}`, event);
    }
    if (events.size === 0) return { kind: "ignored", deliveryId, reason };
    return { kind: "events", deliveryId, events: [...events.values()] };
  } catch (cause) {
    const where = cause instanceof z.ZodError ? cause.issues[0]?.path.join(".") : undefined;
    return refused(
      400,
      "payload_malformed",
      where
        ? `The delivery has no usable ${where.slice(0, 100)}.`
        : `The delivery is not the JSON that ${name} documents.`,
      `Send ${name}'s own webhook (version 4) to this address, without a template of your own.`,
    );
  }
}
