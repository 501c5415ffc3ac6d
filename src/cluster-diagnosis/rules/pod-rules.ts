import type { Category } from "../../domain/index.ts";
import {
  type ContainerFact,
  type ContainerState,
  type Facts,
  type PodFact,
  titleOf,
} from "../facts/facts.ts";
import { capital } from "../signs/kubernetes-signs.ts";
import type { Place } from "../text/source-text.ts";
import type { Finding, Rule } from "./finding.ts";
import { isComplete, isLongAgo, isWell, knownPods } from "./health.ts";

type OfContainer = (
  container: ContainerFact,
  pod: PodFact,
  facts: Facts,
) => Omit<Finding, "about"> | undefined;

const called = (container: ContainerFact, pod: PodFact) =>
  `${container.init ? "init container" : "container"} ${container.name} of ${titleOf(pod)}`;
const places = (...some: (Place | undefined)[]) => some.filter((place) => place !== undefined);
const ended = ({ state, last }: ContainerFact): ContainerState | undefined =>
  state?.kind === "terminated" ? state : last;

/** What the state of a container tells by itself, deepest cause first. */
const containerRules: readonly { id: string; find: OfContainer }[] = [
  {
    id: "oom-killed",
    find(container, pod, facts) {
      const state = [container.state, container.last].find((one) => one?.reason === "OOMKilled");
      if (!state || (isWell(pod) && isLongAgo(facts, state.finishedAt))) return undefined;
      const limit = container.limits.get("memory");
      return {
        rule: "oom-killed",
        category: "oom_killed",
        depth: isWell(pod) ? 84 : 89,
        statement: `${capital(called(container, pod))} was OOMKilled: it ran out of memory${limit ? ` at its limit of ${limit.text}` : ""}.`,
        named: "",
        places: places(state.place, limit?.place),
      };
    },
  },
  {
    id: "image-waiting",
    find: (container, pod) =>
      waits(
        container,
        /^(?:ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable)$/,
        (state) => ({
          rule: "image-waiting",
          category: "image_pull_failure",
          depth: 88,
          statement: `The image ${container.image} of ${called(container, pod)} cannot be pulled (${state.reason}).`,
          named: container.image,
          places: places(state.place, container.imagePlace),
        }),
      ),
  },
  {
    id: "config-waiting",
    find: (container, pod) =>
      waits(container, /^CreateContainerConfigError$/, (state) => ({
        rule: "config-waiting",
        category: "config_missing",
        depth: 82,
        statement: `${capital(called(container, pod))} cannot be created: ${state.message || "a ConfigMap or Secret that it refers to is missing"}.`,
        named: "",
        places: places(state.place),
      })),
  },
  {
    id: "exit-code",
    find(container, pod) {
      const state = ended(container);
      if (isWell(pod) || !state || state.kind !== "terminated") return undefined;
      const known = EXIT_CODES[state.exitCode ?? 0];
      if (!known || state.reason === "OOMKilled") return undefined;
      return {
        rule: "exit-code",
        category: known.category,
        depth: known.depth,
        statement: `${capital(called(container, pod))} ended with exit code ${state.exitCode}: ${known.meaning}${container.command[0] ? ` (${container.command.join(" ").slice(0, 120)})` : ""}.`,
        named: "",
        places: places(state.place),
      };
    },
  },
  {
    id: "crash",
    find(container, pod) {
      const state = ended(container);
      const loops = container.state?.reason === "CrashLoopBackOff" || container.state?.reason === "Error";
      if (isWell(pod) || (!loops && (state?.exitCode ?? 0) === 0)) return undefined;
      const code = state?.exitCode === undefined ? "" : ` with exit code ${state.exitCode}`;
      return {
        rule: "crash",
        category: "application_error",
        depth: 36,
        statement: `${capital(called(container, pod))} ends again and again${code} (${container.restarts} restarts).`,
        named: "",
        places: places(state?.place ?? container.state?.place),
      };
    },
  },
  {
    id: "not-ready",
    find(container, pod) {
      const probe = container.probes.get("readiness");
      if (isWell(pod) || container.init || container.ready !== false || container.state?.kind !== "running")
        return undefined;
      return {
        rule: "not-ready",
        category: "readiness_probe_failed",
        depth: probe ? 50 : 30,
        statement: `${capital(called(container, pod))} runs but is not ready${probe ? `: its readiness probe (${probe.text}) does not succeed` : ""}.`,
        named: "",
        places: places(probe?.place, container.state.place),
      };
    },
  },
];

