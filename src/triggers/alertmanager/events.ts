import { createHash } from "node:crypto";
import { type FailureEvent, type Place, placeOfLabels } from "../../domain/index.ts";
import { webLink } from "../web-link.ts";
import type { AlertPayload, GroupPayload } from "./payload.ts";

export interface AlertSource {
  /** Begins every key, so that two senders' fingerprints never meet. */
  sender: "alertmanager" | "grafana";
  /** Host (with port) of the Prometheus that is asked for evidence. */
  prometheusHost?: string;
}

/** One alert of a group, firing or resolved. */
export function eventOfAlert(alert: AlertPayload, group: GroupPayload, source: AlertSource): FailureEvent {
  // An alert's own labels hold the common ones as well; some relays leave them to the group.
  const labels = { ...group.commonLabels, ...alert.labels };
  const name = labels["alertname"] ?? "An alert";
  const startsAt = new Date(alert.startsAt).toISOString();
  const fingerprint = fingerprintOf(alert, labels);
  const { pod: _pod, container: _container, ...place } = placeOfLabels(labels);
  const firing = (alert.status ?? group.status ?? "firing") === "firing";
  const kind = firing ? "failure" : "resolution";
  const stream = `${source.sender}:${fingerprint}`;
  const expression = expressionIn(alert.generatorURL, source.prometheusHost);
  return {
    source: "alertmanager",
    kind,
    dedupeKey: `${stream}:${startsAt}`,
    stream,
    title: titleOf(name, place, alert, firing),
    occurredAt: kind === "failure" ? startsAt : endOf(alert, startsAt),
    subject: {
      kind: "alert",
      name,
      labels,
      annotations: alert.annotations,
      startsAt,
      ...(expression === undefined ? {} : { expression }),
      fingerprint,
    },
    ...place,
    labels,
    url:
      webLink(alert.panelURL) ??
      webLink(alert.dashboardURL) ??
      webLink(alert.generatorURL) ??
      webLink(group.externalURL),
  };
}

function titleOf(name: string, place: Place, alert: AlertPayload, firing: boolean): string {
  const where = [place.namespace, place.service].filter((part) => part !== undefined).join("/");
  const { summary, title, message } = alert.annotations;
  const says = summary ?? title ?? message;
  const what = `${name}${where === "" ? "" : ` on ${where}`}${says === undefined ? "" : `: ${says}`}`;
  const text = firing ? what : `${what} (resolved)`;
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}

/** Alertmanager says `0001-01-01` for an alert that has not ended. */
function endOf(alert: AlertPayload, startsAt: string): string {
  const end = Date.parse(alert.endsAt ?? "");
  const start = Date.parse(startsAt);
  // An end that is no later than the start would not count as the end of what began then.
  return new Date(Number.isNaN(end) || end <= start ? start + 1 : end).toISOString();
}

function fingerprintOf(alert: AlertPayload, labels: Record<string, string>): string {
  const given = alert.fingerprint ?? "";
  if (/^[\w-]{1,64}$/.test(given)) return given;
  const pairs = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(pairs)).digest("hex").slice(0, 16);
}

/**
 * The expression that Prometheus writes into an alert's address. Taken only where that address is the
 * configured Prometheus's own, since whoever can send a delivery could write any query into it.
 */
function expressionIn(generatorUrl: string | null | undefined, host: string | undefined): string | undefined {
  if (host === undefined || !generatorUrl || !URL.canParse(generatorUrl)) return undefined;
  const url = new URL(generatorUrl);
  const expression = url.host === host ? url.searchParams.get("g0.expr") : null;
  return expression && expression.length <= 4_000 ? expression : undefined;
}
