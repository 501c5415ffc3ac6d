import type { FailureEvent } from "../../domain/index.ts";
import type { Trouble, WorkloadName } from "./pod-state.ts";
import { type createWorkloadStates, keyOf, type View } from "./workload-states.ts";

/** An event to be recorded; `done` is called once it is. */
export interface Due {
  deliveryId: string;
  event: FailureEvent;
  done: () => void;
}

interface Watched {
  name: WorkloadName;
  /** When the trouble was first seen. */
  since: number;
  told: boolean;
  wellSince?: number;
  image: string;
  labels: Record<string, string>;
}

export interface VigilOptions {
  states: Pick<ReturnType<typeof createWorkloadStates>, "view">;
  cluster: string;
  /** Whether this namespace is looked at: of others nothing is known, which does not mean that they are empty. */
  isWatched: (namespace: string) => boolean;
  debounceMs: number;
  now: () => Date;
}

/** The trouble that says most of a workload comes first. */
const order = [
  "CreateContainerConfigError",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImagePullBackOff",
  "ErrImagePull",
  "OOMKilled",
  "CrashLoopBackOff",
  "RunContainerError",
  "CreateContainerError",
  "Unschedulable",
  "JobFailed",
  "FailedCreate",
  "ProgressDeadlineExceeded",
];

/**
 * Decides what is worth telling: a trouble that lasts, and its end once it has lasted too. A container that
 * crashes in a loop runs for a moment each time; that neither starts nor ends anything.
 */
export function createVigil({ states, cluster, isWatched, debounceMs, now }: VigilOptions) {
  const watched = new Map<string, Watched>();
  const touched = new Map<string, WorkloadName>();

  function judge(key: string, name: WorkloadName): Due | undefined {
    const at = now().getTime();
    const view = states.view(name);
    const first = view.troubles.toSorted((a, b) => rank(a) - rank(b))[0];
    const known = watched.get(key);
    if (known === undefined) {
      if (first === undefined) return undefined;
      const fresh = { name, since: at, told: false, image: view.image, labels: view.labels };
      watched.set(key, fresh);
      return debounceMs === 0 || first.final ? failure(key, fresh, view, first) : undefined;
    }
    if (!known.told) {
      if (view.well || !view.exists) watched.delete(key);
      else if (first !== undefined && (first.final || at - known.since >= debounceMs)) {
        return failure(key, known, view, first);
      }
      return undefined;
    }
    if (view.exists ? !view.well : false) {
      delete known.wellSince;
      return undefined;
    }
    // A Job that failed and was cleaned up has not been healed by that.
    if (!view.exists && (name.kind === "Job" || name.kind === "CronJob")) {
      if (name.kind === "Job") watched.delete(key);
      return undefined;
    }
    known.wellSince ??= at;
    return at - known.wellSince >= debounceMs ? resolution(key, known, view) : undefined;
  }

  function failure(key: string, known: Watched, view: View, trouble: Trouble): Due {
    known.image = trouble.image ?? view.image;
    known.labels = view.labels;
    const title = `${titleOf(known.name)}: ${trouble.sentence}`;
    const event = eventOf(key, known, "failure", title, known.since, trouble);
    return {
      deliveryId: `${event.stream}:failure:${known.since}`,
      event: { ...event, labels: { ...event.labels, reason: trouble.reason } },
      done: () => {
        known.told = true;
      },
    };
  }

  function resolution(key: string, known: Watched, view: View): Due {
    const at = now().getTime();
    const title = `${titleOf(known.name)} ${view.exists ? "is healthy again" : "was removed"}`;
    const event = eventOf(key, known, "resolution", title, at);
    return {
      deliveryId: `${event.stream}:resolution:${known.wellSince ?? at}`,
      event,
      done: () => {
        watched.delete(key);
      },
    };
  }

  function eventOf(
    key: string,
    { name, image, labels }: Watched,
    kind: FailureEvent["kind"],
    title: string,
    at: number,
    trouble?: Trouble,
  ): FailureEvent {
    const stream = `kubernetes:${cluster}:${key}`;
    const environment = labels["environment"] ?? labels["env"];
    const commit = /:(?:sha-)?([0-9a-f]{40})(?:@|$)/.exec(image)?.[1];
    return {
      source: "kubernetes",
      kind,
      // While a workload fails, everything that is wrong with it is one incident.
      dedupeKey: stream,
      stream,
      title,
      occurredAt: new Date(at).toISOString(),
      subject: {
        kind: "workload",
        cluster,
        namespace: name.namespace,
        workload: name.kind,
        name: name.name,
        ...(trouble?.pod ? { pod: trouble.pod } : {}),
        ...(trouble?.container ? { container: trouble.container } : {}),
      },
      service: labels["app.kubernetes.io/name"] ?? labels["app"] ?? name.name,
      namespace: name.namespace,
      labels: { ...labels, namespace: name.namespace, workload: name.name, kind: name.kind },
      ...(environment ? { environment } : {}),
      ...(image ? { image } : {}),
      ...(commit ? { commit } : {}),
    };
  }

  return {
    touch: (name: WorkloadName) => {
      touched.set(keyOf(name), name);
    },
    /** Failures that an earlier leader told of: their end is to be told by this one. */
    remember(events: readonly FailureEvent[]): void {
      for (const { subject, occurredAt, image, labels } of events) {
        if (subject.kind !== "workload" || subject.cluster !== cluster) continue;
        if (!isWatched(subject.namespace)) continue;
        const name = { namespace: subject.namespace, kind: subject.workload, name: subject.name };
        const known = {
          name,
          since: Date.parse(occurredAt),
          told: true,
          image: image ?? "",
          labels: labels ?? {},
        };
        watched.set(keyOf(name), known);
      }
    },
    /** What is to be told now. */
    due(): Due[] {
      const names = new Map(touched);
      touched.clear();
      for (const [key, { name }] of watched) names.set(key, name);
      return [...names].flatMap(([key, name]) => judge(key, name) ?? []);
    },
  };
}

function rank({ reason }: Trouble): number {
  const at = order.indexOf(reason);
  return at < 0 ? order.length : at;
}

function titleOf({ kind, namespace, name }: WorkloadName): string {
  return `${kind} ${namespace}/${name}`;
}