const EXIT_CODES: Readonly<Record<number, { category: Category; depth: number; meaning: string }>> = {
  126: { category: "command_not_found", depth: 80, meaning: "its command cannot be executed" },
  127: { category: "command_not_found", depth: 82, meaning: "its command is not found" },
  // 137 is SIGKILL; without the reason OOMKilled it is most often the kubelet after a failed liveness probe.
  137: { category: "oom_killed", depth: 45, meaning: "it was killed (SIGKILL)" },
};

function waits(
  container: ContainerFact,
  reason: RegExp,
  make: (state: ContainerState) => Omit<Finding, "about">,
): Omit<Finding, "about"> | undefined {
  return container.state?.kind === "waiting" && reason.test(container.state.reason)
    ? make(container.state)
    : undefined;
}

/** What a row of `kubectl get pods` says in its STATUS column. */
const STATUSES: readonly [RegExp, Category, number, string][] = [
  [/OOMKilled/, "oom_killed", 86, "was killed for running out of memory (OOMKilled)"],
  [
    /ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull/,
    "image_pull_failure",
    84,
    "cannot pull its image",
  ],
  [/CreateContainerConfigError/, "config_missing", 80, "refers to a ConfigMap or Secret that is missing"],
  [/RunContainerError|StartError|ContainerCannotRun/, "command_not_found", 70, "cannot start its command"],
  [/Evicted/, "pod_evicted_ephemeral_storage", 60, "was evicted"],
  [/CrashLoopBackOff/, "application_error", 34, "crashes again and again"],
  [/NodeLost|Unknown/, "node_not_ready", 60, "is on a node that does not answer"],
  [/^(?:Init:)?Error$/, "application_error", 32, "ended with an error"],
  [/^Pending$/, "unschedulable_resources", 26, "is pending"],
];

export const podRules: readonly Rule[] = [
  {
    id: "containers",
    find: (facts) =>
      knownPods(facts).flatMap((pod) =>
        isComplete(pod)
          ? []
          : pod.containers.flatMap((container) =>
              containerRules.flatMap(({ find }) => {
                const found = find(container, pod, facts);
                return found ? [{ ...found, about: pod }] : [];
              }),
            ),
      ),
  },
  {
    id: "rows",
    find: (facts) =>
      knownPods(facts).flatMap((pod): Finding[] => {
        const status =
          pod.from === "row" ? STATUSES.find(([pattern]) => pattern.test(pod.reason)) : undefined;
        if (!status) return [];
        const [, category, depth, words] = status;
        return [
          {
            rule: "row",
            category,
            depth,
            statement: `${capital(titleOf(pod))} ${words}.`,
            about: pod,
            named: pod.name,
            places: [pod.place],
            aside: true,
          },
        ];
      }),
  },
  {
    id: "row-not-ready",
    find: (facts) =>
      knownPods(facts)
        .filter((pod) => pod.from === "row" && pod.reason === "Running" && !isWell(pod))
        .map((pod) => ({
          rule: "row-not-ready",
          category: "readiness_probe_failed",
          depth: 30,
          statement: `${capital(titleOf(pod))} runs, but only ${pod.ready?.now} of its ${pod.ready?.wanted} containers are ready.`,
          about: pod,
          named: pod.name,
          places: [pod.place],
          aside: true,
        })),
  },
];
