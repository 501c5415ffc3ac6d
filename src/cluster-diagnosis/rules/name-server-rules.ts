import { type Facts, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Finding } from "./finding.ts";
import { isWell, knownPods } from "./health.ts";
import { replicasOf } from "./object-rules.ts";

const NAME_SERVER = /^(?:[\w-]{0,40}?coredns|kube-dns|node-local-dns|nodelocaldns)(?:-|$)/;

/** Where names are not resolved and the cluster's name servers are down, they are the cause. */
export function nameServersDown(facts: Facts, findings: readonly Finding[]): Finding[] {
  const unresolved = findings.find(({ category }) => category === "dns_resolution_failure");
  if (!unresolved) return [];
  const workload = facts.things.find(
    (thing) => /^(?:Deployment|DaemonSet)$/.test(thing.kind) && NAME_SERVER.test(thing.name),
  );
  const count = workload && replicasOf(workload);
  const servers = knownPods(facts).filter((pod) => NAME_SERVER.test(pod.name));
  const first = servers[0];
  const down =
    workload && count?.ready === 0
      ? { about: workload, words: `has 0 of ${count.wanted} replicas ready`, place: count.place }
      : first && servers.every((pod) => !isWell(pod))
        ? { about: first, words: `is ${first.reason || first.phase || "not ready"}`, place: first.place }
        : undefined;
  if (!down) return [];
  const whom =
    unresolved.about.name && unresolved.about !== down.about ? ` for ${unresolved.about.name}` : "";
  return [
    {
      rule: "name-server-down",
      category: "dns_resolution_failure",
      depth: 91,
      statement: `${capital(titleOf(down.about))}, the cluster's name server, ${down.words}, so no names are resolved${whom}.`,
      about: down.about,
      named: down.about.name,
      places: [down.place, ...unresolved.places],
    },
  ];
}
