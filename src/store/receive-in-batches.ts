import type { Kysely } from "kysely";
import { retryPassing } from "./connection.ts";
import type { Received, ReceivedDelivery } from "./ports.ts";
import { receive } from "./receive.ts";
import type { Tables } from "./schema.ts";

/** Deliveries in one transaction. More would only make the first of them wait longer. */
const MOST_AT_ONCE = 200;

interface Waiting {
  delivery: ReceivedDelivery;
  done(received: Received): void;
  failed(error: unknown): void;
}

/**
 * Receives one batch after another: what comes in while one is written makes up the next. A delivery alone is
 * written at once; a storm shares its transactions, and its order is kept.
 */
export function receiveInBatches(db: Kysely<Tables>): (delivery: ReceivedDelivery) => Promise<Received> {
  let waiting: Waiting[] = [];
  let writing = false;

  // Safe to send again: its delivery id makes the second time a duplicate.
  const write = (deliveries: ReceivedDelivery[]) => retryPassing(() => receive(db, deliveries));

  const writeBatch = async (batch: Waiting[]) => {
    try {
      const received = await write(batch.map(({ delivery }) => delivery));
      for (const [index, answer] of received.entries()) batch[index]?.done(answer);
    } catch (error) {
      if (batch.length === 1) return batch[0]?.failed(error);
      // One of them spoils it for the rest, which is found out one by one.
      for (const one of batch) await writeBatch([one]);
    }
  };

  const writeAll = async () => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      await writeBatch(batch);
    }
    writing = false;
  };

  return (delivery) =>
    new Promise((done, failed) => {
      waiting.push({ delivery, done, failed });
      if (!writing) void writeAll();
    });
}
