import { isExporter, placeOfLabels, type Subject } from "../../domain/index.ts";
import { literal, plain } from "./promql.ts";

export type MeasuredSubject = Extract<Subject, { kind: "alert" | "workload" }>;

/** What is measured: how a person calls it, and the matchers under which its series may be found. */
export interface Measured {
  name: string;
  /** Best first; without braces. */
  selectors: string[];
}

/** Under which labels common exporters tell of this workload, or of what this alert is about. */
export function measuredOf(subject: MeasuredSubject): Measured {
  return subject.kind === "workload" ? ofWorkload(subject) : ofAlert(subject.labels, subject.name);
}

function ofWorkload(subject: Extract<Subject, { kind: "workload" }>): Measured {
  const { namespace, workload, name } = subject;
  const inNamespace = matcher("namespace", namespace);
  const kind = workload.toLowerCase();
  return {
    name,
    selectors: [
      ...told(inNamespace, kind === "pod" ? matcher("pod", name) : pods(name)),
      ...(/^(?:deployment|statefulset|daemonset|cronjob)$/.test(kind)
        ? told(inNamespace, matcher(kind, name))
        : []),
      ...byName(name, inNamespace),
    ],
  };
}

function ofAlert(labels: Readonly<Record<string, string>>, alert: string): Measured {
  const place = placeOfLabels(labels);
  const inNamespace = place.namespace === undefined ? "" : matcher("namespace", place.namespace);
  const selectors: string[] = [];
  const job = labels["job"];
  const instance = labels["instance"];
  // An exporter's own target tells of everything that it watches, except where that is one machine.
  if (job !== undefined && (!isExporter(job) || /node.exporter/.test(job))) {
    selectors.push(join(matcher("job", job), instance === undefined ? "" : matcher("instance", instance)));
  }
  if (place.service !== undefined) {
    selectors.push(...told(inNamespace, pods(place.service)));
    for (const kind of ["deployment", "statefulset", "daemonset"]) {
      const name = labels[kind];
      if (name !== undefined) selectors.push(...told(inNamespace, matcher(kind, name)));
    }
    selectors.push(...byName(place.service, inNamespace));
  }
  if (place.pod !== undefined) selectors.push(...told(inNamespace, matcher("pod", place.pod)));
  const claim = labels["persistentvolumeclaim"];
  if (claim !== undefined) selectors.push(join(inNamespace, matcher("persistentvolumeclaim", claim)));
  return {
    name: place.service ?? place.pod ?? claim ?? labels["node"] ?? instance ?? alert,
    selectors: [...new Set(selectors)],
  };
}

/**
 * A matcher within the namespace, and the same as an exporter's own labels are called where Prometheus puts those of
 * the exporter's pod in front: kube-state-metrics without `honor_labels` tells of `exported_pod`.
 */
function told(inNamespace: string, matches: string): string[] {
  const exported = [inNamespace, matches].map((one) => one.replace(/^(?=(?:namespace|pod)=)/, "exported_"));
  return [...new Set([join(inNamespace, matches), join(...exported)])];
}

/** Labels as the exporter gave them, in place of those that Prometheus put in front. */
export function ownLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const own = { ...labels };
  for (const name of ["namespace", "pod", "container"]) {
    const value = own[`exported_${name}`];
    if (value === undefined) continue;
    own[name] = value;
    delete own[`exported_${name}`];
  }
  return own;
}

function byName(name: string, inNamespace: string): string[] {
  return ["service", "app", "job"].map((label) =>
    join(matcher(label, name), label === "job" ? "" : inNamespace),
  );
}

function matcher(label: string, value: string): string {
  return `${label}=${literal(value)}`;
}

/** The pods of a workload by their names: an ordinal, five letters, or a ReplicaSet's hash and five letters. */
function pods(name: string): string {
  return `pod=~${literal(`${plain(name)}(-[0-9]{1,10}(-[a-z0-9]{5})?|-[a-z0-9]{5}|-[a-z0-9]{1,10}-[a-z0-9]{5})?`)}`;
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(",");
}
