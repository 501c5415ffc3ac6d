import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import type { KubernetesApi } from "../kubernetes-api/kubernetes-api.ts";
import { createRecordEvents } from "../services/record-events.ts";
import type { IncidentStore } from "../store/ports.ts";
import { createKubernetesWatch } from "../triggers/kubernetes/kubernetes-watch.ts";

/** Watches the cluster where that is configured; gives back how to stop. */
export function watchKubernetes(
  config: Config,
  api: KubernetesApi,
  incidents: IncidentStore,
  logger: Logger,
): () => Promise<void> {
  const watched = config.kubernetes?.watch;
  if (!watched) return async () => undefined;
  const watch = createKubernetesWatch({
    ...watched,
    api,
    sink: createRecordEvents({ incidents, source: "kubernetes" }),
    identity: `${hostname()}_${process.pid}_${randomUUID().slice(0, 8)}`,
    now: () => new Date(),
    logger,
  });
  const stop = new AbortController();
  const ended = watch.run(stop.signal).catch((err: unknown) => logger.error({ err }, "the watch ended"));
  return async () => {
    stop.abort();
    await ended;
  };
}
