import type { EventFact, Facts, ObjectName, PodFact } from "../facts/facts.ts";

/** Seconds after which an event about something of which nothing else is known tells of the past. */
const OLD_EVENT = 2 * 3600;
const DAY = 24 * 3600 * 1000;

export function isComplete(pod: PodFact): boolean {
  return pod.phase === "Succeeded" || pod.reason === "Completed";
}

/** Runs with all its containers ready. */
export function isWell(pod: PodFact): boolean {
  if (isComplete(pod)) return true;
  if (pod.reason === "Evicted" || pod.phase === "Failed" || pod.phase === "Terminating") return false;
  const ready = pod.ready === undefined || (pod.ready.wanted > 0 && pod.ready.now >= pod.ready.wanted);
  return pod.phase === "Running" && ready;
}

/** Facts do not change once the rules look at them, so what is known of the pods is worked out once. */
const podsByFacts = new WeakMap<Facts, Map<string, PodFact>>();

/** What is known best of each pod: an object or a description tells more than a row. */
export function knownPods(facts: Facts): PodFact[] {
  return [...podIndex(facts).values()];
}

function podIndex(facts: Facts): Map<string, PodFact> {
  const before = podsByFacts.get(facts);
  if (before) return before;
  const best = new Map<string, PodFact>();
  for (const pod of facts.pods) {
    const known = best.get(pod.name);
    if (!known || (known.from === "row" && pod.from !== "row")) best.set(pod.name, pod);
  }
  podsByFacts.set(facts, best);
  return best;
}

/** The pod an object name means, if it is one that is known. */
export function podOf(facts: Facts, about: ObjectName): PodFact | undefined {
  if (about.kind !== "Pod" && about.kind !== "") return undefined;
  const pod = podIndex(facts).get(about.name);
  const elsewhere = pod?.namespace && about.namespace && pod.namespace !== about.namespace;
  return elsewhere ? undefined : pod;
}

/** The pods whose text a log is: the pod of that name, the pods of that workload, or one that the name contains. */
export function podsOfLog(facts: Facts, owner: string): PodFact[] {
  const pods = knownPods(facts);
  const own = pods.filter((pod) => pod.name === owner || pod.name.startsWith(`${owner}-`));
  if (own.length > 0) return own;
  const inside = pods.filter((pod) => pod.name.length > 3 && owner.includes(pod.name));
  if (inside.length > 0) return inside;
  const described = pods.filter((pod) => pod.from !== "row");
  const only = described.length === 1 ? described : [];
  return /^(?:pod_|previous_|all_|container_)*logs?\d*(?:_|$)|^log$/i.test(owner) ? only : [];
}

/** Whether an event tells of trouble that is over: its pod runs and is ready, was scheduled since, or it is old. */
export function isOver(event: EventFact, pod: PodFact | undefined): boolean {
  if (pod) {
    if (isComplete(pod)) return true;
    if (event.reason === "FailedScheduling" && pod.node !== "") return true;
    if (/liveness|startup/i.test(event.message) && pod.restarts > 0) return (event.age ?? 0) > OLD_EVENT;
    if (isWell(pod)) return true;
    return /^(?:FailedMount|FailedAttachVolume)$/.test(event.reason) && pod.phase === "Running";
  }
  return (event.age ?? 0) > OLD_EVENT;
}

/** Whether something ended more than a day before the evidence was taken. */
export function isLongAgo(facts: Facts, time: number | undefined): boolean {
  return time !== undefined && facts.now !== undefined && facts.now - time > DAY;
}
