import {
  containersOf,
  fieldAt,
  type KubernetesObject,
  nameOf,
  namespaceOf,
  numberAt,
  textAt,
} from "../../kubernetes-api/fields.ts";
import type { CollectedEvidence } from "../collector.ts";
import { cleanObject } from "./clean-object.ts";
import type { FoundWorkload, Target } from "./find-workload.ts";
import { podSpecOf, type Reference, referencesOf, relatedObjects } from "./related.ts";
import type { Scene } from "./scene.ts";

/** What a reader would call the subject: `Deployment payments/checkout`. */
export function titleOf({ namespace, kind, name }: Target): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/**
 * The workload and what belongs to it, as YAML documents in the order in which an engineer would look at them:
 * the workload, its pods, its revisions, what it runs on and is reached through. `data` holds the same objects
 * as `{ objects }`. A second text lists the configuration and secrets that it names.
 */
export async function collectObjects(scene: Scene, found: FoundWorkload): Promise<CollectedEvidence[]> {
  const missing = new Set<string>();
  const related = await relatedObjects(scene, found, missing);
  const pods = found.pods.slice(0, scene.limits.pods);
  const objects = [
    ...(found.object ? [found.object] : []),
    ...pods.filter((pod) => pod !== found.object),
    ...found.children.slice(0, 3),
    ...related,
  ].map(cleanObject);
  if (objects.length === 0) return [];
  const { text, kept, cut } = written(scene, objects);
  const truncated = cut || found.pods.length > pods.length;
  const title = titleOf(found.target);
  const evidence: CollectedEvidence[] = [
    {
      kind: "objects",
      title: `Objects of ${title}`,
      content: `${summary(found)}${text}`,
      data: { objects: kept },
      ...(truncated ? { truncated: true } : {}),
    },
  ];
  const references = referencesOf(podSpecOf(found));
  if (references.length > 0) {
    evidence.push({
      kind: "objects",
      title: `What ${title} refers to`,
      content: `${references.map((reference) => referenceLine(reference, missing, related)).join("\n")}\n`,
    });
  }
  return evidence;
}

function written(
  scene: Scene,
  objects: KubernetesObject[],
): { text: string; kept: KubernetesObject[]; cut: boolean } {
  const parts: string[] = [];
  const kept: KubernetesObject[] = [];
  let size = 0;
  for (const object of objects) {
    const document = `---\n${scene.yaml(object)}`;
    if (size + document.length > scene.limits.textBytes && kept.length > 0) {
      const left = objects.length - kept.length;
      parts.push(`# ${left} more objects were left out for size\n`);
      return { text: parts.join(""), kept, cut: true };
    }
    size += document.length;
    parts.push(document);
    kept.push(object);
  }
  return { text: parts.join(""), kept, cut: false };
}

/** The state at a glance, as YAML comments above the documents. */
function summary({ target, object, pods }: FoundWorkload): string {
  const lines = [`# ${titleOf(target)}`];
  if (object !== undefined && nameOf(object) !== target.name) {
    lines.push(`# belongs to ${textAt(object, "kind")} ${namespaceOf(object)}/${nameOf(object)}`);
  }
  const wanted = fieldAt(object, "spec", "replicas");
  if (typeof wanted === "number") {
    lines.push(
      `# wants ${wanted} replicas, ${numberAt(object, "status", "readyReplicas")} ready, ${numberAt(object, "status", "updatedReplicas")} updated`,
    );
  }
  for (const pod of pods.slice(0, 20)) {
    lines.push(`# pod ${nameOf(pod)}: ${textAt(pod, "status", "phase") || "unknown"}${containerWords(pod)}`);
  }
  return `${lines.map((line) => line.replaceAll(/[\r\n]+/g, " ")).join("\n")}\n`;
}

function containerWords(pod: KubernetesObject): string {
  const words = containersOf(pod).flatMap(({ name, status }) => {
    const now =
      textAt(status, "state", "waiting", "reason") || textAt(status, "state", "terminated", "reason");
    const last = textAt(status, "lastState", "terminated", "reason");
    const restarts = numberAt(status, "restartCount");
    if (now === "" && last === "" && restarts === 0) return [];
    const ended =
      last === ""
        ? ""
        : `, last ended with ${last} (exit code ${numberAt(status, "lastState", "terminated", "exitCode")})`;
    return [`; container ${name} ${now || "running"}, ${restarts} restarts${ended}`];
  });
  return words.join("");
}

function referenceLine(
  { kind, name, where, optional }: Reference,
  missing: ReadonlySet<string>,
  related: readonly KubernetesObject[],
): string {
  const there = related.some((object) => textAt(object, "kind") === kind && nameOf(object) === name);
  const state =
    kind === "Secret"
      ? "not looked at; Inquest reads no secrets"
      : missing.has(`${kind}/${name}`)
        ? "not found"
        : there
          ? "found"
          : "not known";
  return `${kind} "${name}" (${where}${optional ? ", optional" : ""}): ${state}`;
}
