import { at, type SourceText } from "../text/source-text.ts";
import { type Facts, type SpanFact, secondsOfAge } from "./facts.ts";

const MAX_KEPT = 20_000;
const SPAN =
  /^[\s│├└─┬╰╭|`+-]{0,200}([^\s│├└─┬╰╭|`+].{0,200}?) \(([\w.-]{1,200})\) ?[-–] ?(\d{1,12}(?:\.\d{1,9})?) ?(ms|s|µs|us)\b/;
const SPAN_DETAIL = /^[\s│|]{1,200}(db\.(?:statement|query\.text|system(?:\.name)?))\s?[:=] ?(.{1,500})/;
const METRIC =
  /^([a-zA-Z_:][\w:]{2,200})(?:\{([^}]{0,2000})\})? (-?[\d.eE+-]{1,30}|NaN|\+Inf)(?: \d{10,14})?$/;
const TREE_EVENT =
  /^[\s│├└─]{0,200}Event\/(\S{1,300}?)\.[0-9a-f]{8,32}\s{1,200}-\s{1,100}(\w{1,60}): (.{1,2000}?)\s{2,500}(\S{1,30})\s*$/;
const DATABASE_WORDS =
  /postgres|mysql|maria|mongo|redis|sql|quer(?:y|ies)|select |insert |update |database|\bdb\b/i;

/** Adds a step of a trace printed as a tree, or a detail of the step before; says whether the line is one. */
export function addSpanLine(facts: Facts, source: SourceText, line: number): boolean {
  const text = source.line(line);
  const match = SPAN.exec(text);
  if (match && facts.spans.length < MAX_KEPT) {
    const scale = match[4] === "s" ? 1000 : match[4] === "ms" ? 1 : 0.001;
    const operation = match[1] ?? "";
    facts.spans.push({
      operation,
      service: match[2] ?? "",
      milliseconds: Number(match[3]) * scale,
      database: DATABASE_WORDS.test(operation),
      place: at(source, line),
    });
    return true;
  }
  const last = facts.spans.at(-1);
  if (!last || last.place.source !== source || line - last.place.start > 20) return false;
  const detail = SPAN_DETAIL.exec(text);
  if (!detail) return /^[\s│|]{0,200}[\w. ]{1,80}: /.test(text) && text.includes("│");
  addDetail(last, detail[1] ?? "", (detail[2] ?? "").trim(), line);
  return true;
}

function addDetail(span: SpanFact, key: string, value: string, line: number): void {
  span.database = true;
  span.place.end = line;
  if (key !== "db.system" && key !== "db.system.name") span.statement = value;
}

/** Adds a value of a metric in Prometheus' text form; says whether the line is one. */
export function addMetricLine(facts: Facts, source: SourceText, line: number): boolean {
  const match = METRIC.exec(source.line(line));
  if (!match) return false;
  const value = Number(match[3]);
  if (!Number.isFinite(value) || facts.samples.length >= MAX_KEPT) return true;
  const labels = new Map<string, string>();
  for (const label of (match[2] ?? "").matchAll(/(\w{1,100})="([^"]{0,500})"/g))
    labels.set(label[1] ?? "", label[2] ?? "");
  facts.samples.push({ metric: match[1] ?? "", labels, value, place: at(source, line) });
  return true;
}

/** `name messages …`, the header of what rabbitmqctl and rabbitmqadmin list of queues. */
const QUEUE_HEADER = /^[\s|]*(?=.*\bmessages)(?:vhost|name)(?:[\s|]+[a-z][a-z_.]{2,60}){1,12}[\s|]*$/;
const MAX_QUEUES = 2000;

/** Adds the queues that a list of RabbitMQ's names from this line on; gives its last line, or undefined. */
export function addQueues(facts: Facts, source: SourceText, line: number): number | undefined {
  if (!QUEUE_HEADER.test(source.line(line).slice(0, 2000))) return undefined;
  const columns = cellsOf(source.line(line));
  let last = line;
  for (let row = line + 1; row <= Math.min(source.count, line + MAX_QUEUES); row++) {
    const text = source.line(row);
    if (/^[\s+|-]+$/.test(text) && /[-+]/.test(text)) continue;
    const cells = cellsOf(text);
    if (cells.length !== columns.length) break;
    last = row;
    const labels = new Map(columns.map((column, index) => [column, cells[index] ?? ""]));
    const waiting = Number(labels.get("messages_ready") ?? labels.get("messages"));
    if (!Number.isFinite(waiting)) continue;
    labels.set("queue", labels.get("name") ?? "");
    facts.samples.push({ metric: "rabbitmq_queue_ready", labels, value: waiting, place: at(source, row) });
  }
  return last > line ? last : undefined;
}

function cellsOf(text: string): string[] {
  const bare = text.trim().replace(/^\|\s*|\s*\|$/g, "");
  return bare.includes("|") ? bare.split(/\s*\|\s*/) : bare.split(/\t+|\s{2,}|\s(?=\S+$)|\s(?=\d)/);
}

/** Adds an event of the tree that kube-lineage prints; says whether the line is one. */
export function addTreeEvent(facts: Facts, source: SourceText, line: number): boolean {
  const match = TREE_EVENT.exec(source.line(line));
  if (!match) return false;
  const [, name = "", reason = "", message = "", seen = ""] = match;
  const age = secondsOfAge(seen);
  facts.events.push({
    warning: /Fail|BackOff|Unhealthy|Err|Evict|Kill|OOM/.test(reason),
    reason,
    message,
    about: { kind: "", name },
    count: 1,
    ...(age === undefined ? {} : { age }),
    place: at(source, line),
  });
  return true;
}
