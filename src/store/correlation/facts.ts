import type { FailureEvent } from "../../domain/index.ts";

/** What of an event can be the same in another one. Everything is in lower case. */
export interface Facts {
  /** A build says that code is broken, a deployment that it did not get there, runtime that it does not work there. */
  role: "build" | "deployment" | "runtime";
  commit?: string;
  /** `sha256:…` of a container image. */
  digest?: string;
  /** Container image with its tag, without the registry's name. Not a tag that moves, such as `latest`. */
  image?: string;
  service?: string;
  workload?: string;
  namespace?: string;
  environment?: string;
  cluster?: string;
  repository?: string;
  /** Only of what is about the machine itself. */
  node?: string;
  /** The alert's name. */
  alert?: string;
}

export type FactName = Exclude<keyof Facts, "role">;

/** The facts of a failure; undefined for what one person tried in a folder of their own, which is nobody else's. */
export function factsOf(event: FailureEvent): Facts | undefined {
  const { subject } = event;
  if (subject.kind === "command" || subject.kind === "folder") return undefined;
  const labels = { ...(subject.kind === "alert" ? subject.labels : {}), ...event.labels };
  const labelled = (...names: string[]) => names.map((name) => word(labels[name])).find(Boolean);

  const image = imageOf(event.image ?? labels.image);
  const workload =
    subject.kind === "workload"
      ? (word(ownerOf(subject.name, subject.workload)) ?? word(subject.name))
      : (labelled("deployment", "statefulset", "daemonset", "job_name") ??
        (labels.pod === undefined ? undefined : word(ownerOf(labels.pod, "Pod"))));
  const service =
    word(event.service) ??
    labelled("service", "app", "app_kubernetes_io_name", "app.kubernetes.io/name") ??
    workload;
  const namespace =
    word(event.namespace) ??
    (subject.kind === "workload" ? word(subject.namespace) : undefined) ??
    labelled("namespace", "exported_namespace", "kubernetes_namespace");
  const told =
    word(event.environment) ??
    (subject.kind === "github_deployment" ? word(subject.environment) : undefined) ??
    labelled("environment", "env", "stage");
  const facts: Facts = {
    role: "runtime",
    commit:
      hex(event.commit) ??
      hex(labelled("commit", "git_commit", "revision", "git_sha", "sha")) ??
      image.commit,
    digest: image.digest,
    image: image.name,
    service,
    workload,
    namespace,
    environment: environmentOf(told) ?? knownEnvironment(namespace),
    cluster: (subject.kind === "workload" ? word(subject.cluster) : undefined) ?? labelled("cluster"),
    repository: word(event.repository) ?? labelled("repository"),
    node: service === undefined && namespace === undefined ? labelled("node", "instance") : undefined,
    alert: subject.kind === "alert" ? word(subject.name) : labelled("alertname"),
  };
  return { ...facts, role: roleOf(event, facts) };
}

function roleOf(event: FailureEvent, facts: Facts): Facts["role"] {
  if (event.deployed !== undefined) return "deployment";
  switch (event.subject.kind) {
    case "github_deployment":
      return "deployment";
    case "github_run":
    case "github_check":
    case "gitlab_pipeline":
      return facts.environment === undefined ? "build" : "deployment";
    case "alert":
    case "workload":
      return "runtime";
    default:
      if (facts.commit === undefined) return "runtime";
      return facts.environment === undefined ? "build" : "deployment";
  }
}

/**
 * Two events of one likeness are the same signal told again: the same alert about the same workload, a rerun
 * of the same workflow on the same commit.
 */
export function likenessOf(event: FailureEvent): string[] {
  const facts = factsOf(event);
  if (facts === undefined) return ["own", event.dedupeKey];
  // One that went well is never the same as one that failed.
  if (event.deployed !== undefined) return ["deployed", event.dedupeKey];
  const { subject } = event;
  if (subject.kind !== "alert" && subject.kind !== "workload") {
    return [subject.kind, event.stream, facts.commit ?? event.commit ?? ""];
  }
  const { alert, service, workload, namespace, environment, cluster, node, commit } = facts;
  const told = [alert, service, workload, namespace, environment, cluster, node, commit];
  // An alert that says nothing of where it fires is only like itself.
  const stream = told.slice(1).every((fact) => fact === undefined) ? event.stream : "";
  return [subject.kind, stream, ...told.map((fact) => fact ?? "")];
}

