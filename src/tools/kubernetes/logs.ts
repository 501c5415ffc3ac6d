import {
  containersOf,
  fieldAt,
  type KubernetesObject,
  nameOf,
  namespaceOf,
  numberAt,
} from "../../kubernetes-api/fields.ts";
import { readBounded } from "../bounded-bytes.ts";
import type { CollectedEvidence } from "../collector.ts";
import { type FoundWorkload, trouble } from "./find-workload.ts";
import { titleOf } from "./objects.ts";
import { attempt, type Scene } from "./scene.ts";

interface Wanted {
  pod: KubernetesObject;
  container: string;
}

/**
 * Logs of the containers, or of the runs that ended before (`previous_log`), with the API server's timestamps.
 * `target` is `pod/container`, a pod, or empty: then the pods that fail are read first.
 */
export async function collectLogs(
  scene: Scene,
  found: FoundWorkload,
  kind: "container_log" | "previous_log",
  target: string,
): Promise<CollectedEvidence[]> {
  const previous = kind === "previous_log";
  const all = chosen(scene, found, target);
  const wanted = all.filter(({ status }) => (previous ? hasPrevious(status) : hasStarted(status)));
  const evidence: CollectedEvidence[] = [];
  for (const { pod, container } of wanted.slice(0, scene.limits.logContainers)) {
    const piece = await attempt(scene, () => readLog(scene, { pod, container }, kind));
    if (piece !== undefined) evidence.push(piece);
  }
  if (wanted.length > scene.limits.logContainers) {
    scene.gaps.push({
      missing: `Logs of ${wanted.length - scene.limits.logContainers} more containers of ${titleOf(found.target)}`,
      code: "limit_reached",
      remedy: "Ask for one by pod/container, or read it with `kubectl logs`.",
    });
  }
  // That no container was restarted is no gap; that none ever ran is the reason why there is no log.
  if (wanted.length === 0 && !previous && found.pods.length > 0) {
    scene.gaps.push({
      missing:
        target === ""
          ? `Logs of ${titleOf(found.target)}: none of its containers has started`
          : `Log of ${target}: no such container has started`,
      code: "not_found",
      remedy: "The objects and events say why a container has not started.",
    });
  }
  return evidence;
}

function chosen(scene: Scene, found: FoundWorkload, target: string): (Wanted & { status: unknown })[] {
  const [pod, container] = target.includes("/")
    ? [target.slice(0, target.indexOf("/")), target.slice(target.indexOf("/") + 1)]
    : [target, ""];
  const failing = found.pods.filter((one) => trouble(one) > 0);
  const fallback = failing.length > 0 ? failing : found.pods;
  const pods =
    pod === "" ? fallback.slice(0, scene.limits.logPods) : found.pods.filter((one) => nameOf(one) === pod);
  return pods.flatMap((one) =>
    containersOf(one)
      .filter(({ name }) => container === "" || name === container)
      .map(({ name, status }) => ({ pod: one, container: name, status })),
  );
}

function hasStarted(status: unknown): boolean {
  return (
    fieldAt(status, "state", "running") !== undefined ||
    fieldAt(status, "state", "terminated") !== undefined ||
    hasPrevious(status)
  );
}

function hasPrevious(status: unknown): boolean {
  return fieldAt(status, "lastState", "terminated") !== undefined || numberAt(status, "restartCount") > 0;
}

async function readLog(
  scene: Scene,
  { pod, container }: Wanted,
  kind: "container_log" | "previous_log",
): Promise<CollectedEvidence> {
  const previous = kind === "previous_log";
  const { logLines, logBytes, logReadBytes } = scene.limits;
  // `limitBytes` of the API keeps the beginning, and the end is what tells: the bound is held here.
  const bytes = await scene.api.log(
    namespaceOf(pod),
    nameOf(pod),
    { container, previous, tailLines: logLines },
    scene.signal,
  );
  const log = await readBounded(bytes, { keep: logBytes, read: logReadBytes }, scene.signal);
  return {
    kind,
    title: `${previous ? "Previous log" : "Log"} of container ${container} of pod ${nameOf(pod)}`,
    content: log.content,
    ...(log.truncated || log.brokenBy !== undefined ? { truncated: true } : {}),
  };
}
