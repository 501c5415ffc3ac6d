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

/** What is known best of each pod: an object or a description tells more than a row. */
export function knownPods(facts: Facts): PodFact[] {
  const best = new Map<string, PodFact>();
  for (const pod of facts.pods) {
    const known = best.get(pod.name);
    if (!known || (known.from === "row" && pod.from !== "row")) best.set(pod.name, pod);
  }
  return [...best.values()];
}

/** The pod an object name means, if it is one that is known. */
export function podOf(facts: Facts, about: ObjectName): PodFact | undefined {
  if (about.kind !== "Pod" && about.kind !== "") return undefined;
  return knownPods(facts).find(
    (pod) =>
      pod.name === about.name && (!about.namespace || !pod.namespace || pod.namespace === about.namespace),
  );
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
