import type { Logger } from "pino";
import type { Notifier } from "../notifiers/notifier.ts";
import type { IncidentStore, Outbox, TaskHandlers } from "../store/ports.ts";

/** Sends one outbox entry. Whatever crashes in between, the channel holds one message per incident. */
export function createNotify(dependencies: {
  incidents: IncidentStore;
  outbox: Outbox;
  notifiers: readonly Notifier[];
  logger: Logger;
}): TaskHandlers["notify"] {
  const { incidents, outbox, logger } = dependencies;
  const notifiers = new Map(dependencies.notifiers.map((notifier) => [notifier.channel, notifier]));

  return async ({ incident: id, version, channel }, signal) => {
    const notifier = notifiers.get(channel);
    if (!notifier) {
      // Configured when the entry was written, switched off since: nothing to retry.
      logger.warn({ incident: id, channel }, "notification channel is not configured any more");
      return;
    }
    const entry = await outbox.begin(id, version, channel);
    if (!entry) return;
    const incident = await incidents.get(id);
    if (!incident?.postMortem) return;
    const receipt = await notifier.deliver({
      postMortem: incident.postMortem,
      previous: entry.previous,
      uncertain: entry.uncertain,
      // Numbers begin again in a new database, and two installations may share a channel; the time tells them apart.
      idempotencyKey: `${id}@${incident.openedAt}`,
      signal,
    });
    await outbox.sent(id, version, channel, receipt);
    logger.info({ incident: id, version, channel }, "notification sent");
  };
}
