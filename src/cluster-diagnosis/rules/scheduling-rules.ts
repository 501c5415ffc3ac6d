import type { Category } from "../../domain/index.ts";
import { type Facts, type ObjectName, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import type { Finding, Rule } from "./finding.ts";
import { isOver, knownPods, podOf } from "./health.ts";

/** Why a node was no place for a pod, in the scheduler's words (pkg/scheduler/framework/plugins). */
const REASONS: readonly {
  test: RegExp;
  category: Category;
  depth: number;
  says: (match: RegExpExecArray) => string;
}[] = [
  {
    test: /didn't match (?:Pod's )?node (?:affinity\/selector|selector|affinity)/,
    category: "unschedulable_node_selector",
    depth: 89,
    says: () => "no node matches its node selector or node affinity",
  },
  {
    test: /didn't (?:match|satisfy) (?:existing )?pods? (anti-)?affinity/i,
    category: "unschedulable_node_selector",
    depth: 87,
    says: (match) => `no node satisfies its pod ${match[1] ?? ""}affinity`,
  },
  {
    test: /didn't match pod topology spread/,
    category: "unschedulable_node_selector",
    depth: 87,
    says: () => "no node fits its topology spread constraints",
  },
  {
    test: /taints? \{node\.kubernetes\.io\/(?:not-ready|unreachable)[^}]*\}/,
    category: "node_not_ready",
    depth: 88,
    says: () => "its nodes are not ready",
  },
  {
    test: /taints? \{node\.kubernetes\.io\/memory-pressure[^}]*\}/,
    category: "node_memory_pressure",
    depth: 88,
    says: () => "its nodes are under memory pressure",
  },
  {
    test: /taints? \{node\.kubernetes\.io\/disk-pressure[^}]*\}/,
    category: "disk_full",
    depth: 88,
    says: () => "the disks of its nodes are full (disk pressure)",
  },
  {
    test: /taints? \{(?!node-role\.kubernetes\.io\/(?:control-plane|master))([^:}]{1,253})[^}]*\}|taints? that the pod didn't tolerate/,
    category: "unschedulable_node_selector",
    depth: 87,
    says: (match) => `it does not tolerate the taint ${match[1] ?? "of the nodes"}`,
  },
  {
    test: /Insufficient ([\w./-]{1,100})/,
    category: "unschedulable_resources",
    depth: 88,
    says: (match) => `no node has enough ${match[1]} left for its requests`,
  },
  {
    test: /Too many pods/,
    category: "unschedulable_resources",
    depth: 87,
    says: () => "its nodes already run as many pods as they may",
  },
  {
    test: /didn't have free ports/,
    category: "unschedulable_resources",
    depth: 87,
    says: () => "the host port it asks for is taken on every node",
  },
  {
    test: /were unschedulable/,
    category: "unschedulable_resources",
    depth: 84,
    says: () => "its nodes are cordoned",
  },
  {
    test: /persistentvolumeclaim "([^"]{1,253})" not found/,
    category: "pvc_storageclass_missing",
    depth: 88,
    says: (match) => `its PersistentVolumeClaim ${match[1]} does not exist`,
  },
  {
    test: /unbound immediate PersistentVolumeClaims?/,
    category: "pvc_storageclass_missing",
    depth: 78,
    says: () => "its PersistentVolumeClaim is not bound",
  },
  {
    test: /volume node affinity conflict|didn't find available persistent volumes/,
    category: "pvc_storageclass_missing",
    depth: 86,
    says: () => "its volume cannot be used on any node that fits",
  },
  {
    test: /exceed max volume count/,
    category: "unschedulable_resources",
    depth: 86,
    says: () => "its nodes hold as many volumes as they may",
  },
];

export const schedulingRules: readonly Rule[] = [
  {
    id: "unschedulable",
    find(facts) {
      const events = facts.events
        .filter((event) => event.reason === "FailedScheduling" && !isOver(event, podOf(facts, event.about)))
        .map((event) => ({ about: event.about, message: event.message, place: event.place }));
      const conditions = knownPods(facts).flatMap((pod) =>
        pod.conditions
          .filter(
            (condition) =>
              condition.type === "PodScheduled" && condition.status === "False" && condition.message !== "",
          )
          .map((condition) => ({ about: pod, message: condition.message, place: condition.place })),
      );
      return [...events, ...conditions].flatMap(({ about, message, place }) =>
        whyNot(facts, about, message, place),
      );
    },
  },
];

/** `0/3 nodes are available: 1 node(s) had untolerated taint {…}, 2 Insufficient cpu. preemption: …` */
function whyNot(facts: Facts, about: ObjectName, message: string, place: Place): Finding[] {
  const words = message.replace(/\.? preemption: .*$/s, "");
  const list = words.replace(/^.*?nodes are available: /s, "");
  const counted = list
    .split(/, (?=\d+ )|\. /)
    .map((part) => ({ part, nodes: Number(/^(\d+) /.exec(part)?.[1] ?? 1) }));
  const found = counted.flatMap(({ part, nodes }) => {
    const reason = REASONS.find(({ test }) => test.test(part));
    const match = reason?.test.exec(part);
    return reason && match ? [{ reason, match, nodes }] : [];
  });
  // The reason that holds for most nodes; of several, the deepest.
  found.sort((a, b) => b.nodes - a.nodes || b.reason.depth - a.reason.depth);
  const pod = podOf(facts, about);
  return found.map(({ reason, match }, index): Finding => {
    const selects = reason.category === "unschedulable_node_selector" ? (pod?.nodeSelectors ?? []) : [];
    const which = selects.length > 0 ? ` (${selects.map((selector) => selector.text).join(", ")})` : "";
    return {
      rule: "unschedulable",
      category: reason.category,
      depth: reason.depth - index * 8,
      statement: `${capital(titleOf({ ...about, kind: "Pod" }))} cannot be scheduled: ${reason.says(match)}${which}.`,
      about: { ...about, kind: "Pod" },
      named: reason.category,
      places: [place, ...selects.map((selector) => selector.place)],
    };
  });
}
