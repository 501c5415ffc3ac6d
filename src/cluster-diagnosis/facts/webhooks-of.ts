import { at, type SourceText } from "../text/source-text.ts";
import { inside, manyAt, type Structure, textAt } from "../text/structure.ts";
import type { WebhookFact } from "./facts.ts";
import { placeOf } from "./object-parts.ts";

/** The webhooks of a validating or mutating configuration. */
export function webhooksOf(source: SourceText, value: Structure): WebhookFact[] {
  return manyAt(value, "webhooks").map((webhook) => {
    const client = inside(webhook, "clientConfig");
    const service = textAt(client, "service", "name");
    const namespace = textAt(client, "service", "namespace");
    const authority = inside(client, "caBundle");
    const place = at(source, webhook.start);
    const policy = inside(webhook, "failurePolicy");
    return {
      name: textAt(webhook, "name") ?? "",
      ...(service ? { service: { name: service, ...(namespace ? { namespace } : {}) } } : {}),
      failurePolicy: policy?.scalar ?? "Fail",
      ...(authority?.scalar
        ? { authority: { text: authority.scalar, place: at(source, authority.start) } }
        : {}),
      place: placeOf(source, policy, placeOf(source, inside(client, "service"), place)),
    };
  });
}
