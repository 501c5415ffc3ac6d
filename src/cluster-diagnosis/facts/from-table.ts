import { isTableHeader, type Row, readTable } from "../text/read-table.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import { type Facts, listOf, type ObjectName, type PodFact, type Said, secondsOfAge } from "./facts.ts";
import { ASKED, FIELDS, KINDS, kindOf, SHORT, SPELLED } from "./table-names.ts";

/** Rows kept; beyond them only pods that are not well. */
const MAX_OBJECTS = 20_000;

/** A row of a list of pods without its header, as `grep` leaves it. */
const POD_ROW =
  /^(?:([a-z0-9][a-z0-9-]{0,62})\s+)?([a-z0-9][a-z0-9.-]{0,252})\s+(\d{1,3})\/(\d{1,3})\s+([A-Z][\w:]{2,60})\s+(\d{1,6})(?: \([^)]{1,30}\))?\s+(\d\w{0,20})(?:\s|$)/;

/** Adds a list that begins on this line; gives its last line, or undefined when none begins here. */
export function addTable(facts: Facts, source: SourceText, line: number, asked = ""): number | undefined {
  if (!isTableHeader(source.line(line))) return undefined;
  const table = readTable(source, line);
  const columns = new Set(table.columns);
  const prefixed = table.rows.some((row) => SHORT[(row.cells.get("NAME") ?? "").split("/")[0] ?? ""]);
  const known = KINDS.find(([, ...wanted]) => wanted.every((column) => columns.has(column)))?.[0];
  const wanted =
    asked || source.name.replace(/^.*\/|^kubectl_|\.\w{2,5}$/g, "").replace(/^(?:get|list)_/, "");
  const kind =
    (known === "StatefulSet" && table.columns.includes("STATUS") ? "" : known) ??
    (table.columns.join() === "NAME,STATUS,AGE"
      ? "Namespace"
      : (ASKED.find(
          ([pattern]) =>
            /^NAME,(?:CREATED AT|WEBHOOKS,AGE)$/.test(table.columns.join()) && pattern.test(wanted),
        )?.[1] ?? ""));
  // A list of something else is read line by line, as text.
  if (kind === "" && !prefixed) return undefined;
  const listed = new Map<string, ObjectName[]>();
  for (const row of table.rows) {
    const object = objectOf(row, kind);
    if (object.kind === "Event") addEvent(facts, source, row);
    else if (object.kind === "Usage" || object.kind === "ConsumerGroup") addSamples(facts, source, row);
    else if (object.name !== "" && object.kind !== "") {
      addRow(facts, source, row, object);
      const list = listed.get(object.kind) ?? [];
      list.push(object);
      listed.set(object.kind, list);
    }
  }
  if (listed.size > 0) facts.cluster = true;
  // An answer about one object looks like a list of one.
  for (const [of, all] of listed) facts.lists.push(listOf(of, all, at(source, line), all.length > 1));
  return table.end;
}

/** Adds a pod from a row that lost its header; says whether the line is one. */
export function addLooseRow(facts: Facts, source: SourceText, line: number): boolean {
  const match = POD_ROW.exec(source.line(line));
  if (!match) return false;
  const [, namespace, name, ready, wanted, status, restarts] = match;
  const cells = new Map([
    ["NAMESPACE", namespace ?? ""],
    ["READY", `${ready}/${wanted}`],
    ["STATUS", status ?? ""],
    ["RESTARTS", restarts ?? ""],
  ]);
  addRow(
    facts,
    source,
    { cells, line },
    { kind: "Pod", name: name ?? "", ...(namespace ? { namespace } : {}) },
  );
  return true;
}

function objectOf(row: Row, kind: string): ObjectName {
  const raw = (row.cells.get("NAME") ?? "").replace(/^[\s│├└─]+| \(default\)$/g, "");
  const namespace = row.cells.get("NAMESPACE");
  const slash = raw.indexOf("/");
  const prefix = slash > 0 ? raw.slice(0, slash) : "";
  const of = prefix === "" ? kind : (SHORT[prefix] ?? SPELLED.get(prefix.split(".")[0] ?? "") ?? prefix);
  return { kind: of, name: prefix === "" ? raw : raw.slice(slash + 1), ...(namespace ? { namespace } : {}) };
}

