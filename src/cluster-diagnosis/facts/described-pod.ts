import { type Entry, entryOf, tableOf } from "../text/read-description.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import type { Condition, ContainerFact, ContainerState, PodFact, TemplateFact } from "./facts.ts";

/** A pod as `kubectl describe` prints it. */
export function podOf(
  source: SourceText,
  entries: readonly Entry[],
  object: Pick<PodFact, "kind" | "name" | "namespace">,
  place: Place,
): PodFact {
  const value = (...keys: string[]) => entryOf(entries, ...keys)?.value ?? "";
  const selectors = entryOf(entries, "Node-Selectors");
  const containers = containersOf(source, entries);
  const claims = (entryOf(entries, "Volumes")?.children ?? []).flatMap((volume) => {
    const claim = entryOf(volume.children, "ClaimName");
    return claim ? [{ text: claim.value, place: at(source, claim.line) }] : [];
  });
  const status = entryOf(entries, "Status");
  const lasts = /^Terminating \(lasts ([\w.]{1,20})\)/.exec(value("Status"))?.[1];
  const main = containers.filter((container) => !container.init);
  return {
    ...object,
    from: "description",
    phase: value("Status").split(" ")[0] ?? "",
    reason: value("Reason"),
    message: [value("Message"), ...(entryOf(entries, "Message")?.children ?? []).map((child) => child.value)]
      .join(" ")
      .trim(),
    node: value("Node").replace(/\/.*$/, "").replace("<none>", ""),
    labels: pairs(entryOf(entries, "Labels")),
    containers,
    conditions: conditionsOf(source, entries),
    nodeSelectors: [
      ...(selectors && selectors.value !== "<none>"
        ? [{ text: selectors.value, place: at(source, selectors.line) }]
        : []),
      ...(selectors?.children ?? []).map((child) => ({
        text: child.key === "" ? child.value : `${child.key}:${child.value}`,
        place: at(source, child.line),
      })),
    ],
    claims,
    ...(lasts && status ? { terminating: { text: lasts, place: at(source, status.line) } } : {}),
    ready: { now: main.filter((container) => container.ready).length, wanted: main.length },
    restarts: containers.reduce((sum, container) => sum + container.restarts, 0),
    place:
      value("Reason") === "Evicted" && status
        ? { source, start: status.line, end: messageLine(entries, status.line) }
        : place,
  };
}

function messageLine(entries: readonly Entry[], from: number): number {
  const message = entryOf(entries, "Message");
  return message && message.line <= from + 3 ? message.end : from;
}

/** What a workload's description says of the pods that it makes. */
export function templateOf(source: SourceText, entry: Entry): TemplateFact {
  return {
    labels: pairs(entryOf(entry.children, "Labels")),
    containers: containersOf(source, entry.children),
  };
}

function containersOf(source: SourceText, entries: readonly Entry[]): ContainerFact[] {
  return [
    ...(entryOf(entries, "Init Containers")?.children ?? []).map((entry) => containerOf(source, entry, true)),
    ...(entryOf(entries, "Containers")?.children ?? []).map((entry) => containerOf(source, entry, false)),
  ];
}

export function conditionsOf(source: SourceText, entries: readonly Entry[]): Condition[] {
  const entry =
    entryOf(entries, "Conditions") ?? entryOf(entryOf(entries, "Status")?.children ?? [], "Conditions");
  const found: Condition[] = tableOf(entry).map(({ cells, line }) => ({
    type: cells.get("Type") ?? "",
    status: cells.get("Status") ?? "",
    reason: cells.get("Reason") ?? "",
    message: cells.get("Message") ?? "",
    place: at(source, line),
  }));
  // A custom resource's conditions come as keys; one begins where a key comes again.
  let current = new Map<string, Entry>();
  const close = () => {
    const of = (key: string) => current.get(key)?.value ?? "";
    const lines = [...current.values()].map((part) => part.line);
    if (of("Type") !== "") {
      const place = { source, start: Math.min(...lines), end: Math.max(...lines) };
      found.push({
        type: of("Type"),
        status: of("Status"),
        reason: of("Reason"),
        message: of("Message"),
        place,
      });
    }
    current = new Map();
  };
  for (const child of entry?.children ?? []) {
    if (child.key === "") continue;
    if (current.has(child.key)) close();
    current.set(child.key, child);
  }
  close();
  return found;
}

/** `key=value` pairs, one a line. */
export function pairs(entry: Entry | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of [entry?.value ?? "", ...(entry?.children ?? []).map((child) => child.value)]) {
    const split = text.indexOf("=");
    if (split > 0) found.set(text.slice(0, split), text.slice(split + 1));
  }
  return found;
}

function containerOf(source: SourceText, entry: Entry, init: boolean): ContainerFact {
  const container: ContainerFact = {
    name: entry.key,
    init,
    image: "",
    restarts: 0,
    limits: new Map(),
    requests: new Map(),
    probes: new Map(),
    ports: [],
    variables: new Map(),
    command: [],
  };
  // Read in a row: some writers lose the indentation below a state.
  let state: ContainerState | undefined;
  const read = (child: Entry): void => {
    const place = at(source, child.line);
    const { key, value } = child;
    if (key === "State" || key === "Last State") {
      state = { kind: stateKind(value), reason: "", message: "", place };
      if (key === "State") container.state = state;
      else if (stateKind(value) === "terminated") container.last = state;
    } else if (state && /^(?:Reason|Message|Exit Code|Signal|Started|Finished)$/.test(key)) {
      state.place = { source, start: state.place.start, end: Math.max(child.line, state.place.end) };
      if (key === "Reason") state.reason = value;
      if (key === "Message")
        state.message = [value, ...child.children.map((part) => part.value)].join(" ").slice(0, 2000);
      if (key === "Exit Code" && /^-?\d+$/.test(value)) state.exitCode = Number(value);
      const time = key === "Finished" ? Date.parse(value) : Number.NaN;
      if (time > 0) state.finishedAt = time;
      return;
    } else {
      state = undefined;
    }
    if (key === "Port" || key === "Ports") {
      for (const port of value.matchAll(/(\d{1,5})\/\w{1,6}(?: \(([\w-]{1,63})\))?/g))
        container.ports.push({ name: port[2] ?? "", number: Number(port[1]), place });
    } else if (key === "Environment") {
      for (const part of child.children)
        container.variables.set(part.key, { text: part.value, place: at(source, part.line) });
      return;
    }
    if (key === "Image") {
      container.image = value;
      container.imagePlace = place;
    } else if (key === "Ready") container.ready = value === "True";
    else if (key === "Restart Count") container.restarts = Number(value) || 0;
    else if (/^(?:Liveness|Readiness|Startup)$/.test(key))
      container.probes.set(key.toLowerCase(), { text: value, place });
    else if (key === "Limits" || key === "Requests") {
      const into = key === "Limits" ? container.limits : container.requests;
      for (const part of child.children)
        into.set(part.key, { text: part.value, place: at(source, part.line) });
      return;
    } else if (key === "Command" || key === "Args") {
      container.command.push(
        ...child.children.map((part) => (part.key ? `${part.key}: ${part.value}` : part.value)),
      );
      return;
    } else if (/^(?:Environment Variables from|Mounts)$/.test(key)) return;
    for (const part of child.children) read(part);
  };
  for (const child of entry.children) read(child);
  return container;
}

function stateKind(value: string): ContainerState["kind"] {
  const word = value.toLowerCase();
  return word.startsWith("waiting") ? "waiting" : word.startsWith("running") ? "running" : "terminated";
}
