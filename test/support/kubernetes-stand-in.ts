import { writeFileSync } from "node:fs";
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { z } from "zod";
import { discovery, openApi, type ServedKind, servedKinds } from "./kubernetes-discovery.ts";
import {
  apiVersionOf,
  createObjectStore,
  fitsFields,
  fitsLabels,
  kindOfObject,
  type ObjectInput,
  type StoredObject,
  type StoreEvent,
} from "./kubernetes-store.ts";
import { tableOf } from "./kubernetes-tables.ts";
import { selfSigned } from "./self-signed.ts";

export interface KubernetesStandIn {
  url: string;
  token: string;
  /** Creates an object or writes over it; everybody who watches is told. */
  put(object: ObjectInput): StoredObject;
  read(apiVersion: string, kind: string, namespace: string, name: string): StoredObject | undefined;
  remove(apiVersion: string, kind: string, namespace: string, name: string): void;
  /** Lines as the container wrote them, each with its time. */
  setLog(pod: string, container: string, text: string, options?: { previous?: boolean }): void;
  /** RBAC refuses this from now on: `list` of `pods`, `get` of `pods/log`. */
  forbid(verb: string, resource: string): void;
  allow(verb: string, resource: string): void;
  /** What the next calls of a path that fits meet. */
  next(path: RegExp, mishap: "die" | "hang" | "gone" | "error"): void;
  /** Breaks every open watch. */
  cutWatches(): void;
  /** Forgets the history: watches from older versions answer 410. */
  compact(): void;
  /** Tells every watch how far it is. */
  bookmark(): void;
  /** Open watches, as `namespace/pods`. */
  watches(): string[];
  /** Calls so far: `list pods payments`. */
  calls(): string[];
  /** Writes a kubeconfig into the folder and returns its path. */
  kubeconfig(folder: string, options?: { token?: string; context?: string }): string;
  /** Throws when a call came that nobody expected. */
  assertClean(): void;
  close(): Promise<void>;
}

const token = "stand-in-service-account";

const Lease = z.looseObject({
  apiVersion: z.literal("coordination.k8s.io/v1"),
  kind: z.literal("Lease"),
  metadata: z.looseObject({ name: z.string(), resourceVersion: z.string().optional() }),
  spec: z.looseObject({
    holderIdentity: z.string(),
    leaseDurationSeconds: z.number().int().positive(),
    acquireTime: z.iso.datetime({ precision: 6 }),
    renewTime: z.iso.datetime({ precision: 6 }),
    leaseTransitions: z.number().int().min(0),
  }),
});
const AccessReview = z.object({
  apiVersion: z.literal("authorization.k8s.io/v1"),
  kind: z.literal("SelfSubjectAccessReview"),
  spec: z.object({
    resourceAttributes: z.object({
      verb: z.string(),
      resource: z.string(),
      subresource: z.string().optional(),
      group: z.string().optional(),
      namespace: z.string().optional(),
    }),
  }),
});

