import { X509Certificate } from "node:crypto";
import type { Facts, Said, ThingFact, WebhookFact } from "../facts/facts.ts";
import type { Place } from "../text/source-text.ts";
import { thingNamed } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { isUnserved } from "./service-rules.ts";
import { finding, thingsOf } from "./thing-finding.ts";

/** Longer than any bundle of authorities that a configuration may hold. */
const MAX_AUTHORITY = 200_000;

/** What the API server asks before it takes a change; one that does not answer stops every change it is asked about. */
export const webhookRules: readonly Rule[] = [
  {
    id: "webhook",
    find: (facts) =>
      thingsOf(facts, "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration").flatMap(
        (configuration) =>
          (configuration.webhooks ?? []).flatMap((webhook) => [
            ...unanswered(facts, configuration, webhook),
            ...expired(facts, configuration, webhook),
          ]),
      ),
  },
];

const meant = ({ failurePolicy }: WebhookFact) =>
  failurePolicy === "Ignore"
    ? "which is ignored (failurePolicy Ignore)"
    : "so what it should judge is refused (failurePolicy Fail)";

function unanswered(facts: Facts, configuration: ThingFact, webhook: WebhookFact): Finding[] {
  const { service } = webhook;
  if (!service) return [];
  const known = thingNamed(facts, "Service", service.name, service.namespace);
  const place: Place | undefined = known && isUnserved(facts, known);
  if (!known || !place) return [];
  return [
    finding(configuration, {
      rule: "webhook-unanswered",
      category: "dependency_down",
      depth: webhook.failurePolicy === "Ignore" ? 30 : 86,
      says: `asks the Service ${service.name} (webhook ${webhook.name}), which has no endpoints, ${meant(webhook)}`,
      named: service.name,
      places: [webhook.place, place],
    }),
  ];
}

function expired(facts: Facts, configuration: ThingFact, webhook: WebhookFact): Finding[] {
  const { authority } = webhook;
  const until = authority && endOf(authority);
  if (!authority || until === undefined || facts.now === undefined || until >= facts.now) return [];
  return [
    finding(configuration, {
      rule: "webhook-certificate",
      category: "certificate_expired",
      depth: webhook.failurePolicy === "Ignore" ? 34 : 88,
      says: `trusts a certificate for its webhook ${webhook.name} that expired on ${new Date(until).toISOString().slice(0, 10)}, ${meant(webhook)}`,
      named: webhook.name,
      places: [authority.place, webhook.place],
    }),
  ];
}

/** When the last of a bundle's certificates ends, in milliseconds since 1970; undefined where it holds none. */
function endOf({ text }: Said): number | undefined {
  if (text.length > MAX_AUTHORITY) return undefined;
  const bundle = Buffer.from(text, "base64").toString("latin1");
  const ends = (bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).flatMap(
    (pem) => {
      try {
        return [Date.parse(new X509Certificate(pem).validTo)];
      } catch {
        // Cut or masked on its way here: nothing is known of it.
        return [Number.POSITIVE_INFINITY];
      }
    },
  );
  const last = Math.max(...ends);
  return ends.length > 0 && Number.isFinite(last) ? last : undefined;
}
