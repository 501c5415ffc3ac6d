import type { Category } from "../../domain/index.ts";
import { type Facts, secondsOfAge, type ThingFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Finding, Rule } from "./finding.ts";
import { knownPods } from "./health.ts";

/** Longer than this, a deletion waits for something. Seconds. */
const STUCK = 600;

/** Conditions by which resources of any controller tell that they work. */
const WORKS =
  /^(?:Ready|Available|Accepted|Programmed|ResolvedRefs|Synced|Healthy|Reconciled|Established|NamesAccepted|Valid|Installed|Progressing)$/;
/** Conditions that tell of trouble when they hold, in the same way. */
const TROUBLE = /^(?:Degraded|Stalled|ResolutionFailed|CatalogSourcesUnhealthy|BundleUnpackFailed|Failed)$/;

/** Kinds that have rules of their own. */
const OWN =
  /^(?:Node|Deployment|ReplicaSet|StatefulSet|DaemonSet|Job|CronJob|HorizontalPodAutoscaler|PodDisruptionBudget|Gateway|HTTPRoute|GRPCRoute|TLSRoute|TCPRoute|GatewayClass|Certificate|APIService|Namespace|PersistentVolumeClaim|PersistentVolume|Service|Ingress)$/;

const CATEGORIES: readonly [RegExp, Category][] = [
  [/^Certificate|Issuer$|^Order$|^Challenge$/, "certificate_expired"],
  [/Gateway|Route$|^Ingress|^VirtualService/, "ingress_misconfigured"],
  [/^ExternalSecret|SecretStore$|^SealedSecret/, "config_missing"],
  [
    /^Helm|^Kustomization|^Application|^Rollout|^ClusterServiceVersion|^InstallPlan|^Subscription/,
    "deployment",
  ],
];

/** What resources of any kind tell of themselves. */
export const customRules: readonly Rule[] = [
  { id: "custom-condition", find: (facts) => facts.things.flatMap(conditionsOf) },
  { id: "custom-phase", find: (facts) => facts.things.flatMap((thing) => phaseOf(thing) ?? []) },
  { id: "stuck-deletion", find: (facts) => facts.things.flatMap((thing) => stuck(facts, thing) ?? []) },
  { id: "stuck-pod", find: stuckPods },
  {
    id: "selects-nothing",
    find: (facts) => facts.things.flatMap((thing) => choosesNothing(facts, thing) ?? []),
  },
  { id: "helm-release", find: (facts) => facts.things.flatMap((thing) => helmRelease(thing) ?? []) },
];

function conditionsOf(thing: ThingFact): Finding[] {
  if (OWN.test(thing.kind) || thing.kind === "") return [];
  return thing.conditions.flatMap((condition): Finding[] => {
    const bad = TROUBLE.test(condition.type)
      ? condition.status === "True"
      : WORKS.test(condition.type) && condition.status === "False";
    if (!bad) return [];
    const words = TROUBLE.test(condition.type) ? `reports ${condition.type}` : `is not ${condition.type}`;
    const why = condition.message || condition.reason;
    return [
      {
        rule: "custom-condition",
        category: CATEGORIES.find(([kind]) => kind.test(thing.kind))?.[1] ?? "configuration",
        depth: 58,
        statement: `${capital(titleOf(thing))} ${words}${why ? `: ${why}` : ""}.`,
        about: thing,
        named: thing.name,
        places: [condition.place],
      },
    ];
  });
}

function phaseOf(thing: ThingFact): Finding | undefined {
  const phase = thing.fields.get("Status");
  if (!phase || OWN.test(thing.kind) || !/^(?:Failed|Error|Degraded|Unhealthy|Invalid)$/.test(phase.text))
    return undefined;
  const why = thing.fields.get("Message") ?? thing.fields.get("Reason");
  return {
    rule: "custom-phase",
    category: CATEGORIES.find(([kind]) => kind.test(thing.kind))?.[1] ?? "configuration",
    depth: 60,
    statement: `${capital(titleOf(thing))} is ${phase.text}${why?.text ? `: ${why.text}` : ""}.`,
    about: thing,
    named: thing.name,
    places: [phase.place, ...(why ? [why.place] : [])],
  };
}

