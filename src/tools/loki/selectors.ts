import { placeOfLabels, type Subject } from "../../domain/index.ts";

export type LoggingSubject = Extract<Subject, { kind: "alert" | "workload" }>;

/** How a person calls it, and the stream selectors under which its logs may be found, best first. */
export interface Logging {
  name: string;
  selectors: string[];
}

/**
 * Streams as the common shippers label them: Promtail and Alloy (`namespace`, `pod`, `container`, `app`, `job` as
 * `namespace/name`), and OpenTelemetry (`service_name`, `k8s_namespace_name`).
 */
export function loggingOf(subject: LoggingSubject): Logging | undefined {
  const place = placeOf(subject);
  const { namespace, pod, name } = place;
  if (name === undefined && pod === undefined) return undefined;
  const within = namespace === undefined ? [] : [`namespace=${literal(namespace)}`];
  const selectors: string[] = [];
  const add = (...matchers: string[]) => selectors.push(`{${matchers.join(",")}}`);
  if (name !== undefined) {
    if (within.length > 0) add(...within, `pod=~${literal(`${plain(name)}(-[a-z0-9]{1,10}){0,2}`)}`);
    add(...within, `app=${literal(name)}`);
    add(...within, `container=${literal(name)}`);
    add(
      `service_name=${literal(name)}`,
      ...(namespace === undefined ? [] : [`k8s_namespace_name=${literal(namespace)}`]),
    );
    add(`service_name=${literal(name)}`);
    if (namespace !== undefined) add(`job=${literal(`${namespace}/${name}`)}`);
    add(`job=${literal(name)}`);
  }
  if (pod !== undefined) add(...within, `pod=${literal(pod)}`);
  return { name: name ?? pod ?? "", selectors: [...new Set(selectors)] };
}

function placeOf(subject: LoggingSubject): { namespace?: string; pod?: string; name?: string } {
  if (subject.kind === "workload") {
    const { namespace, workload, name, pod } = subject;
    return workload.toLowerCase() === "pod"
      ? { namespace, pod: name }
      : { namespace, name, ...(pod ? { pod } : {}) };
  }
  const { namespace, pod, service } = placeOfLabels(subject.labels);
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod }),
    ...(service === undefined ? {} : { name: service }),
  };
}

/** A text as a LogQL string. */
export function literal(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function plain(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
