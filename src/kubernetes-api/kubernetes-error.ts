import { InquestError } from "../domain/index.ts";

/** What a call is for, in the words of the cluster's RBAC. */
export interface Need {
  verb: "get" | "list" | "watch" | "create" | "update";
  /** `pods`, `pods/log`. */
  resource: string;
  group: string;
  namespace: string;
  name?: string;
}

/** A call that the API server refused or that did not reach it. */
export class KubernetesError extends InquestError {
  /** HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(
    code: string,
    message: string,
    remedy: string,
    options: { status?: number | undefined; cause?: unknown } = {},
  ) {
    super(code, message, remedy, { cause: options.cause });
    this.name = "KubernetesError";
    this.status = options.status;
  }
}

/** The resource with its group, as RBAC names it: `deployments.apps`. */
export function qualified(need: Pick<Need, "resource" | "group">): string {
  return need.group === "" ? need.resource : `${need.resource}.${need.group}`;
}

/** `Pod logs of payments/checkout-1`: what could not be had. */
function what(need: Need): string {
  const place = need.namespace === "" ? "the cluster" : `namespace ${need.namespace}`;
  return need.name === undefined
    ? `${qualified(need)} in ${place}`
    : `${qualified(need)} ${need.namespace === "" ? "" : `${need.namespace}/`}${need.name}`;
}

/** Says why an answer with this status brought nothing. `reason` is the API's own word (`Status.reason`). */
export function refusal(status: number, reason: string, need: Need): KubernetesError {
  const error = (code: string, why: string, remedy: string) =>
    new KubernetesError(code, `${what(need)}: ${why}`, remedy, { status });
  if (status === 401) {
    return error(
      "credentials_refused",
      "the cluster refuses the credentials.",
      "Renew the token or certificate of the kubeconfig.",
    );
  }
  if (status === 403) {
    const where = need.namespace === "" ? "in the whole cluster" : `in namespace ${need.namespace}`;
    return error(
      "permission_missing",
      `the cluster's RBAC does not grant ${need.verb}.`,
      `Grant the verb \`${need.verb}\` on \`${qualified(need)}\` ${where}; deploy/kubernetes/rbac.yaml holds every rule.`,
    );
  }
  if (status === 404) {
    return error(
      "not_found",
      "the cluster has none.",
      "Check the name, or whether it was deleted meanwhile.",
    );
  }
  if (status === 409) return error("conflict", "somebody else changed it.", "Try again.");
  if (status === 410) {
    return error("gone", "the cluster no longer keeps that version.", "List again from the start.");
  }
  if (status === 429) {
    return error("rate_limited", "the API server asks for a pause.", "Try again in a minute.");
  }
  if (status >= 500) {
    return error("unreachable", `the API server answered ${status}.`, "Look at the API server's health.");
  }
  const word = /^\w{1,40}$/.test(reason) ? ` (${reason})` : "";
  return error("refused", `the API server answered ${status}${word}.`, "Look at the object in the cluster.");
}

/** Says why a call got no answer. Never quotes an address or credentials. */
export function unreachable(cause: unknown, need: Need): KubernetesError {
  if (cause instanceof KubernetesError) return cause;
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return new KubernetesError(
      "timeout",
      `${what(need)}: the API server did not answer in time.`,
      "Try again later.",
      { cause },
    );
  }
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const known = /^[A-Z_0-9]{3,50}$/.test(code) ? ` (${code})` : "";
  return new KubernetesError(
    "unreachable",
    `${what(need)}: the API server could not be reached${known}.`,
    "Check INQUEST_KUBERNETES, the cluster's address and the network.",
    { cause },
  );
}
