import type { Facts, PodFact, ThingFact } from "../facts/facts.ts";
import { knownPods } from "./health.ts";

/** Pods by namespace, worked out once for all services. */
const podsByFacts = new WeakMap<Facts, Map<string, PodFact[]>>();

export function podsNear(facts: Facts, namespace: string | undefined): readonly PodFact[] {
  let index = podsByFacts.get(facts);
  if (!index) {
    index = new Map();
    for (const pod of knownPods(facts)) {
      if (pod.labels.size === 0) continue;
      for (const key of ["", ...(pod.namespace === undefined ? [] : [pod.namespace])]) {
        const list = index.get(key);
        if (list) list.push(pod);
        else index.set(key, [pod]);
      }
    }
    podsByFacts.set(facts, index);
  }
  return index.get(namespace ?? "") ?? index.get("")?.filter((pod) => pod.namespace === undefined) ?? [];
}

/** `key=value,other=value` as pairs. */
export function pairsOf(text: string): [string, string][] {
  return text.split(",").flatMap((pair): [string, string][] => {
    const split = pair.indexOf("=");
    return split > 0 ? [[pair.slice(0, split).trim(), pair.slice(split + 1).trim()]] : [];
  });
}

/** The pods whose labels a service selects. */
export function selectedBy(facts: Facts, service: ThingFact): PodFact[] {
  const wanted = pairsOf(service.fields.get("Selector")?.text ?? "");
  if (wanted.length === 0) return [];
  return podsNear(facts, service.namespace).filter((pod) =>
    wanted.every(([key, value]) => pod.labels.get(key) === value),
  );
}

const slicesByFacts = new WeakMap<Facts, Map<string, ThingFact[]>>();

/** EndpointSlices by the name of their service. */
export function slicesOf(facts: Facts): Map<string, ThingFact[]> {
  const before = slicesByFacts.get(facts);
  if (before) return before;
  const made = new Map<string, ThingFact[]>();
  for (const thing of facts.things) {
    const service = thing.kind === "EndpointSlice" && thing.labels.get("kubernetes.io/service-name");
    if (service) made.set(service, [...(made.get(service) ?? []), thing]);
  }
  slicesByFacts.set(facts, made);
  return made;
}