function addRow(facts: Facts, source: SourceText, row: Row, object: ObjectName): void {
  const place = at(source, row.line);
  const cell = (name: string) => row.cells.get(name) ?? "";
  const labels = pairsOf(cell("LABELS"));
  if (object.kind === "Pod") {
    if (facts.pods.length >= MAX_OBJECTS && /^(?:Running|Completed)$/.test(cell("STATUS"))) return;
    if (facts.pods.length >= 2 * MAX_OBJECTS) return;
    const ready = /^(\d+)\/(\d+)$/.exec(cell("READY"));
    const status = cell("STATUS");
    const pod: PodFact = {
      ...object,
      from: "row",
      phase: /^(?:Running|Pending|Failed|Succeeded|Unknown|Terminating)$/.test(status)
        ? status
        : status === "Completed"
          ? "Succeeded"
          : "",
      reason: status,
      message: "",
      node: cell("NODE").replace("<none>", ""),
      labels,
      containers: [],
      conditions: [],
      nodeSelectors: [],
      claims: [],
      ...(ready ? { ready: { now: Number(ready[1]), wanted: Number(ready[2]) } } : {}),
      restarts: Number.parseInt(cell("RESTARTS"), 10) || 0,
      place,
    };
    facts.pods.push(pod);
    return;
  }
  if (facts.things.length >= MAX_OBJECTS) return;
  const fields = new Map<string, Said>();
  for (const [column, text] of row.cells) {
    const name = FIELDS[column];
    if (name !== undefined && text !== "") fields.set(name, { text, place });
  }
  if (object.kind === "StorageClass")
    fields.set("IsDefaultClass", { text: cell("NAME").endsWith(" (default)") ? "Yes" : "No", place });
  const ports =
    object.kind === "Service" ? [...cell("PORT(S)").matchAll(/(\d{1,5})(?::\d{1,5})?\/\w+/g)] : [];
  const servicePorts = ports.map(([, port = ""]) => ({ name: "", port, target: "", place }));
  facts.things.push({
    ...object,
    from: "row",
    fields,
    rows: [],
    conditions: [],
    labels,
    ...(servicePorts.length > 0 ? { servicePorts } : {}),
    ...(object.kind === "NetworkPolicy" && /^[\w./=,-]+$/.test(cell("POD-SELECTOR"))
      ? { chooses: pairsOf(cell("POD-SELECTOR")) }
      : {}),
    place,
  });
  addRowReferences(facts, row, object, place);
}

/** `key=value,other=value`. */
function pairsOf(text: string): Map<string, string> {
  return new Map(
    text.split(",").flatMap((pair): [string, string][] => {
      const split = pair.indexOf("=");
      return split > 0 ? [[pair.slice(0, split), pair.slice(split + 1)]] : [];
    }),
  );
}

function addRowReferences(facts: Facts, row: Row, from: ObjectName, place: Place): void {
  const add = (where: string, kind: string, name: string, namespace?: string) => {
    if (kind === "" || name === "" || name.startsWith("<")) return;
    const to = { kind, name, ...(namespace ? { namespace } : {}) };
    facts.references.push({ from, to, optional: false, where, place });
  };
  const cell = (name: string) => row.cells.get(name) ?? "";
  if (from.kind === "RoleBinding" || from.kind === "ClusterRoleBinding") {
    const [kind = "", name = ""] = cell("ROLE").split("/");
    add("role", kind, name);
    for (const account of cell("SERVICEACCOUNTS").split(/,\s*/)) {
      const [namespace = "", name = ""] = account.split("/");
      add("subject", "ServiceAccount", name, namespace);
    }
  }
  if (from.kind === "Ingress") add("class", "IngressClass", cell("CLASS"));
  if (from.kind === "PersistentVolumeClaim") {
    add("storage class", "StorageClass", cell("STORAGECLASS"));
    add("volume", "PersistentVolume", cell("VOLUME"));
  }
  if (from.kind === "StorageClass") add("provisioner", "CSIDriver", cell("PROVISIONER"));
  if (from.kind === "Gateway") add("class", "GatewayClass", cell("CLASS"));
  if (from.kind === "HorizontalPodAutoscaler") {
    const [kind = "", name = ""] = cell("REFERENCE").split("/");
    add("target", kind, name);
  }
  if (from.kind === "ScaledObject")
    add("target", cell("SCALETARGETKIND").split(".").at(-1) ?? "", cell("SCALETARGETNAME"));
  if (from.kind === "APIService" && cell("SERVICE").includes("/")) {
    const [namespace, name = ""] = cell("SERVICE").split("/");
    add("service", "Service", name, namespace);
  }
}

function addEvent(facts: Facts, source: SourceText, row: Row): void {
  if (facts.events.length >= MAX_OBJECTS) return;
  const cell = (name: string) => row.cells.get(name) ?? "";
  const seen = cell("LAST SEEN");
  const [kind = "", name = ""] = cell("OBJECT").split("/");
  const age = secondsOfAge(seen);
  const namespace = cell("NAMESPACE");
  facts.events.push({
    warning: cell("TYPE") === "Warning",
    reason: cell("REASON"),
    message: cell("MESSAGE").replaceAll('\\"', '"'),
    about: { kind: kindOf(kind), name: name || cell("NAME"), ...(namespace ? { namespace } : {}) },
    count: Number(/\(x(\d+)/.exec(seen)?.[1] ?? cell("COUNT")) || 1,
    ...(age === undefined ? {} : { age }),
    place: at(source, row.line),
  });
}

function addSamples(facts: Facts, source: SourceText, row: Row): void {
  const cell = (name: string) => row.cells.get(name) ?? "";
  const place = at(source, row.line);
  const labels = new Map([...row.cells].filter(([, text]) => text !== "" && text !== "-"));
  if (facts.samples.length >= MAX_OBJECTS) return;
  const lag = Number(cell("LAG"));
  if (cell("LAG") !== "" && Number.isFinite(lag))
    facts.samples.push({ metric: "consumer_lag", labels, value: lag, place });
  const cpu = /^(\d+)m$/.exec(cell("CPU(cores)"))?.[1];
  if (cpu !== undefined) facts.samples.push({ metric: "cpu_millicores", labels, value: Number(cpu), place });
  for (const [column, metric] of [
    ["CPU%", "cpu_percent"],
    ["MEMORY%", "memory_percent"],
  ] as const) {
    const value = /^(\d+)%$/.exec(cell(column))?.[1];
    if (value !== undefined) facts.samples.push({ metric, labels, value: Number(value), place });
  }
}
