import type { SourceText } from "../text/source-text.ts";
import { inside, itemsAt, type Structure, textAt } from "../text/structure.ts";
import type { Facts } from "./facts.ts";
import type { LogReader } from "./log-reader.ts";

const MAX_VISITED = 200_000;
const MAX_LINES = 50_000;
/** How log stores name what a line says, when, and whose it is. */
const TEXTS = ["message", "line", "log", "textPayload", "msg", "body", "content", "_raw"];
const TIMES = ["timestamp", "@timestamp", "time", "ts", "date", "_time", "eventTime", "receiveTimestamp"];
const OWNERS: readonly (readonly string[])[] = [
  ["pod"],
  ["pod_name"],
  ["kubernetes", "pod_name"],
  ["kubernetes", "pod", "name"],
  ["resource", "labels", "pod_name"],
  ["k8s_pod_name"],
  ["deployment"],
  ["statefulset"],
  ["app"],
  ["service"],
  ["container"],
  ["container_name"],
];

interface Line {
  text: string;
  line: number;
  /** Sorts; empty where none is told. */
  time: string;
}

/**
 * Reads the logs within a JSON answer of a log store: the streams of Loki, and lists of records as Elasticsearch,
 * CloudWatch and Cloud Logging give them. Each stream is read from its oldest line on, whichever way it was asked for.
 * Says whether there were any.
 */
export function addLogStreams(
  facts: Facts,
  source: SourceText,
  document: Structure,
  reader: LogReader,
  otherwise: string,
): boolean {
  const streams = new Map<string, Line[]>();
  let lines = 0;
  const add = (owner: string, text: string, line: number, time: string) => {
    lines += 1;
    if (lines > MAX_LINES) return;
    const list = streams.get(owner);
    const parts = text.split("\n").filter((part) => part.trim() !== "");
    const made = parts.map((part) => ({ text: part, line, time }));
    if (list) list.push(...made);
    else streams.set(owner, made);
  };
  const waiting = [document];
  for (let seen = 0, next = waiting.pop(); next && seen < MAX_VISITED; seen++, next = waiting.pop()) {
    const values = itemsAt(next, "values");
    const labels = inside(next, "stream");
    if (labels && values.length > 0) {
      const owner = ownerOf(labels);
      for (const { items = [], start } of values) {
        const [time, said] = items;
        if (said?.scalar) add(owner, said.scalar, said.start || start, time?.scalar ?? "");
      }
      continue;
    }
    const record = recordOf(next);
    if (record) add(record.owner, record.text, record.line, record.time);
    else waiting.push(...(next.items ?? []), ...(next.fields?.values() ?? []));
  }
  for (const [name, all] of streams) {
    const owner = name === "" ? otherwise : `pod ${name}`;
    const sorted = all.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.line - b.line));
    for (const { text, line } of sorted)
      reader.line(source, line, { owner, previous: false, hearsay: false }, text);
    reader.end();
    const log = facts.logs.at(-1);
    if (log?.place.source === source && log.owner === owner) log.said = sorted;
  }
  return streams.size > 0;
}

function ownerOf(labels: Structure): string {
  for (const path of OWNERS) {
    const name = textAt(labels, ...path);
    if (name) return name;
  }
  return "";
}

/** A record of a list: what it says beside the time when. Elasticsearch keeps it below `_source`. */
function recordOf(value: Structure): { owner: string; text: string; line: number; time: string } | undefined {
  const record = inside(value, "_source") ?? inside(value, "attributes") ?? value;
  const said = TEXTS.map((key) => inside(record, key)).find((one) => one?.scalar);
  const time = TIMES.map((key) => textAt(record, key) ?? textAt(value, key)).find((one) => one);
  if (!said?.scalar || !time || textAt(record, "reason") || textAt(record, "type")) return undefined;
  return { owner: ownerOf(record) || ownerOf(value), text: said.scalar, line: said.start, time };
}
