import type { IncomingMessage } from "node:http";
import { InquestError } from "../domain/index.ts";
import { linesOf, textOf } from "./answer-text.ts";
import { isObject, type KubernetesObject, listAt, textAt } from "./fields.ts";
import { KubernetesError, type Need, refusal, unreachable } from "./kubernetes-error.ts";
import { pathOf, type Resource } from "./resources.ts";
import { type KubernetesAccess, openTransport, type Transport } from "./transport.ts";

export interface Selection {
  labelSelector?: string;
  fieldSelector?: string;
}

export interface ObjectList {
  items: KubernetesObject[];
  resourceVersion: string;
  /** True when there were more than were asked for. */
  truncated: boolean;
}

interface PageOptions extends Selection {
  limit?: number;
  signal: AbortSignal;
}

interface ObjectPage {
  items: KubernetesObject[];
  /** Of the whole list: the same on every page. */
  resourceVersion: string;
  more: boolean;
}

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: unknown;
}

/**
 * The Kubernetes API, over the objects' own addresses. Every call rejects with a `KubernetesError` that says
 * what could not be had and which verb it wants, or with the signal's reason.
 */
export interface KubernetesReader {
  /** The cluster's name in the kubeconfig, empty inside of it. */
  cluster(): Promise<string>;
  get(resource: Resource, namespace: string, name: string, signal: AbortSignal): Promise<KubernetesObject>;
  /** All objects, a page at a time. An empty namespace means all. A list that took too long rejects with 410. */
  pages(resource: Resource, namespace: string, options: PageOptions): AsyncIterable<ObjectPage>;
  /** Up to `most` objects. */
  list(
    resource: Resource,
    namespace: string,
    options: Selection & { most: number; signal: AbortSignal },
  ): Promise<ObjectList>;
  /** Bytes of a pod's log; read at most once. */
  log(
    namespace: string,
    pod: string,
    query: { container: string; previous: boolean; tailLines: number },
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>>;
  watch(
    resource: Resource,
    namespace: string,
    options: { resourceVersion: string; seconds: number; signal: AbortSignal },
  ): AsyncIterable<WatchEvent>;
}

export interface KubernetesApi extends KubernetesReader {
  /** Namespace of the kubeconfig's context, or of the pod that this runs in. */
  ownNamespace(): Promise<string>;
  /** The only writes there are: an access review, which stores nothing, and the lease of the watch. */
  create(
    resource: Resource,
    namespace: string,
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<KubernetesObject>;
  update(
    resource: Resource,
    namespace: string,
    name: string,
    object: KubernetesObject,
    signal: AbortSignal,
  ): Promise<KubernetesObject>;
  close(): void;
}

export interface KubernetesApiOptions {
  access: KubernetesAccess;
  /** Milliseconds for one answer, and without a byte within one. */
  timeoutMs?: number;
}

const MiB = 1024 * 1024;
/** Of one page of a list, or one object: etcd holds objects up to 1.5 MiB, a page has 250 of them. */
const mostBytes = 64 * MiB;
const pageSize = 250;

/**
 * A connection to one cluster. Nothing is loaded or called before the first use.
 *
 * @example
 * const api = createKubernetesApi({ access: { kubeconfig: "/etc/inquest/kubeconfig" } });
 * const pod = await api.get(pods, "payments", "checkout-1", signal);
 */
export function createKubernetesApi(options: KubernetesApiOptions): KubernetesApi {
  const timeoutMs = options.timeoutMs ?? 20_000;
  let opening: Promise<Transport> | undefined;
  const transport = () => {
    // A kubeconfig that is not there yet may be there at the next call.
    opening ??= openTransport(options.access).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  async function exchange(
    need: Need,
    call: { method: "GET" | "POST" | "PUT"; path: string; query?: Record<string, string>; body?: unknown },
    signal: AbortSignal,
    idleMs = timeoutMs,
  ): Promise<IncomingMessage> {
    signal.throwIfAborted();
    let answer: IncomingMessage;
    try {
      answer = await (await transport()).send({ ...call, idleMs, signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw cause instanceof InquestError ? cause : unreachable(cause, need);
    }
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return answer;
    const text = await textOf(answer, 64 * 1024).catch(() => "");
    throw refusal(status, textAt(parsed(text), "reason"), need);
  }

  async function json(
    need: Need,
    call: { method: "GET" | "POST" | "PUT"; path: string; query?: Record<string, string>; body?: unknown },
    outer: AbortSignal,
  ): Promise<KubernetesObject> {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs * 2)]);
    try {
      const value = parsed(await textOf(await exchange(need, call, signal), mostBytes));
      if (isObject(value)) return value;
    } catch (cause) {
      outer.throwIfAborted();
      if (cause instanceof InquestError) throw cause;
      throw unreachable(signal.aborted ? new DOMException("too slow", "TimeoutError") : cause, need);
    }
    throw new KubernetesError(
      "malformed_answer",
      `${need.resource}: the answer is no object of the Kubernetes API.`,
      "Check the cluster's address, and whether a proxy answers in its place.",
    );
  }

  async function* pages(
    resource: Resource,
    namespace: string,
    { limit = pageSize, signal, labelSelector, fieldSelector }: PageOptions,
  ): AsyncGenerator<ObjectPage> {
    // Objects within a list leave out what the list says of all of them.
    const apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version;
    let token = "";
    do {
      const query = {
        limit: String(limit),
        ...(labelSelector ? { labelSelector } : {}),
        ...(fieldSelector ? { fieldSelector } : {}),
        ...(token ? { continue: token } : {}),
      };
      const call = { method: "GET" as const, path: pathOf(resource, namespace), query };
      const page = await json(needOf("list", resource, namespace), call, signal);
      token = textAt(page, "metadata", "continue");
      yield {
        items: listAt(page, "items")
          .filter(isObject)
          .map((item) => ({ apiVersion, kind: resource.kind, ...item })),
        resourceVersion: textAt(page, "metadata", "resourceVersion"),
        more: token !== "",
      };
    } while (token !== "");
  }

  return {
    cluster: async () => (await transport()).cluster,
    ownNamespace: async () => (await transport()).namespace,
    get: (resource, namespace, name, signal) =>
      json(
        needOf("get", resource, namespace, name),
        { method: "GET", path: pathOf(resource, namespace, name) },
        signal,
      ),
    pages,
    async list(resource, namespace, { most, ...rest }) {
      const items: KubernetesObject[] = [];
      let resourceVersion = "";
      for await (const page of pages(resource, namespace, { ...rest, limit: Math.min(pageSize, most) })) {
        items.push(...page.items);
        ({ resourceVersion } = page);
        if (items.length >= most)
          return { items: items.slice(0, most), resourceVersion, truncated: page.more };
      }
      return { items, resourceVersion, truncated: false };
    },
    async log(namespace, pod, { container, previous, tailLines }, signal) {
      const need: Need = { verb: "get", resource: "pods/log", group: "", namespace, name: pod };
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
      const query = {
        container,
        timestamps: "true",
        tailLines: String(tailLines),
        ...(previous ? { previous: "true" } : {}),
      };
      return exchange(need, { method: "GET", path, query }, signal);
    },
    async *watch(resource, namespace, { resourceVersion, seconds, signal }) {
      const need = needOf("watch", resource, namespace);
      const query = {
        watch: "true",
        allowWatchBookmarks: "true",
        resourceVersion,
        timeoutSeconds: String(seconds),
      };
      const call = { method: "GET" as const, path: pathOf(resource, namespace), query };
      // A bookmark comes about once a minute; a connection that is silent for longer than the watch is dead.
      const answer = await exchange(need, call, signal, (seconds + 30) * 1000);
      try {
        for await (const line of linesOf(answer)) {
          const event = parsed(line);
          if (isObject(event)) yield { type: textAt(event, "type"), object: event["object"] };
        }
      } catch (cause) {
        signal.throwIfAborted();
        throw cause instanceof InquestError ? cause : unreachable(cause, need);
      } finally {
        answer.destroy();
      }
    },
    create: (resource, namespace, body, signal) =>
      json(
        needOf("create", resource, namespace),
        { method: "POST", path: pathOf(resource, namespace), body },
        signal,
      ),
    update: (resource, namespace, name, body, signal) =>
      json(
        needOf("update", resource, namespace, name),
        { method: "PUT", path: pathOf(resource, namespace, name), body },
        signal,
      ),
    close: () => {
      opening?.then((open) => open.close()).catch(() => undefined);
    },
  };
}

function needOf(verb: Need["verb"], resource: Resource, namespace: string, name?: string): Need {
  return {
    verb,
    resource: resource.plural,
    group: resource.group,
    namespace: resource.namespaced ? namespace : "",
    ...(name === undefined ? {} : { name }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
