import type { Change, ChangeSet } from "../../domain/index.ts";
import {
  controllerOf,
  fieldAt,
  isObject,
  type KubernetesObject,
  listAt,
  nameOf,
  numberAt,
  textAt,
  textsAt,
  uidOf,
} from "../../kubernetes-api/fields.ts";
import type { CollectedEvidence } from "../collector.ts";
import { cleanObject } from "./clean-object.ts";
import type { FoundWorkload } from "./find-workload.ts";
import { titleOf } from "./objects.ts";
import { listObjects, type Scene } from "./scene.ts";

interface Revision {
  number: number;
  template: unknown;
  createdAt: string;
  cause: string;
  manager: string;
  /** Pods of it that are ready now: an older revision that still serves is known to be good. */
  ready: number;
}

/**
 * What changed between the revisions of a rollout, newest first: images, variables, references, probes,
 * resources. Deployments keep them as ReplicaSets, StatefulSets and DaemonSets as ControllerRevisions.
 */
export async function collectRollout(scene: Scene, found: FoundWorkload): Promise<CollectedEvidence[]> {
  const revisions = (await revisionsOf(scene, found)).slice(0, scene.limits.revisions + 1);
  const [newest] = revisions;
  if (newest === undefined) return [];
  const title = titleOf(found.target);
  const good = revisions.find((revision, index) => index > 0 && revision.ready > 0);
  const older = good === undefined ? revisions : revisions.slice(0, revisions.indexOf(good) + 1);
  const changes: Change[] = [];
  for (const [index, revision] of older.entries()) {
    const before = older[index + 1];
    if (before !== undefined) changes.push(changeOf(scene, found, before, revision));
  }
  const set: ChangeSet = {
    ...(good ? { base: `revision ${good.number}` } : {}),
    head: `revision ${newest.number}`,
    changes,
    truncated: good === undefined && revisions.length > scene.limits.revisions,
  };
  const lines = [
    `${title} is at revision ${newest.number}, since ${newest.createdAt}`,
    good ? `revision ${good.number} still has ready pods` : "no older revision has ready pods",
  ];
  for (const change of changes) {
    lines.push("", `${change.id} by ${change.author} at ${change.committedAt ?? "?"}`, `    ${change.title}`);
    for (const file of change.files) lines.push(file.patch ?? "");
  }
  return [{ kind: "changes", title: `Rollouts of ${title}`, content: `${lines.join("\n")}\n`, data: set }];
}

async function revisionsOf(scene: Scene, found: FoundWorkload): Promise<Revision[]> {
  const kind = textAt(found.object, "kind");
  let revisions: Revision[] = [];
  if (kind === "Deployment") {
    revisions = found.children.map((set) =>
      revisionOf(
        set,
        Number(textsAt(set, "metadata", "annotations")["deployment.kubernetes.io/revision"] ?? 0),
        fieldAt(set, "spec", "template"),
        numberAt(set, "status", "readyReplicas"),
      ),
    );
  } else if (kind === "StatefulSet" || kind === "DaemonSet") {
    const all = await listObjects(scene, "ControllerRevision", found.target.namespace);
    revisions = all
      .filter((one) => controllerOf(one)?.uid === uidOf(found.object))
      .map((one) => revisionOf(one, numberAt(one, "revision"), fieldAt(one, "data", "spec", "template"), 0));
  }
  return revisions.filter(({ number }) => number > 0).toSorted((a, b) => b.number - a.number);
}

function revisionOf(object: KubernetesObject, number: number, template: unknown, ready: number): Revision {
  const fields = listAt(object, "metadata", "managedFields");
  const people = fields
    .map((field) => textAt(field, "manager"))
    // Controllers write status and scale; what is left is who applied it.
    .filter((manager) => manager !== "" && !/^kube-(?:controller-manager|scheduler)$/.test(manager));
  return {
    number,
    template,
    ready,
    createdAt: textAt(object, "metadata", "creationTimestamp"),
    cause: textsAt(object, "metadata", "annotations")["kubernetes.io/change-cause"] ?? "",
    manager: people[0] ?? "",
  };
}

function changeOf(scene: Scene, found: FoundWorkload, before: Revision, after: Revision): Change {
  const old = linesOf(scene, before.template);
  const now = linesOf(scene, after.template);
  const patch = difference(old, now);
  const images = imageChanges(before.template, after.template);
  // The ReplicaSets are the controller's; who applied the latest one stands at the workload itself.
  const applied = revisionOf(found.object ?? {}, 0, undefined, 0).manager;
  const author = after.manager || applied || "unknown";
  const path = `${textAt(found.object, "kind").toLowerCase()}/${nameOf(found.object)}/template.yaml`;
  const committedAt = Number.isNaN(Date.parse(after.createdAt)) ? undefined : after.createdAt;
  return {
    // Short enough to be shown whole where commits are shown by their first seven letters.
    id: `rev-${after.number}`,
    title: oneLine(after.cause || images || `revision ${after.number}: the pod template changed`),
    author: oneLine(author),
    ...(committedAt ? { committedAt } : {}),
    files: [
      {
        path,
        added: patch.filter((line) => line.startsWith("+")).length,
        deleted: patch.filter((line) => line.startsWith("-")).length,
        patch: patch.join("\n").slice(0, 16_000),
      },
    ],
  };
}

function linesOf(scene: Scene, template: unknown): string[] {
  if (!isObject(template)) return [];
  const { metadata, spec } = cleanObject(template);
  const { creationTimestamp: _, labels, ...meta } = isObject(metadata) ? metadata : {};
  const own = isObject(labels)
    ? Object.fromEntries(Object.entries(labels).filter(([name]) => name !== "pod-template-hash"))
    : {};
  return scene
    .yaml({ metadata: { ...meta, labels: own }, spec })
    .split("\n")
    .slice(0, 2_000);
}

/** Lines that came and went, in order: the longest common rows are left out. Templates are short. */
function difference(before: readonly string[], after: readonly string[]): string[] {
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const same = before[i] === after[j];
      common[i * width + j] = same
        ? (common[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const lines: string[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      i += 1;
      j += 1;
    } else if (
      j >= after.length ||
      (i < before.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push(`-${before[i] ?? ""}`);
      i += 1;
    } else {
      lines.push(`+${after[j] ?? ""}`);
      j += 1;
    }
  }
  return lines;
}

function imageChanges(before: unknown, after: unknown): string {
  const images = (template: unknown) =>
    new Map(
      [...listAt(template, "spec", "initContainers"), ...listAt(template, "spec", "containers")].map(
        (container) => [textAt(container, "name"), textAt(container, "image")],
      ),
    );
  const old = images(before);
  return [...images(after)]
    .filter(([name, image]) => old.get(name) !== image)
    .map(([name, image]) => `image of ${name}: ${old.get(name) ?? "none"} → ${image}`)
    .join("; ");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 300);
}
