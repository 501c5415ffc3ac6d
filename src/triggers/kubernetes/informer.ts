import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { InquestError } from "../../domain/index.ts";
import { isObject, type KubernetesObject, numberAt, textAt } from "../../kubernetes-api/fields.ts";
import type { KubernetesReader } from "../../kubernetes-api/kubernetes-api.ts";
import { KubernetesError } from "../../kubernetes-api/kubernetes-error.ts";
import type { Resource } from "../../kubernetes-api/resources.ts";

export interface InformerOptions {
  api: KubernetesReader;
  resource: Resource;
  /** Empty: all. */
  namespace: string;
  logger: Logger;
}

/** Told of every object of a kind, first all of them and then each change. */
export interface InformerHandler {
  /** A list begins; what it does not name until `listed` is gone. */
  listing(): void;
  present(object: KubernetesObject): void;
  listed(): void;
  gone(object: KubernetesObject): void;
  /** The cluster does not let this kind be listed; it is asked for again later. */
  refused(): void;
}

/** Seconds that one watch is asked to last; the server ends it and the next goes on where it stood. */
const watchSeconds = 290;
const patience = { first: 250, most: 30_000 };

/** The server no longer keeps what happened since the version that was asked for. */
class Expired extends Error {}

/**
 * Follows all objects of a kind until the signal. A watch that breaks goes on from the last version that was
 * seen (bookmarks keep that young); where the server no longer knows it (410), everything is listed again and
 * what was missed shows as a difference. Nothing that goes wrong ends it.
 */
export async function follow(
  options: InformerOptions,
  handler: InformerHandler,
  signal: AbortSignal,
): Promise<void> {
  const { resource, namespace, logger } = options;
  let version: string | undefined;
  let wait = patience.first;
  let warned = "";
  while (!signal.aborted) {
    const began = performance.now();
    const listed = version === undefined;
    try {
      if (version === undefined) {
        version = await listAll(options, handler, signal);
        warned = "";
      }
      for await (const told of changes(options, version, signal)) {
        version = told.version;
        wait = patience.first;
        if (told.object !== undefined) {
          if (told.gone) handler.gone(told.object);
          else handler.present(told.object);
        }
      }
    } catch (err) {
      if (signal.aborted) break;
      if (err instanceof Expired || (err instanceof KubernetesError && err.status === 410)) {
        version = undefined;
        // What was missed is wanted at once; that a fresh list is too old already is the server's trouble.
        if (!listed) continue;
      } else {
        const code = err instanceof InquestError ? err.code : "unknown";
        if (listed && (code === "permission_missing" || code === "not_found")) handler.refused();
        if (code !== warned && code !== "unreachable") {
          logger.warn({ err, resource: resource.plural, namespace }, "the cluster is not followed");
        }
        warned = code;
        if (!(err instanceof InquestError)) version = undefined;
      }
    }
    // A server that breaks off at once is not hammered; one that served well is asked again soon.
    if (performance.now() - began > 5_000) wait = patience.first;
    await delay(wait * (1 + Math.random() / 5), undefined, { signal }).catch(() => undefined);
    wait = Math.min(wait * 2, patience.most);
  }
}

async function listAll(
  { api, resource, namespace }: InformerOptions,
  handler: InformerHandler,
  signal: AbortSignal,
): Promise<string> {
  handler.listing();
  let version = "";
  for await (const page of api.pages(resource, namespace, { signal })) {
    version = page.resourceVersion;
    for (const object of page.items) handler.present(object);
  }
  handler.listed();
  return version;
}

interface Told {
  version: string;
  object?: KubernetesObject;
  gone: boolean;
}

async function* changes(
  { api, resource, namespace }: InformerOptions,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<Told> {
  const events = api.watch(resource, namespace, { resourceVersion: from, seconds: watchSeconds, signal });
  for await (const { type, object } of events) {
    if (type === "ERROR") {
      // https://kubernetes.io/docs/reference/using-api/api-concepts/#410-gone-responses
      if (numberAt(object, "code") === 410 || /^(?:Expired|Gone)$/.test(textAt(object, "reason"))) {
        throw new Expired();
      }
      throw new KubernetesError("refused", "The watch was ended with an error.", "Look at the API server.");
    }
    const version = textAt(object, "metadata", "resourceVersion");
    if (!isObject(object) || version === "") continue;
    if (type === "BOOKMARK") yield { version, gone: false };
    else yield { version, object, gone: type === "DELETED" };
  }
}
