import type { FailureEvent, InquestError } from "../domain/index.ts";

/** A webhook request as it came in: header names in lower case, the body's raw bytes. */
export interface WebhookRequest {
  headers: Record<string, string>;
  body: Uint8Array;
  /** The part of the address after the source, where a source has several senders: `/webhooks/generic/<sender>`. */
  sender?: string;
}

export type TriggerOutcome =
  /** `deliveryId` makes the delivery idempotent: the sender's id, or a hash of the body. */
  | { kind: "event"; deliveryId: string; event: FailureEvent }
  /** A delivery that tells of several things at once, such as a group of alerts. */
  | { kind: "events"; deliveryId: string; events: FailureEvent[] }
  /** Well signed, but not about a failure or its end. Answered 202. */
  | { kind: "ignored"; deliveryId: string; reason: string }
  /** Bad or missing signature, secret not configured, or a body that is not what the sender documents. */
  | { kind: "refused"; status: 400 | 401 | 403; error: InquestError };

/** Verifies and parses one source's webhooks. Never throws for any body. */
export interface Trigger {
  /** Also the last part of its address: `/webhooks/<source>`. */
  readonly source: FailureEvent["source"] | "grafana";
  receive(request: WebhookRequest): Promise<TriggerOutcome>;
}
