import {
  conditionOf,
  controllerOf,
  fieldAt,
  type KubernetesObject,
  listAt,
  nameOf,
  namespaceOf,
  numberAt,
  textAt,
} from "../../kubernetes-api/fields.ts";
import { type PodState, podStateOf, type Trouble, type WorkloadName } from "./pod-state.ts";

/** How a workload stands now. */
export interface View {
  name: WorkloadName;
  troubles: Trouble[];
  /** Nothing is wrong, and nothing is still on its way either. */
  well: boolean;
  /** False once nothing of it is in the cluster. */
  exists: boolean;
  image: string;
  labels: Record<string, string>;
}

interface DeploymentState {
  name: WorkloadName;
  trouble: Trouble | undefined;
  complete: boolean;
}

interface JobState {
  name: string;
  owner: WorkloadName;
  end: "failed" | "complete" | undefined;
  endedAt: number;
  sentence: string;
}

export interface StateOptions {
  settleMs: number;
  now: () => Date;
}

/** Memory kills within this time of each other are one failure, although the container runs in between. */
const memoryWindowMs = 15 * 60_000;
/** A Job that failed before this is history, not news, when the watch begins. */
const oldJobMs = 60 * 60_000;

export function keyOf({ namespace, kind, name }: WorkloadName): string {
  return `${namespace}:${kind}/${name}`;
}

/** What is known of the watched namespaces' workloads, as small as it can be. */
export function createWorkloadStates({ settleMs, now }: StateOptions) {
  const pods = new Map<string, PodState>();
  const deployments = new Map<string, DeploymentState>();
  const jobs = new Map<string, JobState>();
  const kills = new Map<string, number[]>();
  /** Pods of each workload, by key. */
  const podsOf = new Map<string, Set<string>>();

  const idOf = (object: KubernetesObject) => `${namespaceOf(object)}/${nameOf(object)}`;

  /** A Job's runs belong to its CronJob, whose next success ends the failure of the last one. */
  function workloadOf(owner: WorkloadName): WorkloadName {
    if (owner.kind !== "Job") return owner;
    return jobs.get(`${owner.namespace}/${owner.name}`)?.owner ?? owner;
  }

  function dropPod(id: string): PodState | undefined {
    const state = pods.get(id);
    if (state === undefined) return undefined;
    pods.delete(id);
    const siblings = podsOf.get(keyOf(state.owner));
    siblings?.delete(id);
    if (siblings?.size === 0) podsOf.delete(keyOf(state.owner));
    return state;
  }

  function noteKills(state: PodState): void {
    for (const { container, at } of state.memoryKills) {
      const key = `${keyOf(state.owner)} ${container}`;
      const known = kills.get(key) ?? [];
      if (known.includes(at)) continue;
      const recent = [...known, at].filter((one) => one > now().getTime() - memoryWindowMs);
      if (recent.length > 0) kills.set(key, recent);
    }
  }

  function memoryTrouble(owner: WorkloadName): Trouble[] {
    const found: Trouble[] = [];
    for (const [key, times] of kills) {
      if (!key.startsWith(`${keyOf(owner)} `)) continue;
      const recent = times.filter((at) => at > now().getTime() - memoryWindowMs);
      if (recent.length === 0) kills.delete(key);
      if (recent.length < 2) continue;
      const container = key.slice(keyOf(owner).length + 1);
      const sentence = `container ${container} was killed for memory ${recent.length} times`;
      found.push({ reason: "OOMKilled", sentence, container });
    }
    return found;
  }

  return {
    /** Each notes an object and gives back the workload whose view may have changed. */
    pod: {
      present(object: KubernetesObject): WorkloadName {
        const id = idOf(object);
        dropPod(id);
        const state = podStateOf(object, settleMs);
        pods.set(id, state);
        const key = keyOf(state.owner);
        podsOf.set(key, (podsOf.get(key) ?? new Set()).add(id));
        noteKills(state);
        return workloadOf(state.owner);
      },
      gone(id: string): WorkloadName | undefined {
        const state = dropPod(id);
        return state && workloadOf(state.owner);
      },
      ids: () => pods.keys(),
    },
    deployment: {
      present(object: KubernetesObject): WorkloadName {
        const state = deploymentStateOf(object);
        deployments.set(idOf(object), state);
        return state.name;
      },
      gone(id: string): WorkloadName | undefined {
        const state = deployments.get(id);
        deployments.delete(id);
        return state?.name;
      },
      ids: () => deployments.keys(),
    },
    job: {
      present(object: KubernetesObject): WorkloadName {
        const state = jobStateOf(object);
        jobs.set(idOf(object), state);
        return state.owner;
      },
      gone(id: string): WorkloadName | undefined {
        const state = jobs.get(id);
        jobs.delete(id);
        return state?.owner;
      },
      ids: () => jobs.keys(),
    },
    view(name: WorkloadName): View {
      const own = (owner: WorkloadName) =>
        [...(podsOf.get(keyOf(owner)) ?? [])].flatMap((id) => pods.get(id) ?? []);
      const runsJobs = name.kind === "Job" || name.kind === "CronJob";
      const ofIt = runsJobs ? [...jobs.values()].filter((job) => keyOf(job.owner) === keyOf(name)) : [];
      const ofJobs = ofIt.flatMap((job) => own({ ...name, kind: "Job", name: job.name }));
      const members = [...new Set([...own(name), ...ofJobs])];
      const deployment =
        name.kind === "Deployment" ? deployments.get(`${name.namespace}/${name.name}`) : undefined;
      const last = ofIt.filter((job) => job.end !== undefined).toSorted((a, b) => b.endedAt - a.endedAt)[0];
      const failedJob: Trouble[] =
        last?.end === "failed" && last.endedAt > now().getTime() - oldJobMs
          ? [{ reason: "JobFailed", sentence: last.sentence, final: true }]
          : [];
      const troubles = [
        ...(deployment?.trouble ? [deployment.trouble] : []),
        ...members.flatMap((pod) => pod.troubles),
        ...memoryTrouble(name),
        ...failedJob,
      ];
      const settled = members.every((pod) => pod.wellFrom <= now().getTime());
      const done = !runsJobs || last?.end === "complete";
      const telling = members.find((pod) => pod.troubles.length > 0) ?? members[0];
      return {
        name,
        troubles,
        well: troubles.length === 0 && settled && (deployment?.complete ?? true) && done,
        exists: members.length > 0 || deployment !== undefined || ofIt.length > 0,
        image: telling?.image ?? "",
        labels: telling?.labels ?? {},
      };
    },
  };
}