/** Deleted long ago and still there: a finalizer waits for a controller. */
function stuck(facts: Facts, thing: ThingFact): Finding | undefined {
  const deleted = thing.fields.get("Deleted");
  const isTerminating = thing.fields.get("Status")?.text === "Terminating";
  if (!deleted && !isTerminating) return undefined;
  const waits = thing.conditions.find(
    (condition) => condition.status === "True" && /Remaining$|Failure$/.test(condition.type),
  );
  const remaining =
    thing.conditions.find(
      (condition) => condition.type === "NamespaceFinalizersRemaining" && condition.status === "True",
    ) ?? waits;
  const since = Date.parse(deleted?.text ?? "");
  const isRecent = facts.now !== undefined && facts.now - since < STUCK * 1000;
  if (!remaining && isRecent) return undefined;
  const finalizers = thing.fields.get("Finalizers");
  const protectedOnly = /^kubernetes\.io\/pvc?-protection$/.test(finalizers?.text ?? "");
  const said = remaining
    ? `: ${remaining.message}`
    : protectedOnly
      ? ", since a pod still uses it"
      : finalizers
        ? `: its finalizers ${finalizers.text} are not removed`
        : "";
  const places = [remaining?.place, waits?.place, deleted?.place, finalizers?.place];
  const status = thing.fields.get("Status");
  return {
    rule: "stuck-deletion",
    category: thing.kind.startsWith("PersistentVolume") ? "pvc_storageclass_missing" : "configuration",
    depth: remaining || deleted ? 66 : 48,
    statement: `${capital(titleOf(thing))} is stuck while it is deleted (Terminating)${said}.`,
    about: thing,
    named: finalizers?.text ?? thing.name,
    places: [...new Set([...places, status?.place].filter((place) => place !== undefined))],
  };
}

function stuckPods(facts: Facts): Finding[] {
  return knownPods(facts).flatMap((pod): Finding[] => {
    if (!pod.terminating) return [];
    const since = Date.parse(pod.terminating.text);
    const seconds = Number.isFinite(since)
      ? ((facts.now ?? since) - since) / 1000
      : secondsOfAge(pod.terminating.text);
    if ((seconds ?? 0) < STUCK) return [];
    const long = Number.isFinite(since) ? `since ${pod.terminating.text}` : `for ${pod.terminating.text}`;
    return [
      {
        rule: "stuck-pod",
        category: "node_not_ready",
        depth: 52,
        statement: `${capital(titleOf(pod))} has been Terminating ${long} and does not end${pod.node ? ` on node ${pod.node}` : ""}.`,
        about: pod,
        named: pod.node,
        places: [pod.terminating.place],
      },
    ];
  });
}

/** A policy or a budget that fits no pod: more than a word only where it is what was asked about. */
function choosesNothing(facts: Facts, thing: ThingFact): Finding | undefined {
  const asked = facts.subjects.has(thing.name);
  if (!thing.chooses || thing.chooses.size === 0 || (!asked && thing.kind !== "NetworkPolicy"))
    return undefined;
  const wanted = [...thing.chooses];
  const pods = knownPods(facts).filter(
    (pod) => pod.labels.size > 0 && (!pod.namespace || !thing.namespace || pod.namespace === thing.namespace),
  );
  if (pods.length < 2 || pods.some((pod) => wanted.every(([key, value]) => pod.labels.get(key) === value)))
    return undefined;
  return {
    rule: "selects-nothing",
    category: "configuration",
    depth: asked ? 40 : 11,
    statement: `${capital(titleOf(thing))} fits no pod: none has ${wanted.map(([key, value]) => `${key}=${value}`).join(",")}.`,
    about: thing,
    named: thing.name,
    places: [thing.place, ...(pods[0] ? [pods[0].place] : [])],
  };
}

function helmRelease(thing: ThingFact): Finding | undefined {
  const status = thing.fields.get("Status");
  if (
    thing.kind !== "HelmRelease" ||
    !/^(?:failed|pending-(?:install|upgrade|rollback))$/.test(status?.text ?? "")
  )
    return undefined;
  return {
    rule: "helm-release",
    category: "deployment",
    depth: 50,
    statement: `The Helm release ${thing.name} is ${status?.text}.`,
    about: thing,
    named: thing.name,
    places: [thing.place],
  };
}
