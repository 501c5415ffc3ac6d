import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { InquestError } from "../domain/index.ts";

/** How to reach a cluster: with the pod's own service account, or as a kubeconfig file says. */
export type KubernetesAccess = { inCluster: true } | { kubeconfig: string; context?: string | undefined };

export interface Exchange {
  method: "GET" | "POST" | "PUT";
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Milliseconds without a byte after which the connection is given up. */
  idleMs: number;
  signal: AbortSignal;
}

/** One connection's worth of settings; credentials are renewed by the kubeconfig's own rules on each call. */
export interface Transport {
  cluster: string;
  /** Namespace of the kubeconfig's context, or of the pod. */
  namespace: string;
  send(exchange: Exchange): Promise<IncomingMessage>;
  close(): void;
}

/**
 * Reads the configuration. The client library is loaded here and not before, since that takes 400 ms.
 *
 * @throws InquestError `kubernetes_config` when there is no usable kubeconfig or no service account
 */
export async function openTransport(access: KubernetesAccess): Promise<Transport> {
  const client = await import("@kubernetes/client-node");
  const config = new client.KubeConfig();
  try {
    if ("inCluster" in access) config.loadFromCluster();
    else config.loadFromFile(access.kubeconfig);
  } catch (cause) {
    throw unusable("cannot be read", cause);
  }
  if ("context" in access && access.context) config.setCurrentContext(access.context);
  const cluster = config.getCurrentCluster();
  if (!cluster || !URL.canParse(cluster.server)) {
    throw unusable("inCluster" in access ? "of a pod is not here" : "names no cluster's address");
  }
  const base = cluster.server.replace(/\/+$/, "");
  const agents = createAgents(base.startsWith("https:"), cluster.proxyUrl !== undefined);
  return {
    cluster: "inCluster" in access ? "" : cluster.name,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace?.trim() || "default",
    async send(exchange) {
      const url = new URL(base + exchange.path);
      for (const [key, value] of Object.entries(exchange.query ?? {})) url.searchParams.set(key, value);
      const options: RequestOptions = { method: exchange.method, timeout: exchange.idleMs };
      await credentials(config, options);
      options.agent = agents.of(options);
      return answerTo(url, options, exchange);
    },
    close: agents.close,
  };
}

async function credentials(config: KubeConfig, options: RequestOptions): Promise<void> {
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    throw unusable("brings no credentials", cause);
  }
}

/** The library makes an agent a call; one for all calls with the same certificates keeps connections open. */
function createAgents(tls: boolean, proxied: boolean) {
  let known: { key: string; agent: Agent | HttpAgent } | undefined;
  return {
    of(options: RequestOptions): RequestOptions["agent"] {
      if (proxied) return options.agent;
      const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
      const fingerprint = JSON.stringify([ca, cert, key, pfx, passphrase, rejectUnauthorized, servername]);
      if (known?.key === fingerprint) return known.agent;
      known?.agent.destroy();
      const kept = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets: 32 };
      const agent = tls
        ? new Agent({ ...kept, ca, cert, key, pfx, passphrase, rejectUnauthorized, servername })
        : new HttpAgent(kept);
      known = { key: fingerprint, agent };
      return agent;
    },
    close: () => known?.agent.destroy(),
  };
}

function answerTo(
  url: URL,
  options: RequestOptions,
  exchange: Exchange,
  again = false,
): Promise<IncomingMessage> {
  const body = exchange.body === undefined ? undefined : Buffer.from(JSON.stringify(exchange.body));
  const headers = {
    ...Object.fromEntries(Object.entries(options.headers ?? {})),
    accept: "application/json",
    "user-agent": "inquest",
    ...(body ? { "content-type": "application/json", "content-length": body.length } : {}),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const sent = send(url, { ...options, headers, signal: exchange.signal }, resolve);
    sent.on("error", (error) => {
      // The server may have closed a kept connection just as it was used again; a read can be sent once more.
      const stale = sent.reusedSocket && "code" in error && error.code === "ECONNRESET";
      if (stale && exchange.method === "GET" && !again) {
        answerTo(url, options, exchange, true).then(resolve, reject);
      } else reject(error);
    });
    sent.on("timeout", () => sent.destroy(new DOMException("no byte in time", "TimeoutError")));
    sent.end(body);
  });
}

function unusable(why: string, cause?: unknown): InquestError {
  return new InquestError(
    "kubernetes_config",
    `The kubeconfig ${why}.`,
    "Set INQUEST_KUBERNETES to a kubeconfig file that `kubectl --kubeconfig` works with, or to in-cluster inside a pod.",
    { cause },
  );
}
