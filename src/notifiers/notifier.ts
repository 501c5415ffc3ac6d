import type { PostMortem } from "../domain/index.ts";

/** What a channel returned, enough to edit the message later. Plain JSON. */
export type DeliveryReceipt = Record<string, string>;

export interface Delivery {
  postMortem: PostMortem;
  /** The receipt of this incident's earlier message on this channel: edit that one. */
  previous?: DeliveryReceipt;
  /**
   * True when an earlier attempt ended without an answer (crash, timeout): the message may stand there
   * already, so look for it by its idempotency key before posting.
   */
  uncertain: boolean;
  /** Names this incident on this channel; travels with the message so that it can be found again. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/** Tells people on one channel. Rejects with an `InquestError` when the channel refused or was not reached. */
export interface Notifier {
  /** The folder's name: `slack`. */
  readonly channel: string;
  deliver(delivery: Delivery): Promise<DeliveryReceipt>;
}
