import { type DataGap, InquestError } from "../../domain/index.ts";
import type { KubernetesObject } from "../../kubernetes-api/fields.ts";
import type { KubernetesReader } from "../../kubernetes-api/kubernetes-api.ts";
import { resourceOf } from "../../kubernetes-api/resources.ts";
import type { KubernetesLimits } from "./limits.ts";

/** What one answer works with. */
export interface Scene {
  api: KubernetesReader;
  limits: KubernetesLimits;
  signal: AbortSignal;
  gaps: DataGap[];
  /** Turns objects into YAML. */
  yaml: (value: unknown) => string;
}

/** Runs one step of a collection; what cannot be had is noted among the gaps and the collection goes on. */
export async function attempt<T>(scene: Scene, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (cause) {
    scene.signal.throwIfAborted();
    if (!(cause instanceof InquestError)) throw cause;
    const gap = { missing: cause.message, code: cause.code, remedy: cause.remedy };
    const known = scene.gaps.some((one) => one.missing === gap.missing && one.code === gap.code);
    if (!known) scene.gaps.push(gap);
    return undefined;
  }
}

/** One object, or undefined with a gap. */
export async function getObject(
  scene: Scene,
  kind: string,
  namespace: string,
  name: string,
): Promise<KubernetesObject | undefined> {
  const resource = resourceOf(kind);
  if (resource === undefined) {
    scene.gaps.push({
      missing: `${kind} ${name}: a kind that Inquest does not read`,
      code: "not_supported",
      remedy: "Look at it with kubectl; pods, events and logs of its pods are read all the same.",
    });
    return undefined;
  }
  const object = await attempt(scene, () => scene.api.get(resource, namespace, name, scene.signal));
  // An object read alone says its kind; a list's items are given theirs by the client.
  return object === undefined ? undefined : { kind, ...object };
}

/** Objects of a kind in a namespace, or none with a gap. */
export async function listObjects(
  scene: Scene,
  kind: string,
  namespace: string,
  labelSelector?: string,
): Promise<KubernetesObject[]> {
  const resource = resourceOf(kind);
  if (resource === undefined) return [];
  const { objects, pods } = scene.limits;
  const selection = labelSelector ? { labelSelector } : {};
  const list = await attempt(scene, () =>
    scene.api.list(resource, namespace, { most: objects, signal: scene.signal, ...selection }),
  );
  if (list?.truncated) {
    scene.gaps.push({
      missing: `${resource.plural} of ${namespace} beyond the first ${objects}`,
      code: "limit_reached",
      remedy: `Look at the others with kubectl; at most ${pods} pods are described.`,
    });
  }
  return list?.items ?? [];
}
