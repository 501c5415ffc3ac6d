import {
  fieldAt,
  type KubernetesObject,
  nameOf,
  numberAt,
  textAt,
  uidOf,
} from "../../kubernetes-api/fields.ts";
import { newerEvents, resourceOf } from "../../kubernetes-api/resources.ts";
import type { CollectedEvidence } from "../collector.ts";
import { cleanObject } from "./clean-object.ts";
import { type FoundWorkload } from "./find-workload.ts";
import { titleOf } from "./objects.ts";
import { podSpecOf, referencesOf } from "./related.ts";
import { attempt, type Scene } from "./scene.ts";

/** Most events read of one namespace before those about the workload are chosen. */
const mostRead = 5_000;

interface Told {
  /** Milliseconds since 1970. */
  at: number;
  type: string;
  reason: string;
  object: string;
  count: number;
  source: string;
  message: string;
  raw: KubernetesObject;
}

/**
 * Events about the workload, its owners and children, its pods, nodes and claims, from both of Kubernetes'
 * event APIs, as `kubectl get events` prints them, oldest first. `data` is `{ objects }`.
 */
export async function collectEvents(scene: Scene, found: FoundWorkload): Promise<CollectedEvidence[]> {
  const events = await readEvents(scene, found);
  if (events.length === 0) {
    if (scene.gaps.length === 0) {
      scene.gaps.push({
        missing: `Events about ${titleOf(found.target)}: the cluster has none (any more)`,
        code: "not_found",
        remedy:
          "Clusters keep events for an hour; raise --event-ttl of the API server, or investigate sooner.",
      });
    }
    return [];
  }
  const kept = events.slice(-scene.limits.events);
  const now = Date.now();
  const rows = kept.map((event) => [
    age(now - event.at),
    event.type,
    event.reason,
    event.object,
    String(event.count),
    event.source,
    event.message,
  ]);
  return [
    {
      kind: "events",
      title: `Events about ${titleOf(found.target)}`,
      content: table(["LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "SOURCE", "MESSAGE"], rows),
      data: { objects: kept.map((event) => cleanObject(event.raw)) },
      ...(kept.length < events.length ? { truncated: true } : {}),
    },
  ];
}

async function readEvents(scene: Scene, found: FoundWorkload): Promise<Told[]> {
  const { target, object, pods, children } = found;
  const uids = new Set([object, ...pods, ...children].map(uidOf).filter((uid) => uid !== ""));
  const claims = referencesOf(podSpecOf(found)).filter(({ kind }) => kind === "PersistentVolumeClaim");
  const nodes = new Set(pods.map((pod) => `Node/${textAt(pod, "spec", "nodeName")}`));
  const names = new Set([
    `${target.kind}/${target.name}`,
    ...(target.pod === undefined ? [] : [`Pod/${target.pod}`]),
    ...[...pods, ...children].map((one) => `${textAt(one, "kind")}/${nameOf(one)}`),
    ...(object === undefined ? [] : [`${textAt(object, "kind")}/${nameOf(object)}`]),
    ...claims.map(({ name }) => `PersistentVolumeClaim/${name}`),
    ...[...nodes].filter((name) => name !== "Node/"),
  ]);
  // Pods that were deleted meanwhile are still told of.
  const itsPods = podNames(textAt(object, "kind") || target.kind, nameOf(object) || target.name);
  const ofItsPods = (about: unknown) =>
    textAt(about, "kind") === "Pod" && itsPods.test(textAt(about, "name"));
  const core = resourceOf("Event");
  if (core === undefined) return [];
  // Events about nodes, which have no namespace, stand in `default`.
  const namespaces = [
    ...new Set([
      target.namespace === "" ? "default" : target.namespace,
      ...(nodes.size > 0 ? ["default"] : []),
    ]),
  ];
  const told = new Map<string, Told>();
  for (const namespace of namespaces) {
    // Both addresses show the same events to most clients; some servers know one of them only.
    for (const resource of [core, newerEvents]) {
      const foreign = namespace !== target.namespace || resource === newerEvents;
      const asking: Scene = foreign ? { ...scene, gaps: [] } : scene;
      const list = await attempt(asking, () =>
        scene.api.list(resource, namespace, { most: mostRead, signal: scene.signal }),
      );
      for (const event of list?.items ?? []) {
        const about = fieldAt(event, "involvedObject") ?? fieldAt(event, "regarding");
        const named = names.has(`${textAt(about, "kind")}/${textAt(about, "name")}`);
        if (!named && !uids.has(textAt(about, "uid")) && !ofItsPods(about)) continue;
        told.set(uidOf(event) || `${namespace}/${nameOf(event)}`, read(event, about));
      }
    }
  }
  return [...told.values()].toSorted((a, b) => a.at - b.at);
}

/** The letters that Kubernetes makes names of, so that `checkout-worker-…` is not taken for a pod of `checkout`. */
const made = "[bcdfghjklmnpqrstvwxz2456789]";

/** How the pods of a workload are named. */
function podNames(kind: string, name: string): RegExp {
  const endings: Record<string, string> = {
    Deployment: `-${made}{1,10}-${made}{5}`,
    StatefulSet: "-\\d{1,6}",
    CronJob: `-\\d{1,12}-${made}{5}`,
    Pod: "",
  };
  const literal = name.replaceAll(/[^\w-]/g, "\\$&");
  return new RegExp(`^${literal}${endings[kind] ?? `-${made}{5}`}$`);
}

function read(event: KubernetesObject, about: unknown): Told {
  const seen =
    textAt(event, "series", "lastObservedTime") ||
    textAt(event, "lastTimestamp") ||
    textAt(event, "deprecatedLastTimestamp") ||
    textAt(event, "eventTime") ||
    textAt(event, "metadata", "creationTimestamp");
  const component =
    textAt(event, "source", "component") ||
    textAt(event, "deprecatedSource", "component") ||
    textAt(event, "reportingComponent") ||
    textAt(event, "reportingController");
  return {
    at: Date.parse(seen) || 0,
    type: textAt(event, "type") || "Normal",
    reason: textAt(event, "reason") || "-",
    object: `${textAt(about, "kind").toLowerCase()}/${textAt(about, "name")}`,
    count:
      numberAt(event, "series", "count") ||
      numberAt(event, "count") ||
      numberAt(event, "deprecatedCount") ||
      1,
    source: component || "-",
    message: (textAt(event, "message") || textAt(event, "note")).slice(0, 2_000),
    raw: event,
  };
}

/** Kubernetes' way of telling an age: `45s`, `12m`, `3h`. */
function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

function table(header: string[], rows: string[][]): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\s\0]+/g, " ").trim()));
  const widths = header.map((_, column) =>
    Math.min(80, Math.max(...lines.map((row) => row[column]?.length ?? 0))),
  );
  return `${lines.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("   ")).join("\n")}\n`;
}
