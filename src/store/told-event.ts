import type { FailureEvent } from "../domain/index.ts";
import { type Facts, factsOf, identityOf, likenessOf } from "./correlation/facts.ts";
import { keysOf } from "./correlation/rules.ts";
import type { ReceivedDelivery } from "./ports.ts";
import { hashOf, storableJson, storableMoment } from "./stored-text.ts";

/** A delivery's event with everything that the database knows it by. Hashes are SHA-256. */
export interface ToldEvent {
  delivery: ReceivedDelivery;
  hash: Buffer;
  event: FailureEvent;
  facts: Facts | undefined;
  dedupe: Buffer;
  /** Other keys of the same failure, hashed the same way. */
  aliases: Buffer[];
  stream: Buffer;
  likeness: Buffer;
  identity: Buffer;
  /** Where others find it, see `correlation/rules.ts`. */
  keys: Buffer[];
  occurredAt: string;
}

export function toldEvent(delivery: ReceivedDelivery): ToldEvent {
  const event = JSON.parse(storableJson(delivery.event)) as FailureEvent;
  const facts = factsOf(event);
  return {
    delivery,
    hash: hashOf(delivery.source, delivery.deliveryId),
    event,
    facts,
    dedupe: hashOf("dedupe", event.dedupeKey),
    aliases: (event.alsoKnownAs ?? []).map((key) => hashOf("dedupe", key)),
    stream: hashOf("stream", event.stream),
    likeness: hashOf("likeness", ...likenessOf(event)),
    identity: hashOf("identity", ...identityOf(event)),
    keys: facts === undefined ? [] : keysOf(facts).map((key) => hashOf("key", ...key)),
    occurredAt: storableMoment(event.occurredAt),
  };
}
