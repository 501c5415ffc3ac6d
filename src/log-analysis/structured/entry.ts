/** One entry of a structured log. */
export interface Entry {
  severity: Severity;
  /** What it says, with the error that it carries. */
  message: string;
  /** The stack of that error, where the entry holds one. */
  stack?: string;
}

export type Severity = "lower" | "error" | "fatal";

/** A way to write entries; undefined where a line is not one. */
export interface EntryFormat {
  readonly name: string;
  parse(line: string): Entry | undefined;
  /** True when a line may hold an entry of severity `error` or worse; spares the parsing of all others. */
  mayFail(line: string): boolean;
}

const LONGEST = 2000;

function severityOf(level: unknown): Severity | undefined {
  // pino's and bunyan's numbers
  if (typeof level === "number")
    return level >= 60 ? "fatal" : level >= 50 ? "error" : level >= 0 ? "lower" : undefined;
  if (typeof level !== "string" || level.length > 20) return undefined;
  if (/^(?:f|c|fatal|panic|dpanic|crit(?:ical)?|alert|emerg(?:ency)?)$/i.test(level)) return "fatal";
  if (/^(?:e|err|error|severe)$/i.test(level)) return "error";
  if (/^\d{2}$/.test(level)) return severityOf(Number(level));
  return /^(?:[tdiwvn]|trace|verbose|debug|info(?:rmation)?|notice|warn(?:ing)?|fine|finer|finest|config)$/i.test(
    level,
  )
    ? "lower"
    : undefined;
}

/** The message and the error beside it, unless one holds the other. */
function joined(message: string, error: string): string {
  const said = message.trim();
  const more = error.trim().split("\n")[0] ?? "";
  if (!more || said.includes(more)) return said.slice(0, LONGEST);
  return (!said || more.includes(said) ? more : `${said.replace(/[.:]$/, "")}: ${more}`).slice(0, LONGEST);
}

const LEVEL_KEYS = [
  "level",
  "severity",
  "lvl",
  "log.level",
  "levelname",
  "loglevel",
  "Level",
  "@l",
  "status",
];
const MESSAGE_KEYS = ["msg", "message", "@m", "@mt", "event", "Message", "short_message", "text"];
const ERROR_KEYS = ["err", "error", "exception", "error.message", "exc_info", "@x", "errorMessage"];
const STACK_KEYS = ["stack", "stacktrace", "stack_trace", "error.stack_trace", "errorVerbose"];

function first(fields: ReadonlyMap<string, unknown>, keys: readonly string[]): unknown {
  for (const key of keys) if (fields.has(key)) return fields.get(key);
  return undefined;
}

function mapOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function entryOf(fields: ReadonlyMap<string, unknown>): Entry | undefined {
  const level = first(fields, LEVEL_KEYS) ?? mapOf(fields.get("log")).get("level");
  // Serilog's compact format leaves out the level that most entries have.
  const severity = level === undefined && fields.has("@t") && !fields.has("@l") ? "lower" : severityOf(level);
  if (!severity) return undefined;
  const message = first(fields, MESSAGE_KEYS);
  const error = first(fields, ERROR_KEYS);
  const inner = mapOf(error);
  const told = typeof error === "string" ? error : inner.get("message");
  const stack = [inner.get("stack"), first(fields, STACK_KEYS), error].find(
    (each): each is string => typeof each === "string" && each.includes("\n"),
  );
  if (typeof message !== "string" && typeof told !== "string") return undefined;
  return {
    severity,
    message: joined(typeof message === "string" ? message : "", typeof told === "string" ? told : ""),
    ...(stack ? { stack: stack.slice(0, 8000) } : {}),
  };
}

const jsonLines: EntryFormat = {
  name: "JSON lines",
  mayFail: (line) =>
    /"(?:[\w.@]{0,12}level\w{0,4}|severity|lvl|@l|status)" ?: ?(?:"[acefps]|[5-9]\d)/i.test(line),
  parse(line) {
    if (!line.startsWith("{")) return undefined;
    try {
      return entryOf(mapOf(JSON.parse(line)));
    } catch {
      return undefined;
    }
  },
};

const logfmt: EntryFormat = {
  name: "logfmt",
  mayFail: (line) => /(?:^|\s)(?:level|lvl|severity)="?[acefp]/i.test(line),
  parse(line) {
    if (!/^[\w.@-]{1,60}=/.test(line)) return undefined;
    const fields = new Map<string, unknown>();
    for (const [, key, quoted, bare] of line.matchAll(
      /([\w.@-]{1,60})=(?:"((?:[^"\\]|\\.){0,2000})"|([^\s"]{0,2000}))(?=\s|$)/g,
    ))
      if (key && fields.size < 60)
        fields.set(key, quoted?.replace(/\\(.)/g, (_, code) => (code === "n" ? "\n" : code)) ?? bare);
    return entryOf(fields);
  },
};

/** Kubernetes' klog: `E1122 11:07:03.123456    1234 server.go:123] message`. */
const klog: EntryFormat = {
  name: "klog",
  mayFail: (line) => /^[EF]\d{4} /.test(line),
  parse(line) {
    const [, level, text] =
      /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,12}\d{1,10} [\w.-]{1,120}:\d{1,6}\] (.{0,2000})/.exec(
        line,
      ) ?? [];
    if (!level || text === undefined) return undefined;
    const quoted = /^"((?:[^"\\]|\\.){1,1000})"/.exec(text)?.[1];
    const error = /\berr(?:or)?="((?:[^"\\]|\\.){1,1000})"/.exec(text)?.[1] ?? "";
    return { severity: severityOf(level) ?? "lower", message: joined(quoted ?? text, error) };
  },
};

/** Syslog with its priority, RFC 5424 and RFC 3164. */
const syslog: EntryFormat = {
  name: "syslog",
  mayFail: (line) => line.startsWith("<"),
  parse(line) {
    const [, priority, later, before] =
      /^<(\d{1,3})>(?:1 \S{1,60} \S{1,255} \S{1,48} \S{1,128} \S{1,32} (?:-|(?:\[[^\]]{0,1000}\]){1,8}) ?(.{0,2000})|\w{3} [\d ]\d \d\d:\d\d:\d\d \S{1,255} ([^:]{1,100}: .{0,2000}))/.exec(
        line,
      ) ?? [];
    if (!priority) return undefined;
    const code = Number(priority) % 8;
    const message = (later ?? before?.replace(/^[^:]{1,100}: /, "") ?? "").replace(/^\uFEFF/, "");
    return { severity: code <= 2 ? "fatal" : code === 3 ? "error" : "lower", message: message.trim() };
  },
};

export const ENTRY_FORMATS: readonly EntryFormat[] = [jsonLines, logfmt, klog, syslog];
