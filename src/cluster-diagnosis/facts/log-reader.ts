import { z } from "zod";
import { type Match, matchSigns } from "../signs/match-signs.ts";
import { severityOf } from "../signs/severity.ts";
import { at, type Place, type SourceText } from "../text/source-text.ts";
import type { Facts, LogFact, SignFact } from "./facts.ts";
import { addNeedles, type LineKind } from "./needles.ts";

/**
 * Lines of a new kind that are held against every sign; beyond them as many that call themselves errors are, and
 * the last lines of each text.
 */
const MAX_MATCHED = 60_000;
const LAST_LINES = 2000;
const MAX_TEMPLATES = 20_000;
const MAX_SIGNS = 2000;
const MAX_PLACES = 4;
const STATEMENT =
  /stored procedure:? ["'`]?(\S{2,120})|\b((?:SELECT|UPDATE|INSERT INTO|DELETE FROM|CALL|EXEC(?:UTE)?)\s.{2,200})/;

const MAX_LOGS = 2000;
/** What kubectl says of what it was asked for and cannot give: nothing of the workload. */
const NOT_GIVEN =
  /^(?:error: Metrics API not available|Defaulted container "|Error from server \((?:BadRequest|NotFound)\): (?:previous terminated container |container "[^"]{1,253}" in pod "[^"]{1,253}" is (?:waiting|terminated)|a container name must be specified|(?:the server could not find the requested resource|pods) )|unable to retrieve container logs|No resources found|\(no logs\))/;

/** Signs whose variable is named in the line before or after. */
const BESIDE: Readonly<Record<string, number>> = {
  "variable-field-required": -1,
  "variable-listed-below": 1,
};
const NAME = /^\s*-?\s*([A-Za-z_]\w{1,80})$/;

/** Whose text it is. */
export interface LogContext {
  owner: string;
  previous: boolean;
  /** True for what others say about the incident, an alert or an answer of an API. */
  hearsay: boolean;
}

export interface LogReader {
  /** `text` is what the line says, where it stands written otherwise, as within JSON. */
  line(source: SourceText, number: number, context: LogContext, text?: string): void;
  /** Ends the log that was being read. */
  end(): void;
}

/** Reads the lines of logs, in order, into signs. Memory is bounded by the kinds of lines, not by their number. */
export function createLogReader(facts: Facts): LogReader {
  const signs = new Map<string, SignFact>();
  const cache = new Map<string, Match[]>();
  let matched = 0;
  let log: LogFact | undefined;
  let context: LogContext | undefined;
  let templates = new Map<string, LineKind>();
  let mine: { sign: SignFact; index: number }[] = [];

  const add = (id: string, match: Pick<Match, "named" | "detail">, place: Place, severity: number) => {
    const owner = context?.owner ?? "";
    const key = `${id}\n${match.named}\n${owner}`;
    const known = signs.get(key);
    if (known) {
      known.count += 1;
      known.severity = Math.max(known.severity, severity);
      if (known.places.length < MAX_PLACES && known.places.at(-1)?.source !== place.source)
        known.places.push(place);
      mine.push({ sign: known, index: log?.lines ?? 0 });
      if (mine.length > 5000) mine = mine.slice(-2500);
      return;
    }
    if (signs.size >= MAX_SIGNS) return;
    const sign: SignFact = {
      sign: id,
      ...match,
      owner,
      count: 1,
      places: [place],
      severity,
      late: 0,
      after: 0,
      hearsay: context?.hearsay ?? false,
    };
    signs.set(key, sign);
    facts.signs.push(sign);
    mine.push({ sign, index: log?.lines ?? 0 });
  };

  const end = () => {
    if (!log) return;
    const { source } = log.place;
    log.lines = Math.max(log.lines, 1);
    for (const { sign, index } of mine) {
      const late = index / log.lines;
      if (late < sign.late) continue;
      sign.late = late;
      sign.after = log.lines - index;
    }
    if (facts.logs.length < MAX_LOGS) facts.logs.push(log);
    if (!log.hearsay)
      for (const { id, line, text, severity } of addNeedles(log, templates))
        add(id, { named: shown(text), detail: "" }, at(source, line), severity);
    log = undefined;
    templates = new Map();
    mine = [];
  };

  return {
    end,
    line(source, number, now, text = source.line(number)) {
      if (
        log &&
        (log.place.source !== source || context?.owner !== now.owner || context?.previous !== now.previous)
      )
        end();
      context = now;
      if (NOT_GIVEN.test(text)) return;
      log ??= { ...now, lines: 0, place: at(source, number) };
      log.lines += 1;
      log.place.start = Math.min(log.place.start, number);
      log.place.end = Math.max(log.place.end, number);
      if (text.trim() === "") return;
      const template = templateOf(text);
      const severity = severityOf(text);
      const kind = templates.get(template);
      if (kind) kind.count += 1;
      else if (templates.size < MAX_TEMPLATES) {
        templates.set(template, {
          count: 1,
          line: number,
          index: log.lines,
          text: text.slice(0, 500),
          severity,
        });
      }
      let matches = cache.get(template);
      if (matches?.length !== 0) {
        matched += 1;
        const enough = matched > (severity >= 2 ? 2 : 1) * MAX_MATCHED;
        if (enough && number < source.count - LAST_LINES) return;
        matches = matchSigns(text, "log");
        if (cache.size < MAX_TEMPLATES) cache.set(template, matches);
      }
      for (const { sign, named, detail } of matches) {
        const told =
          sign.category === "slow_database" ? statementBefore(source, number, log.place.start) : undefined;
        const beside = BESIDE[sign.id];
        const field = beside === undefined ? "" : (NAME.exec(source.line(number + beside))?.[1] ?? "");
        if (beside !== undefined && field === "") continue;
        const first = told?.line ?? Math.min(number, number + (beside ?? 0));
        const place = { source, start: first, end: Math.max(number, number + (beside ?? 0)) };
        add(sign.id, { named: told ? `${named} (${told.text})` : field || named, detail }, place, severity);
      }
      if (matches.length === 0 && severity >= 2) {
        add("application-error", { named: shown(text), detail: "" }, at(source, number), severity);
      }
    },
  };
}

/** The statement that the lines just before name, where the line itself tells only how long it took. */
function statementBefore(
  source: SourceText,
  line: number,
  first: number,
): { text: string; line: number } | undefined {
  if (STATEMENT.test(source.line(line))) return undefined;
  for (let before = line - 1; before >= Math.max(first, line - 4); before--) {
    const match = STATEMENT.exec(source.line(before));
    const text = match?.[1] ?? match?.[2];
    if (text !== undefined) return { text, line: before };
  }
  return undefined;
}

/** The status of a request tells one kind of line from another, as no other number does. */
const STATUS = /(\bHTTP(?:\/\d(?:\.\d)?"?)? |\bstatus(?:_?code)?["']?\s?[=:]\s?)([1-5]\d\d)\b/gi;

/** The line without what changes from one to the next; the size of its numbers stays. */
function templateOf(text: string): string {
  const head = text.length > 300 ? text.slice(0, 300) : text;
  return head
    .replace(
      STATUS,
      (_, lead: string, code: string) =>
        lead + code.replace(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit))),
    )
    .replace(
      /\b(?:[0-9a-f]{8,64}|[0-9a-f]{4,12}(?:-[0-9a-f]{4,12}){2,5}|(?=[a-z]{0,30}\d)[a-z0-9]{8,64})\b/gi,
      "h",
    )
    .replace(/\d+/g, (digits) => (digits.startsWith("0") ? "0" : "9".repeat(Math.min(digits.length, 6))));
}

/** A line as a sentence can hold it: without its timestamp and level, of JSON what it says, shortened. */
export function shown(line: string): string {
  const text = (line.startsWith("{") ? messageOf(line) : line)
    .trim()
    .replace(/^(?:\[?\d{4}[-/]\d{2}[-/]\d{2}[T ][\d:.,]{5,20}(?:Z|[+-]\d{2}:?\d{2})?\]?\s*)+/, "")
    .replace(/\s+/g, " ");
  return text.length > 240 ? `${text.slice(0, 239)}…` : text;
}

const Message = z.object({
  msg: z.string().optional(),
  message: z.string().optional(),
  log: z.string().optional(),
  error: z.union([z.string(), z.object({ message: z.string() })]).optional(),
  err: z.union([z.string(), z.object({ message: z.string() })]).optional(),
});

function messageOf(line: string): string {
  try {
    const { msg, message, log, error, err } = Message.parse(JSON.parse(line));
    const why = error ?? err;
    const parts = [msg ?? message ?? log, typeof why === "object" ? why.message : why];
    return [...new Set(parts)].filter((part) => part !== undefined && part !== "").join(": ") || line;
  } catch {
    return line;
  }
}