/** What a person says is not the same: the stream, whatever the commit; of an alert, its likeness. */
export function identityOf(event: FailureEvent): string[] {
  if (event.deployed !== undefined) return ["deployed", event.stream];
  const { subject } = event;
  return subject.kind === "alert" || subject.kind === "workload"
    ? likenessOf(event)
    : [subject.kind, event.stream];
}

/** Names what a deployment brings its version to: the same service in the same environment. */
export function placeOf({ service, workload, repository, environment, namespace, cluster }: Facts): string[] {
  return [service ?? workload ?? repository, environment, namespace, cluster].map((part) => part ?? "");
}

function word(text: string | undefined): string | undefined {
  const trimmed = text?.trim().slice(0, 200).toLowerCase();
  return trimmed === "" ? undefined : trimmed;
}

/** A commit's id, whole or shortened; all zeros stand for none. */
function hex(text: string | undefined): string | undefined {
  const id = word(text);
  return id !== undefined && /^[0-9a-f]{7,64}$/.test(id) && !/^0+$/.test(id) ? id : undefined;
}

const ENVIRONMENTS: Record<string, string> = {
  prod: "production",
  prd: "production",
  production: "production",
  live: "production",
  stg: "staging",
  stage: "staging",
  staging: "staging",
  preprod: "preproduction",
  preproduction: "preproduction",
  dev: "development",
  development: "development",
  test: "test",
  qa: "qa",
};

function environmentOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (knownEnvironment(name) ?? name);
}

/** A namespace named after an environment says which it is. */
function knownEnvironment(name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : undefined;
}

const MOVING_TAGS = new Set(["latest", "main", "master", "stable", "edge", "nightly", "dev", "develop"]);

/** `registry/path:tag@digest`, where a tag may be or end with a commit's id (`3f2a91c`, `main-3f2a91c`, `sha-3f2a91c`). */
function imageOf(text: string | undefined): { name?: string; digest?: string; commit?: string } {
  const reference = word(text);
  if (reference === undefined) return {};
  const [named = "", digest] = reference.split("@");
  const parts = named.split("/");
  const [host = ""] = parts;
  if (parts.length > 1 && (host.includes(".") || host.includes(":") || host === "localhost")) parts.shift();
  const path = parts.join("/");
  const colon = path.lastIndexOf(":");
  const tag = colon === -1 ? "" : path.slice(colon + 1);
  const last = tag.split(/[-_.]/).at(-1);
  // A run of digits alone is more often a date or a build's number than a commit.
  const commit = last !== undefined && /[a-f]/.test(last) ? hex(last) : undefined;
  return {
    ...(tag !== "" && !MOVING_TAGS.has(tag) ? { name: path } : {}),
    ...(digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? { digest } : {}),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** The Deployment of a pod or ReplicaSet by the names that Kubernetes makes: `checkout-7d9f8b6c5d-x2x4z`. */
function ownerOf(name: string, kind: string): string | undefined {
  const parts = name.slice(0, 253).split("-");
  const generated = kind === "Pod" ? [/^[a-z0-9]{6,10}$/, /^[a-z0-9]{5}$/] : [/^[a-z0-9]{6,10}$/];
  if (kind !== "Pod" && kind !== "ReplicaSet") return undefined;
  const ends = parts.slice(-generated.length);
  const fits = generated.every((shape, index) => shape.test(ends[index] ?? ""));
  // The first of them is a hash, so it holds a digit.
  if (parts.length <= generated.length || !fits || !/\d/.test(ends[0] ?? "")) return undefined;
  return parts.slice(0, -generated.length).join("-");
}
