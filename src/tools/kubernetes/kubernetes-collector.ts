import type { Logger } from "pino";
import type { EvidenceRequest, Subject } from "../../domain/index.ts";
import type { KubernetesReader } from "../../kubernetes-api/kubernetes-api.ts";
import type { CollectedEvidence, Collector } from "../collector.ts";
import { collectEvents } from "./events.ts";
import { findWorkload, type Target, targetOf } from "./find-workload.ts";
import { defaultLimits, type KubernetesLimits } from "./limits.ts";
import { collectLogs } from "./logs.ts";
import { collectObjects, titleOf } from "./objects.ts";
import { collectRollout } from "./rollout.ts";
import { attempt, type Scene } from "./scene.ts";

export interface KubernetesCollectorOptions {
  api: KubernetesReader;
  /** Only these are read. Empty or left out: every namespace. */
  namespaces?: readonly string[];
  limits?: Partial<KubernetesLimits>;
  logger?: Logger;
}

const kinds = new Set<EvidenceRequest["kind"]>([
  "objects",
  "events",
  "container_log",
  "previous_log",
  "changes",
]);

/**
 * Evidence from a Kubernetes cluster for a workload or an alert whose labels name one, over its API, with the
 * verbs `get` and `list` alone. Secrets are never read; values of ConfigMaps and variables that look like
 * secrets are left out.
 *
 * | kind | `target` | `data` |
 * |---|---|---|
 * | `objects` | – | `{ objects }`: plain API objects |
 * | `events` | – | `{ objects }`: events, oldest first |
 * | `container_log`, `previous_log` | `pod/container`, a pod, or empty: those that fail | |
 * | `changes` | – | `ChangeSet` of the rollout's revisions |
 *
 * @example
 * const kubernetes = createKubernetesCollector({ api: createKubernetesApi({ access: { inCluster: true } }) });
 * const { evidence, gaps } = await kubernetes.collect(subject, request, { signal });
 */
export function createKubernetesCollector(options: KubernetesCollectorOptions): Collector {
  const { api, logger } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const allowed = new Set(options.namespaces ?? []);
  return {
    name: "kubernetes",
    answers: (subject, request) => kinds.has(request.kind) && isAboutCluster(subject),
    async collect(subject, request, { signal }) {
      const { dumpYaml } = await import("@kubernetes/client-node");
      const yaml = (value: unknown) => dumpYaml(value, { lineWidth: -1, noRefs: true });
      const scene: Scene = { api, limits, signal, gaps: [], yaml };
      const evidence = await attempt(scene, async () => {
        const target = targetOf(subject);
        if (target === undefined || !(await isOurs(scene, subject, target))) return [];
        logger?.debug({ target, kind: request.kind }, "reading the cluster");
        return answer(scene, target, request);
      });
      return { evidence: evidence ?? [], gaps: scene.gaps };

      async function isOurs(at: Scene, about: Subject, target: Target): Promise<boolean> {
        const cluster = about.kind === "workload" ? about.cluster : "";
        const own = await api.cluster();
        if (cluster !== "" && own !== "" && cluster !== own) {
          at.gaps.push({
            missing: `${titleOf(target)} of cluster ${cluster}`,
            code: "not_configured",
            remedy: `This Inquest is connected to cluster ${own}.`,
          });
          return false;
        }
        if (allowed.size === 0 || target.namespace === "" || allowed.has(target.namespace)) return true;
        at.gaps.push({
          missing: `${titleOf(target)}: its namespace is not among those that may be read`,
          code: "not_allowed",
          remedy: "Add the namespace to INQUEST_KUBERNETES_NAMESPACES.",
        });
        return false;
      }
    },
  };
}

function isAboutCluster(subject: Subject): boolean {
  return targetOf(subject) !== undefined;
}

async function answer(scene: Scene, target: Target, request: EvidenceRequest): Promise<CollectedEvidence[]> {
  const found = await findWorkload(scene, target);
  switch (request.kind) {
    case "objects":
      return collectObjects(scene, found);
    case "events":
      return collectEvents(scene, found);
    case "container_log":
    case "previous_log":
      return collectLogs(scene, found, request.kind, request.target);
    case "changes":
      return collectRollout(scene, found);
    default:
      return [];
  }
}
