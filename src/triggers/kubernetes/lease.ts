import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { InquestError } from "../../domain/index.ts";
import { isObject, type KubernetesObject, numberAt, textAt } from "../../kubernetes-api/fields.ts";
import type { KubernetesApi } from "../../kubernetes-api/kubernetes-api.ts";
import { KubernetesError } from "../../kubernetes-api/kubernetes-error.ts";
import { type Resource, resourceOf } from "../../kubernetes-api/resources.ts";

export interface LeaseOptions {
  api: KubernetesApi;
  /** The lease's own name; it stands in the namespace of the kubeconfig's context or of the pod. */
  name: string;
  /** Names this process among all that could hold it. */
  identity: string;
  /** Seconds without renewal after which another may take it. */
  seconds: number;
  now: () => Date;
  logger: Logger;
}

/**
 * Runs `lead` while this process holds the lease, and again whenever it gets it back, until the signal. Its
 * signal aborts as soon as the lease may be somebody else's. Works as client-go's leader election does: a lease
 * counts as expired when it did not change for its duration by this process' own clock, so that clocks that
 * differ do no harm, and every write names the version that it replaces.
 *
 * @see https://pkg.go.dev/k8s.io/client-go/tools/leaderelection
 */
export async function whileLeading(
  options: LeaseOptions,
  lead: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { seconds, logger, identity } = options;
  const lease = createLease(options);
  const retryMs = (seconds * 1000) / 5;
  let warned = "";
  while (!signal.aborted) {
    try {
      if (await lease.take(signal)) {
        warned = "";
        logger.info({ identity }, "watching the cluster");
        await leadUntilLost(lease, lead, retryMs, options, signal);
      }
    } catch (err) {
      if (signal.aborted) break;
      const code = err instanceof InquestError ? err.code : "unknown";
      if (code !== warned) logger.warn({ err }, "the lease of the cluster watch cannot be had");
      warned = code;
    }
    // Spread, so that replicas that wait for the same lease do not ask at the same moment.
    await delay(retryMs * (1 + Math.random() / 5), undefined, { signal }).catch(() => undefined);
  }
}

async function leadUntilLost(
  lease: ReturnType<typeof createLease>,
  lead: (signal: AbortSignal) => Promise<void>,
  retryMs: number,
  { seconds, logger }: LeaseOptions,
  signal: AbortSignal,
): Promise<void> {
  const lost = new AbortController();
  const both = AbortSignal.any([signal, lost.signal]);
  const work = lead(both).finally(() => lost.abort());
  // It is awaited below; until then its failure must not count as nobody's.
  work.catch(() => undefined);
  let renewed = performance.now();
  while (!both.aborted) {
    await delay(retryMs, undefined, { signal: both }).catch(() => undefined);
    if (both.aborted) break;
    try {
      const budget = AbortSignal.any([both, AbortSignal.timeout(retryMs * 2)]);
      if (!(await lease.take(budget))) break;
      renewed = performance.now();
    } catch (err) {
      if (both.aborted) break;
      logger.debug({ err }, "the lease was not renewed");
    }
    // Stop before anybody else could believe that it is free.
    if (performance.now() - renewed > (seconds * 1000 * 2) / 3) break;
  }
  lost.abort();
  try {
    await work;
  } finally {
    if (signal.aborted) await lease.release();
    else logger.warn("the cluster watch stops here; another process may go on with it");
  }
}

function createLease({ api, name, identity, seconds, now }: LeaseOptions) {
  const resource: Resource | undefined = resourceOf("Lease");
  if (resource === undefined) throw new InquestError("internal", "There is no kind Lease.", "Report this.");
  let seen = { version: "", at: 0 };

  /** MicroTime: six digits of a second. */
  const moment = () => now().toISOString().replace("Z", "000Z");

  function written(known: KubernetesObject | undefined, holder: string): KubernetesObject {
    const spec = isObject(known?.["spec"]) ? known["spec"] : {};
    const ours = textAt(spec, "holderIdentity") === holder;
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: known?.["metadata"] ?? { name },
      spec: {
        ...spec,
        holderIdentity: holder,
        leaseDurationSeconds: holder === "" ? 1 : seconds,
        acquireTime: ours ? textAt(spec, "acquireTime") : moment(),
        renewTime: moment(),
        leaseTransitions: numberAt(spec, "leaseTransitions") + (ours || known === undefined ? 0 : 1),
      },
    };
  }

  async function read(namespace: string, signal: AbortSignal): Promise<KubernetesObject | undefined> {
    if (resource === undefined) return undefined;
    try {
      return await api.get(resource, namespace, name, signal);
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    /** Takes or renews it. False while somebody else holds it. */
    async take(signal: AbortSignal): Promise<boolean> {
      const namespace = await api.ownNamespace();
      const known = await read(namespace, signal);
      try {
        if (known === undefined) {
          await api.create(resource, namespace, written(undefined, identity), signal);
          return true;
        }
        const holder = textAt(known, "spec", "holderIdentity");
        const version = textAt(known, "metadata", "resourceVersion");
        if (version !== seen.version) seen = { version, at: performance.now() };
        const held = numberAt(known, "spec", "leaseDurationSeconds") * 1000;
        if (holder !== "" && holder !== identity && performance.now() - seen.at < held) return false;
        await api.update(resource, namespace, name, written(known, identity), signal);
        return true;
      } catch (error) {
        // Somebody was faster.
        if (error instanceof KubernetesError && error.status === 409) return false;
        throw error;
      }
    },
    /** Gives it back, so that another process need not wait; it does not matter when that fails. */
    async release(): Promise<void> {
      const signal = AbortSignal.timeout(2_000);
      try {
        const namespace = await api.ownNamespace();
        const known = await read(namespace, signal);
        if (known === undefined || textAt(known, "spec", "holderIdentity") !== identity) return;
        await api.update(resource, namespace, name, written(known, ""), signal);
      } catch {
        // It runs out by itself.
      }
    },
  };
}
