import { type Facts, type PodFact, type SignFact, titleOf } from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import { matchSigns, signsById } from "../signs/match-signs.ts";
import type { Sign, Where } from "../signs/sign.ts";
import type { Place } from "../text/source-text.ts";
import type { Finding, Rule } from "./finding.ts";
import { isOver, isWell, knownPods, podOf, podsOfLog } from "./health.ts";

/** Conditions that are bad when they hold; all others are bad when they do not. */
const BAD_WHEN_TRUE =
  /Pressure$|^ReplicaFailure$|^Failed$|^FailureTarget$|Unavailable$|^Stalled$|^Degraded$|^ScalingLimited$|^Disrupt|^DisruptionTarget$|NonStructural|^Terminating$|Remaining$|(?:Failure|Failed|Unhealthy)$/;

/** What events, conditions and container states say, held against the signs. */
export const saidRules: readonly Rule[] = [
  {
    id: "events",
    find: (facts) =>
      facts.events.flatMap((event) => {
        if (
          !event.warning &&
          !/^(?:Killing|BackOff|Evicted|TaintManagerEviction|NodeNotReady|NodeHas|Preempt)/.test(event.reason)
        )
          return [];
        const pod = podOf(facts, event.about);
        if (isOver(event, pod)) return [];
        const owner = titleOf({ ...event.about, kind: event.about.kind || "object" });
        const found = fromText(event.message, "event", owner, event.about, event.place);
        // What a probe met is how it failed, not why.
        const probe = /^(Readiness|Liveness|Startup) probe /.exec(event.message)?.[1]?.toLowerCase();
        if (probe === undefined) return found;
        return found
          .filter(({ category }) => category.endsWith("_probe_failed"))
          .map((one) => withContainer(one, pod, probe));
      }),
  },
  {
    id: "conditions",
    find: (facts) =>
      [...facts.things, ...knownPods(facts).filter((pod) => !isWell(pod))].flatMap((object) =>
        object.conditions.flatMap((condition) => {
          const bad = BAD_WHEN_TRUE.test(condition.type)
            ? condition.status === "True"
            : condition.status !== "True";
          if (!bad || condition.message === "" || condition.reason === "MinimumReplicasUnavailable")
            return [];
          return fromText(condition.message, "condition", titleOf(object), object, condition.place);
        }),
      ),
  },
  {
    id: "states",
    find: (facts) =>
      knownPods(facts).flatMap((pod) =>
        pod.containers.flatMap((container) =>
          [container.state, container.last].flatMap((state) =>
            !state || state.message === "" || isWell(pod)
              ? []
              : fromText(
                  state.message,
                  "state",
                  `container ${container.name} of ${titleOf(pod)}`,
                  pod,
                  state.place,
                ),
          ),
        ),
      ),
  },
  {
    id: "evictions",
    find: (facts) =>
      knownPods(facts)
        .filter((pod) => pod.reason === "Evicted" || pod.message !== "")
        .flatMap((pod) => fromText(pod.message, "condition", titleOf(pod), pod, pod.place)),
  },
];

/** An event of a probe names only the pod: of several containers, the one that is not ready and has such a probe. */
function withContainer(finding: Finding, pod: PodFact | undefined, probe: string): Finding {
  const probed = pod?.containers.filter((container) => container.probes.has(probe)) ?? [];
  const failing = probed.filter((container) => container.ready === false);
  const [container, ...others] = failing.length > 0 ? failing : probed;
  const said = container?.probes.get(probe);
  if (!pod || !container || !said || others.length > 0) return finding;
  const title = titleOf(pod);
  const statement =
    pod.containers.length > 1
      ? finding.statement.replace(title, `container ${container.name} of ${title}`)
      : finding.statement;
  return { ...finding, statement, places: [...finding.places, said.place] };
}

