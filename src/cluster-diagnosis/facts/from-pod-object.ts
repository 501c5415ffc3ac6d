import { at, type SourceText } from "../text/source-text.ts";
import { inside, itemsAt, numberAt, pairsAt, type Structure, textAt } from "../text/structure.ts";
import type { ContainerFact, ContainerState, ObjectName, PodFact, Said, TemplateFact } from "./facts.ts";
import { conditionsOf, placeOf, textsOf } from "./object-parts.ts";

/** What a pod's template says, of a workload as the API serves it. */
export function templateOf(source: SourceText, template: Structure): TemplateFact {
  return {
    labels: textsOf(template, "metadata", "labels"),
    containers: [
      ...itemsAt(template, "spec", "initContainers").map((spec) => containerOf(source, spec, [], true)),
      ...itemsAt(template, "spec", "containers").map((spec) => containerOf(source, spec, [], false)),
    ],
  };
}

/** A pod as the API serves it. */
export function podOf(source: SourceText, value: Structure, object: ObjectName): PodFact {
  const place = at(source, inside(value, "metadata", "name")?.start ?? value.start);
  const statuses = [
    ...itemsAt(value, "status", "initContainerStatuses"),
    ...itemsAt(value, "status", "containerStatuses"),
  ];
  const containers = [
    ...itemsAt(value, "spec", "initContainers").map((spec) => containerOf(source, spec, statuses, true)),
    ...itemsAt(value, "spec", "containers").map((spec) => containerOf(source, spec, statuses, false)),
  ];
  const deleted = inside(value, "metadata", "deletionTimestamp");
  const main = containers.filter((container) => !container.init);
  return {
    ...object,
    from: "object",
    phase: deleted ? "Terminating" : (textAt(value, "status", "phase") ?? ""),
    ...(deleted?.scalar
      ? { terminating: { text: deleted.scalar, place: placeOf(source, deleted, place) } }
      : {}),
    reason: textAt(value, "status", "reason") ?? "",
    message: textAt(value, "status", "message") ?? "",
    node: textAt(value, "spec", "nodeName") ?? "",
    labels: textsOf(value, "metadata", "labels"),
    containers,
    conditions: conditionsOf(source, value),
    nodeSelectors: pairsAt(value, "spec", "nodeSelector").map(([key, field]) => ({
      text: `${key}=${field.scalar ?? ""}`,
      place: placeOf(source, field, place),
    })),
    claims: itemsAt(value, "spec", "volumes").flatMap((volume) => {
      const claim = inside(volume, "persistentVolumeClaim", "claimName");
      return claim?.scalar ? [{ text: claim.scalar, place: placeOf(source, claim, place) }] : [];
    }),
    ready: { now: main.filter((container) => container.ready).length, wanted: main.length },
    restarts: containers.reduce((sum, container) => sum + container.restarts, 0),
    place: textAt(value, "status", "message")
      ? placeOf(source, inside(value, "status", "message"), place)
      : place,
  };
}

function containerOf(
  source: SourceText,
  spec: Structure,
  statuses: Structure[],
  init: boolean,
): ContainerFact {
  const name = textAt(spec, "name") ?? "";
  const status = statuses.find((candidate) => textAt(candidate, "name") === name);
  const image = inside(spec, "image");
  const said = (pair: [string, Structure]): [string, Said] => [
    pair[0],
    { text: pair[1].scalar ?? "", place: at(source, pair[1].start) },
  ];
  const probes = new Map<string, Said>();
  for (const kind of ["liveness", "readiness", "startup"]) {
    const probe = inside(spec, `${kind}Probe`);
    if (probe)
      probes.set(kind, {
        text: probeText(probe),
        place: { source, start: probe.start, end: Math.min(probe.end, probe.start + 12) },
      });
  }
  const state = stateOf(source, inside(status, "state"));
  const last = stateOf(source, inside(status, "lastState"));
  const ready = textAt(status, "ready");
  return {
    name,
    init,
    image: image?.scalar ?? "",
    ...(image ? { imagePlace: at(source, image.start) } : {}),
    ...(state ? { state } : {}),
    ...(last ? { last } : {}),
    ...(ready === undefined ? {} : { ready: ready === "true" }),
    restarts: numberAt(status, "restartCount") ?? 0,
    limits: new Map(pairsAt(spec, "resources", "limits").map(said)),
    requests: new Map(pairsAt(spec, "resources", "requests").map(said)),
    probes,
    ports: itemsAt(spec, "ports").map((port) => ({
      name: textAt(port, "name") ?? "",
      number: numberAt(port, "containerPort") ?? 0,
      place: placeOf(source, port, at(source, spec.start)),
    })),
    variables: new Map(
      itemsAt(spec, "env").flatMap((variable): [string, Said][] => {
        const value = inside(variable, "value");
        const name = textAt(variable, "name") ?? "";
        return value?.scalar === undefined
          ? []
          : [[name, { text: value.scalar, place: { source, start: variable.start, end: value.end } }]];
      }),
    ),
    command: [...itemsAt(spec, "command"), ...itemsAt(spec, "args")].map((part) => part.scalar ?? ""),
  };
}

function probeText(probe: Structure): string {
  const http = inside(probe, "httpGet");
  if (http) return `http-get ${textAt(http, "path") ?? "/"} port ${textAt(http, "port") ?? ""}`;
  const tcp = inside(probe, "tcpSocket");
  if (tcp) return `tcp-socket :${textAt(tcp, "port") ?? ""}`;
  const command = itemsAt(probe, "exec", "command").map((part) => part.scalar ?? "");
  return command.length > 0 ? `exec [${command.join(" ")}]` : "";
}

function stateOf(source: SourceText, value: Structure | undefined): ContainerState | undefined {
  const found = pairsAt(value)[0];
  if (!found) return undefined;
  const [kind, state] = found;
  if (kind !== "waiting" && kind !== "running" && kind !== "terminated") return undefined;
  const exitCode = numberAt(state, "exitCode");
  const finishedAt = Date.parse(textAt(state, "finishedAt") ?? "");
  return {
    kind,
    reason: textAt(state, "reason") ?? "",
    message: textAt(state, "message") ?? "",
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(Number.isFinite(finishedAt) ? { finishedAt } : {}),
    place: { source, start: state.start, end: Math.min(state.end, state.start + 12) },
  };
}