class Refusal extends Error {
  readonly code: number;
  readonly reason: string;
  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** Where a call leads. */
interface Call {
  kind: ServedKind;
  namespace: string;
  name: string | undefined;
  part: string | undefined;
  query: URLSearchParams;
}

/** A Kubernetes API over HTTP or HTTPS, good enough for kubectl; it refuses every write but leases. */
export async function startKubernetes(
  options: { tls?: boolean; aggregatedDiscovery?: boolean } = {},
): Promise<KubernetesStandIn> {
  const store = createObjectStore();
  const logs = new Map<string, string>();
  const forbidden = new Set<string>();
  const mishaps: { path: RegExp; mishap: "die" | "hang" | "gone" | "error" }[] = [];
  const violations: string[] = [];
  const calls: string[] = [];
  const watches = new Set<{ title: string; kind: ServedKind; response: ServerResponse }>();

  function check(verb: string, resource: string, namespace: string): void {
    calls.push(`${verb} ${resource} ${namespace}`.trim());
    if (!forbidden.has(`${verb} ${resource}`)) return;
    const where = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
    throw new Refusal(
      403,
      "Forbidden",
      `${resource} is forbidden: User "system:serviceaccount:inquest:inquest" cannot ${verb} resource "${resource}" in API group "" ${where}`,
    );
  }

  function listed({ kind, namespace, query }: Call): unknown {
    const version = String(store.version());
    const labels = query.get("labelSelector");
    const fields = query.get("fieldSelector");
    const all = store
      .list(kind, namespace)
      .filter((object) => !labels || fitsLabels(object, labels))
      .filter((object) => !fields || fitsFields(object, fields));
    const [from = 0, of = store.version()] = (query.get("continue") ?? "")
      .split("@")
      .filter(Boolean)
      .map(Number);
    if (of < store.oldest()) throw new Refusal(410, "Expired", "The provided continue parameter is too old");
    const limit = Number(query.get("limit") ?? 0) || all.length;
    const items = all.slice(from, from + limit);
    const more = from + limit < all.length;
    return {
      kind: `${kind.kind}List`,
      apiVersion: apiVersionOf(kind),
      metadata: { resourceVersion: version, ...(more ? { continue: `${from + limit}@${version}` } : {}) },
      // As the real one: what the list says of all of them is left out of each.
      items: items.map((item) => ({ ...item, apiVersion: undefined, kind: undefined })),
    };
  }

  function watch(call: Call, response: ServerResponse): void {
    const { kind, namespace, query } = call;
    const from = Number(query.get("resourceVersion") ?? 0) || store.version();
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const line = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
    if (from < store.oldest()) {
      line("ERROR", statusOf(410, "Expired", `too old resource version: ${from} (${store.oldest()})`));
      response.end();
      return;
    }
    const labels = query.get("labelSelector");
    const fields = query.get("fieldSelector");
    const tell = ({ type, object }: StoreEvent) => {
      if ((!labels || fitsLabels(object, labels)) && (!fields || fitsFields(object, fields)))
        line(type, object);
    };
    for (const event of store.since(from, kind, namespace)) tell(event);
    const own = { title: `${namespace || "*"}/${kind.plural}`, kind, response };
    watches.add(own);
    const stop = store.listen(kind, namespace, tell);
    const timer = setTimeout(() => response.end(), Number(query.get("timeoutSeconds") ?? 600) * 1000);
    response.on("close", () => {
      clearTimeout(timer);
      stop();
      watches.delete(own);
    });
  }

  function logOf({ namespace, name, query, kind }: Call): string {
    const pod = store.get(kind, namespace, name ?? "");
    if (!pod) throw new Refusal(404, "NotFound", `pods "${name}" not found`);
    // Older clients leave the container out where a pod has only one.
    const only = z.object({ containers: z.tuple([z.object({ name: z.string() })]) }).safeParse(pod["spec"]);
    const container = query.get("container") || (only.success ? only.data.containers[0].name : "");
    const previous = query.get("previous") === "true";
    const text = logs.get(`${name}/${container}${previous ? "/previous" : ""}`);
    if (text === undefined) {
      throw new Refusal(
        400,
        "BadRequest",
        previous
          ? `previous terminated container "${container}" in pod "${name}" not found`
          : `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`,
      );
    }
    const lines = text.replace(/\n$/, "").split("\n");
    const tail = lines.slice(-Number(query.get("tailLines") ?? lines.length));
    const told =
      query.get("timestamps") === "true"
        ? tail.map(
            (line, index) => `2026-03-04T10:15:${String(index % 60).padStart(2, "0")}.123456789Z ${line}`,
          )
        : tail;
    return `${told.join("\n")}\n`.slice(0, Number(query.get("limitBytes") ?? Infinity));
  }

  function writeLease(call: Call, method: string, body: unknown): unknown {
    const lease = Lease.parse(body);
    const known = store.get(call.kind, call.namespace, lease.metadata.name);
    if (method === "POST") {
      if (known) throw new Refusal(409, "AlreadyExists", `leases "${lease.metadata.name}" already exists`);
    } else {
      if (!known) throw new Refusal(404, "NotFound", `leases "${call.name}" not found`);
      if (lease.metadata.resourceVersion !== known.metadata.resourceVersion) {
        throw new Refusal(409, "Conflict", "the object has been modified; please apply your changes");
      }
    }
    return store.put({ ...lease, metadata: { ...lease.metadata, namespace: call.namespace } });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const mishap = mishaps.findIndex(({ path }) => path.test(url.pathname));
    if (mishap >= 0) {
      const [met] = mishaps.splice(mishap, 1);
      if (met?.mishap === "hang") return;
      if (met?.mishap === "die") {
        request.socket.destroy();
        return;
      }
      if (met?.mishap === "gone") throw new Refusal(410, "Expired", "too old resource version");
      throw new Refusal(503, "ServiceUnavailable", "the server is currently unable to handle the request");
    }
    if (request.headers.authorization !== `Bearer ${token}`)
      throw new Refusal(401, "Unauthorized", "Unauthorized");
    const send = (value: unknown, status = 200, type = "application/json") =>
      response.writeHead(status, { "content-type": type }).end(JSON.stringify(value));
    if (request.method === "GET") {
      const found = discovery(
        url.pathname,
        request.headers.accept ?? "",
        options.aggregatedDiscovery === true,
      );
      if (found !== undefined) {
        const aggregated =
          typeof found === "object" &&
          found !== null &&
          Reflect.get(found, "kind") === "APIGroupDiscoveryList";
        send(
          found,
          200,
          aggregated ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" : undefined,
        );
        return;
      }
      if (url.pathname === "/openapi/v2") return void send(openApi);
      if (url.pathname === "/openapi/v3") return void send({ paths: {} });
    }
    const call = callOf(url);
    if (call === undefined) {
      violations.push(`unexpected call: ${request.method} ${request.url}`);
      throw new Refusal(500, "InternalError", "nobody expected this call");
    }
    const { kind, namespace, name } = call;
    const wantsTable = request.headers.accept?.startsWith("application/json;as=Table") === true;
    if (request.method === "GET") {
      if (call.part === "log") {
        check("get", "pods/log", namespace);
        const text = logOf(call);
        response.writeHead(200, { "content-type": "text/plain" }).end(text);
        return;
      }
      if (name !== undefined) {
        check("get", kind.plural, namespace);
        const object = store.get(kind, namespace, name);
        if (!object) throw new Refusal(404, "NotFound", `${kind.plural} "${name}" not found`);
        send((wantsTable && tableOf(kind.kind, [object])) || object);
        return;
      }
      if (call.query.get("watch") === "true" || call.query.get("watch") === "1") {
        check("watch", kind.plural, namespace);
        watch(call, response);
        return;
      }
      check("list", kind.plural, namespace);
      send((wantsTable && tableOf(kind.kind, store.list(kind, namespace))) || listed(call));
      return;
    }
    const body = await bodyOf(request);
    if (kind.kind === "SelfSubjectAccessReview" && request.method === "POST") {
      const review = AccessReview.parse(body);
      const { verb, resource, subresource } = review.spec.resourceAttributes;
      const allowed = !forbidden.has(`${verb} ${subresource ? `${resource}/${subresource}` : resource}`);
      send({ ...review, metadata: {}, status: { allowed } }, 201);
      return;
    }
    if (
      kind.kind === "Lease" &&
      ((request.method === "POST" && !name) || (request.method === "PUT" && name))
    ) {
      check(request.method === "POST" ? "create" : "update", "leases", namespace);
      send(writeLease(call, request.method, body), request.method === "POST" ? 201 : 200);
      return;
    }
    violations.push(`a write that nobody expected: ${request.method} ${request.url}`);
    throw new Refusal(405, "MethodNotAllowed", "the stand-in is read-only");
  }

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof Refusal) {
        response
          .writeHead(error.code, { "content-type": "application/json" })
          .end(JSON.stringify(statusOf(error.code, error.reason, error.message)));
        return;
      }
      violations.push(`${request.method} ${request.url}: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const certificate = options.tls ? selfSigned() : undefined;
  const server = certificate ? createTlsServer(certificate, handle) : createPlainServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `${certificate ? "https" : "http"}://127.0.0.1:${address.port}`;

  return {
    url,
    token,
    put: store.put,
    read: (apiVersion, kind, namespace, name) => store.get(kindOfObject(apiVersion, kind), namespace, name),
    remove: (apiVersion, kind, namespace, name) =>
      store.remove(kindOfObject(apiVersion, kind), namespace, name),
    setLog: (pod, container, text, { previous = false } = {}) => {
      logs.set(`${pod}/${container}${previous ? "/previous" : ""}`, text);
    },
    forbid: (verb, resource) => void forbidden.add(`${verb} ${resource}`),
    allow: (verb, resource) => void forbidden.delete(`${verb} ${resource}`),
    next: (path, mishap) => void mishaps.push({ path, mishap }),
    cutWatches: () => {
      for (const { response } of watches) response.destroy();
    },
    compact: store.compact,
    bookmark: () => {
      for (const { kind, response } of watches) {
        const object = {
          kind: kind.kind,
          apiVersion: apiVersionOf(kind),
          metadata: { resourceVersion: String(store.version()) },
        };
        response.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
      }
    },
    watches: () => [...watches].map(({ title }) => title).toSorted(),
    calls: () => [...calls],
    kubeconfig: (folder, { token: given = token, context = "stand-in" } = {}) => {
      const file = join(folder, "kubeconfig");
      const trust = certificate
        ? { "certificate-authority-data": Buffer.from(certificate.cert).toString("base64") }
        : { "insecure-skip-tls-verify": true };
      const config = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "test-cluster", cluster: { server: url, ...trust } }],
        users: [{ name: "inquest", user: { token: given } }],
        contexts: [
          { name: context, context: { cluster: "test-cluster", user: "inquest", namespace: "inquest" } },
        ],
        "current-context": context,
      };
      // JSON is YAML.
      writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
      return file;
    },
    assertClean: () => {
      if (violations.length > 0)
        throw new Error(`the Kubernetes stand-in objects:\n${violations.join("\n")}`);
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function callOf(url: URL): Call | undefined {
  const match =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+)(?:\/(log))?)?$/.exec(
      url.pathname,
    ) ?? /^\/(api)\/(v1)()\/(namespaces)(?:\/([^/]+))?$/.exec(url.pathname);
  if (match === null) return undefined;
  const [, group, version, namespace = "", plural, name, part] = match;
  const kind = servedKinds.find(
    (one) =>
      one.group === (group === "api" ? "" : (group ?? "")) &&
      one.version === version &&
      one.plural === plural,
  );
  if (kind === undefined || (!kind.namespaced && namespace !== "")) return undefined;
  return {
    kind,
    namespace: decodeURIComponent(namespace),
    name: name && decodeURIComponent(name),
    part,
    query: url.searchParams,
  };
}

function statusOf(code: number, reason: string, message: string): unknown {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
