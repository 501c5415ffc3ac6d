import type { FailureEvent } from "../domain/index.ts";
import type { IncidentStore } from "../store/ports.ts";

const page = 100;
/** Most incidents that are looked through for open ones. */
const mostPages = 20;

/** Takes events of sources that Inquest watches itself, the way webhooks' events are taken. */
export function createRecordEvents(dependencies: {
  incidents: Pick<IncidentStore, "receive" | "list" | "get">;
  source: FailureEvent["source"];
}) {
  const { incidents, source } = dependencies;
  return {
    /** Durable once it resolves; a delivery that was recorded before does nothing. */
    async record(deliveryId: string, event: FailureEvent): Promise<void> {
      await incidents.receive({ source, deliveryId, event });
    },
    /** The failures of this source that have not ended, also those that joined an incident of another. */
    async open(): Promise<FailureEvent[]> {
      const found: FailureEvent[] = [];
      let before: string | undefined;
      for (let number = 0; number < mostPages; number += 1) {
        const batch = await incidents.list({ limit: page, ...(before === undefined ? {} : { before }) });
        for (const { id, event, resolvedAt } of batch) {
          if (resolvedAt !== undefined) continue;
          const signals = (await incidents.get(id))?.signals ?? [];
          const open = signals
            .filter((signal) => signal.resolvedAt === undefined)
            .map((signal) => signal.event);
          const events = signals.length === 0 ? [event] : open;
          found.push(...events.filter((one) => one.source === source && one.kind === "failure"));
        }
        before = batch.at(-1)?.id;
        if (batch.length < page) break;
      }
      return found;
    },
  };
}
