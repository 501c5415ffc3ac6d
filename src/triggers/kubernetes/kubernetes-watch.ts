import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { FailureEvent } from "../../domain/index.ts";
import { type KubernetesObject, nameOf, namespaceOf } from "../../kubernetes-api/fields.ts";
import type { KubernetesApi } from "../../kubernetes-api/kubernetes-api.ts";
import { resourceOf } from "../../kubernetes-api/resources.ts";
import { follow, type InformerHandler } from "./informer.ts";
import { whileLeading } from "./lease.ts";
import type { WorkloadName } from "./pod-state.ts";
import { createVigil } from "./vigil.ts";
import { createWorkloadStates } from "./workload-states.ts";

/** Where the watch's events go. */
export interface EventSink {
  /** Durable when it resolves. The same delivery twice does nothing twice. */
  record(deliveryId: string, event: FailureEvent): Promise<void>;
  /** The failures that this source told of and that are still open. */
  open(): Promise<FailureEvent[]>;
}

export interface KubernetesWatchOptions {
  api: KubernetesApi;
  /** Empty: all. */
  namespaces: readonly string[];
  /** What heals by itself within this time is not told; what is healthy again for this long has ended. */
  debounceSeconds: number;
  sink: EventSink;
  /** Names this process among those that share the watch. */
  identity: string;
  now: () => Date;
  logger: Logger;
  leaseSeconds?: number;
}

const leaseName = "inquest-watch";
const kinds = [
  ["pod", "Pod"],
  ["deployment", "Deployment"],
  ["job", "Job"],
] as const;

/**
 * Watches workloads and tells of those that fail and of those that are well again: failed rollouts, crash
 * loops, images that cannot be pulled, kills for memory, failed Jobs, pods that cannot be scheduled. Of all
 * processes that share a cluster one watches at a time.
 *
 * @example
 * await createKubernetesWatch({ api, namespaces: [], debounceSeconds: 60, sink, identity, now, logger }).run(signal);
 */
export function createKubernetesWatch(options: KubernetesWatchOptions): {
  run(signal: AbortSignal): Promise<void>;
} {
  const { api, identity, now, logger, leaseSeconds = 15 } = options;
  return {
    run: (signal) =>
      whileLeading(
        { api, name: leaseName, identity, seconds: leaseSeconds, now, logger },
        (leading) => watch(options, leading),
        signal,
      ),
  };
}

/** Watches until the signal: whatever goes wrong on the way is tried again by its part. */
async function watch(options: KubernetesWatchOptions, signal: AbortSignal): Promise<void> {
  const { api, sink, now, logger, debounceSeconds } = options;
  const debounceMs = debounceSeconds * 1000;
  const states = createWorkloadStates({ settleMs: debounceMs, now });
  const { namespaces } = options;
  const isWatched = (namespace: string) => namespaces.length === 0 || namespaces.includes(namespace);
  const vigil = createVigil({ states, cluster: await api.cluster(), isWatched, debounceMs, now });
  const places = namespaces.length === 0 ? [""] : namespaces;
  const synced: Promise<void>[] = [];
  const following: Promise<void>[] = [];
  for (const namespace of places) {
    for (const [part, kind] of kinds) {
      const resource = resourceOf(kind);
      if (resource === undefined) continue;
      const { handler, ready } = remembering(states[part], namespace, vigil.touch, kind !== "Pod");
      synced.push(ready);
      following.push(follow({ api, resource, namespace, logger }, handler, signal));
    }
  }
  // Before everything is known, what is well could look broken and what is broken well.
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([Promise.all(synced), aborted]);
  const tickMs = Math.min(1_000, Math.max(25, debounceMs / 10));
  let remembered = false;
  let trouble = false;
  while (!signal.aborted) {
    try {
      if (!remembered) vigil.remember(await sink.open());
      remembered = true;
      for (const { deliveryId, event, done } of vigil.due()) {
        signal.throwIfAborted();
        await sink.record(deliveryId, event);
        done();
        logger.info({ kind: event.kind, stream: event.stream }, "cluster event recorded");
      }
      trouble = false;
    } catch (err) {
      if (!signal.aborted && !trouble) logger.error({ err }, "cluster event not recorded");
      trouble = true;
    }
    await delay(trouble ? Math.max(tickMs, 2_000) : tickMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(following);
}

interface Part {
  present(object: KubernetesObject): WorkloadName;
  gone(id: string): WorkloadName | undefined;
  ids(): Iterable<string>;
}

/**
 * Joins an informer to the states: what a new list does not name any more is gone. A kind that is `optional` and
 * may not be read does not keep the others from being watched; without pods nothing could be said.
 */
function remembering(
  part: Part,
  namespace: string,
  touch: (name: WorkloadName) => void,
  optional: boolean,
): { handler: InformerHandler; ready: Promise<void> } {
  let missing = new Set<string>();
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const leave = (id: string) => {
    const name = part.gone(id);
    if (name !== undefined) touch(name);
  };
  const handler: InformerHandler = {
    listing: () => {
      missing = new Set([...part.ids()].filter((id) => namespace === "" || id.startsWith(`${namespace}/`)));
    },
    present: (object) => {
      missing.delete(`${namespaceOf(object)}/${nameOf(object)}`);
      touch(part.present(object));
    },
    listed: () => {
      for (const id of missing) leave(id);
      missing = new Set();
      isReady();
    },
    refused: () => {
      if (optional) isReady();
    },
    gone: (object) => leave(`${namespaceOf(object)}/${nameOf(object)}`),
  };
  return { handler, ready };
}
