import { z } from "zod";

// Alertmanager's webhook, version 4: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
// Grafana's unified alerting sends the same with a few fields more:
// https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
// Only what is used, so that a field that is added or left out elsewhere never refuses a delivery.

/** Most labels or annotations kept of one alert, and most characters of a value. */
const MAX_PAIRS = 64;
const MAX_CHARACTERS = 2_000;

const Pairs = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((pairs) => {
    const kept = Object.entries(pairs ?? {})
      .filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "")
      .slice(0, MAX_PAIRS);
    return Object.fromEntries(
      kept.map(([name, value]) => [name.slice(0, 200), value.slice(0, MAX_CHARACTERS)]),
    );
  });

const Text = z.string().nullish().catch(undefined);

const Status = z.enum(["firing", "resolved"]);

export const AlertPayload = z.object({
  /** Before Alertmanager 0.15 only the group had one. */
  status: Status.optional(),
  labels: Pairs,
  annotations: Pairs,
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: Text,
  generatorURL: Text,
  fingerprint: Text,
  // Grafana's own.
  dashboardURL: Text,
  panelURL: Text,
  valueString: Text,
});
export type AlertPayload = z.infer<typeof AlertPayload>;

export const GroupPayload = z.object({
  status: Status.optional(),
  commonLabels: Pairs,
  externalURL: Text,
  alerts: z.array(AlertPayload).max(20_000),
});
export type GroupPayload = z.infer<typeof GroupPayload>;