function deploymentStateOf(object: KubernetesObject): DeploymentState {
  const progressing = conditionOf(object, "Progressing");
  const stuck = textAt(progressing, "reason") === "ProgressDeadlineExceeded";
  const wanted = fieldAt(object, "spec", "replicas");
  const replicas = typeof wanted === "number" ? wanted : 1;
  return {
    name: { namespace: namespaceOf(object), kind: "Deployment", name: nameOf(object) },
    trouble: stuck
      ? { reason: "ProgressDeadlineExceeded", sentence: "its rollout exceeded the progress deadline" }
      : textAt(conditionOf(object, "ReplicaFailure"), "status") === "True"
        ? { reason: "FailedCreate", sentence: "its pods cannot be created" }
        : undefined,
    complete:
      numberAt(object, "status", "observedGeneration") >= numberAt(object, "metadata", "generation") &&
      numberAt(object, "status", "updatedReplicas") >= replicas &&
      numberAt(object, "status", "availableReplicas") >= replicas,
  };
}

function jobStateOf(object: KubernetesObject): JobState {
  const namespace = namespaceOf(object);
  const name = nameOf(object);
  const owner = controllerOf(object);
  const holds = (type: string) => textAt(conditionOf(object, type), "status") === "True";
  const end = holds("Failed") ? "failed" : holds("Complete") ? "complete" : undefined;
  const condition = conditionOf(object, end === "failed" ? "Failed" : "Complete");
  const reason = textAt(condition, "reason");
  const pods = listAt(object, "status", "uncountedTerminatedPods", "failed").length;
  const failed = numberAt(object, "status", "failed") + pods;
  return {
    name,
    owner:
      owner?.kind === "CronJob"
        ? { namespace, kind: "CronJob", name: owner.name }
        : { namespace, kind: "Job", name },
    end,
    endedAt: Date.parse(textAt(condition, "lastTransitionTime")) || 0,
    sentence: `job ${name} failed${reason ? ` (${reason})` : ""}${failed > 0 ? ` after ${failed} failed pods` : ""}`,
  };
}
