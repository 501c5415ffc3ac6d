import { type Finding, MOST_FINDINGS } from "./finding.ts";

const PATHS = [
  "filePath",
  "file_path",
  "filename",
  "file_name",
  "Filename",
  "fileName",
  "file",
  "File",
  "path",
] as const;
/** Names that are a file's only around findings. */
const OUTER_PATHS = [...PATHS, "source", "name"] as const;
const LINES = [
  "line",
  "Line",
  "line_number",
  "lineNumber",
  "start_line",
  "startLine",
  "line_start",
  "row",
] as const;
const COLUMNS = [
  "column",
  "Column",
  "col",
  "col_offset",
  "start_column",
  "column_start",
  "character",
] as const;
const MESSAGES = ["message", "msg", "text", "Text", "description", "failure", "issue_text"] as const;
const RULES = [
  "ruleId",
  "rule_id",
  "rule",
  "ruleName",
  "check_name",
  "check_id",
  "cop_name",
  "test_id",
  "symbol",
  "FromLinter",
  "warning_type",
  "identifier",
  "code",
] as const;
const SEVERITIES = ["severity", "level", "issue_severity", "ruleSeverity", "type"] as const;
/** What holds a place: the first that gives a line counts, looked into from the outside. */
const PLACES = [
  "location",
  "Pos",
  "position",
  "positions",
  "range",
  "span",
  "start",
  "begin",
  "startPosition",
] as const;
/** An entry of a program's own log has a time; a finding has none. */
const TIMES = ["time", "ts", "timestamp", "@timestamp", "date", "datetime", "asctime"] as const;
const DEEPEST = 12;
const MOST_VALUES = 500_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The findings in a parsed document, whatever tool wrote it: an object is one when it says what (a message), which
 * line, and a file, be it in itself, in its location, or in an object around it. ESLint, Pylint, Ruff, Bandit, RuboCop,
 * golangci-lint, ShellCheck, PHPStan, Code Climate, GitLab's code quality, reviewdog's rdjson, cargo, mypy and others
 * write so.
 */
export function findingsIn(document: unknown): Finding[] {
  const findings: Finding[] = [];
  let values = 0;

  function walk(value: unknown, path: string | undefined, depth: number): void {
    if (depth > DEEPEST || ++values > MOST_VALUES || findings.length >= MOST_FINDINGS) return;
    if (Array.isArray(value)) for (const each of value) walk(each, path, depth + 1);
    else if (isFields(value)) {
      const finding = findingOf(value, path);
      if (finding) {
        findings.push(finding);
        return;
      }
      const around = textOf(value, OUTER_PATHS) ?? path;
      for (const [key, inner] of Object.entries(value)) {
        if (typeof inner !== "object" || inner === null) continue;
        // PHPStan and PHP_CodeSniffer name a file by the key of what it holds.
        walk(inner, isFields(inner) && /[\\/].*\.\w{1,10}$/.test(key) ? key : around, depth + 1);
      }
    }
  }
  walk(document, undefined, 0);
  return findings;
}

function findingOf(value: Fields, around: string | undefined): Finding | undefined {
  const message = textOf(value, MESSAGES) ?? textOf(fieldsOf(value, "extra") ?? {}, MESSAGES);
  if (message === undefined || TIMES.some((name) => name in value)) return undefined;
  const place = placeOf(value, 0);
  if (!place) return undefined;
  const own = textOf(value, PATHS) ?? place.path ?? textOf(value, ["name"]);
  const path = own ?? around;
  const rule = textOf(value, RULES) ?? textOf(fieldsOf(value, "code") ?? {}, ["code"]);
  // An object that stands by itself may be anything: a column or a rule shows it to be a finding.
  if (!path || !/[\\/.]|file$/i.test(path) || (own && place.column === undefined && rule === undefined))
    return undefined;
  return {
    rule: rule ?? "",
    severity: severityOf(value),
    message,
    path,
    line: place.line,
    column: place.column || undefined,
  };
}

interface Place {
  path: string | undefined;
  line: number;
  column: number | undefined;
}

/** The line that an object gives, itself or in what it calls its place. */
function placeOf(value: Fields, depth: number): Place | undefined {
  const line = numberOf(value, LINES);
  const path = textOf(value, PATHS);
  if (line !== undefined) {
    // Positions of the Language Server Protocol have a `character` and count from 0.
    const zero = typeof value["character"] === "number" ? 1 : 0;
    const column = numberOf(value, COLUMNS);
    if (line + zero < 1) return undefined;
    return { path, line: line + zero, column: column === undefined ? undefined : column + zero };
  }
  const lines = fieldsOf(value, "lines");
  const begin = lines ? numberOf(lines, ["begin"]) : undefined;
  if (begin) return { path, line: begin, column: undefined };
  if (depth > 3) return undefined;
  const spans = value["spans"];
  // rustc marks the span that the message is about.
  const primary = Array.isArray(spans)
    ? spans.find((each) => isFields(each) && each["is_primary"] === true)
    : undefined;
  for (const inner of [primary, ...PLACES.map((name) => value[name])]) {
    const place = isFields(inner) ? placeOf(inner, depth + 1) : undefined;
    if (place) return { ...place, path: place.path ?? path };
  }
  return undefined;
}

function severityOf(value: Fields): Finding["severity"] {
  const told = SEVERITIES.map((name) => value[name]).find((each) => each !== undefined);
  if (told === 2) return "error";
  if (typeof told !== "string") return told === undefined ? "error" : "warning";
  if (/err|fatal|critical|blocker|high|major|failure/i.test(told)) return "error";
  return /info|note|hint|minor|low|refactor|convention/i.test(told) ? "info" : "warning";
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldsOf(value: Fields, name: string): Fields | undefined {
  const field = value[name];
  return isFields(field) ? field : undefined;
}

function textOf(value: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const field = value[name];
    if (typeof field === "string" && field !== "") return field.slice(0, 4000);
  }
  return undefined;
}

function numberOf(value: Fields, names: readonly string[]): number | undefined {
  for (const name of names) {
    const field = value[name];
    if (typeof field === "number" && Number.isInteger(field) && field >= 0) return field;
  }
  return undefined;
}