function fromText(
  text: string,
  where: Where,
  owner: string,
  about: Finding["about"],
  place: Place,
): Finding[] {
  return matchSigns(text, where).map(({ sign, named, detail }) => ({
    rule: sign.id,
    category: sign.category,
    depth: sign.depth,
    statement: sign.says({ owner, named, detail, line: text.slice(0, 240) }),
    about,
    named,
    places: [place],
  }));
}

/** Troubles that end a program: one that runs on without a restart only mentions them. */
const ENDS_PROGRAM = new Set([
  "missing_env_var",
  "command_not_found",
  "script_syntax_error",
  "config_missing",
]);
/** Troubles that a program tells in the tone of any other line. */
const TOLD_CALMLY = new Set(["slow_database", "slow_consumer", "rabbitmq_partition"]);

/** What kubectl says to the one who asked, of the asking and not of the workload. */
const OF_ASKER =
  /^(?:Error from server|error: |Unable to connect to the server|E\d{4} [\d:.]{5,20} +\d+ memcache\.go)/;

/** A line that counts less than this only mentions something. */
const LEAST_DEPTH = 20;

/** What lines of logs say. An error that no sign knows is the last resort. */
export function findingsOfLogs(facts: Facts): Finding[] {
  return everythingSaid(facts).filter(({ depth }) => depth >= LEAST_DEPTH);
}

function everythingSaid(facts: Facts): Finding[] {
  return facts.signs.flatMap((fact): Finding[] => {
    const pods = podsOfLog(facts, fact.owner.replace(/^pod (?:.*\/)?/, ""));
    const pod = pods.find((one) => !isWell(one)) ?? pods[0];
    const well = pods.length > 0 && pods.every((one) => isWell(one) && one.restarts === 0);
    const owner = pod
      ? titleOf(pod)
      : fact.owner.startsWith("pod ")
        ? fact.owner
        : `the program of ${fact.owner}`;
    const about = pod ?? { kind: "Pod", name: fact.owner.replace(/^pod (?:.*\/)?/, "") };
    const over = isPassed(fact);
    const base = { rule: fact.sign, about, named: fact.named, places: fact.places, over };
    const tone =
      (over ? -24 : 0) +
      (fact.hearsay ? -22 : 0) +
      (pods.length > 0 && !well ? 3 : 0) +
      Math.min(2, Math.log10(fact.count)) +
      (fact.late > 0.9 ? 1 : 0);
    if (fact.sign === "application-error") {
      const statement = `${capital(owner)} fails with an error of its own: ${fact.named}`;
      return [{ ...base, category: "application_error", depth: 40 + fact.severity * 3 + tone, statement }];
    }
    // Standing out in the middle of a long log is what a needle does.
    if (fact.sign === "needle-error" || fact.sign === "needle-rare") {
      const depth = (fact.sign === "needle-error" ? 54 : 34) + (fact.hearsay ? -22 : 0);
      const statement = `One line stands out in the log of ${owner}: ${fact.named}`;
      return [{ ...base, over: false, category: "log_needle", depth, statement }];
    }
    const sign: Sign | undefined = signsById.get(fact.sign);
    if (!sign) return [];
    const severity = fact.severity >= 2 ? 2 : fact.severity === 1 ? -3 : 0;
    const calm = fact.severity < 0 && !TOLD_CALMLY.has(sign.category) ? -25 : 0;
    const guessed = sign.weak && (fact.severity < 0 || (well && fact.late < 0.5)) ? -60 : 0;
    const survived = well && ENDS_PROGRAM.has(sign.category) ? -45 : 0;
    const line = fact.places[0]?.source.line(fact.places[0].end).trim().slice(0, 240) ?? "";
    const asker = OF_ASKER.test(line) ? -18 : 0;
    const statement = sign.says({ owner, named: fact.named, detail: fact.detail, line });
    return [
      {
        ...base,
        category: sign.category,
        depth: sign.depth + tone + severity + calm + guessed + survived + asker,
        statement,
      },
    ];
  });
}

/** A log that goes on for long after its last trouble tells that the trouble is over. */
export function isPassed(fact: SignFact): boolean {
  return fact.late < 0.7 && fact.after >= 100;
}
