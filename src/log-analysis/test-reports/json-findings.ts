import { type Finding, MOST_FINDINGS } from "./finding.ts";
import {
  COLUMNS,
  type Fields,
  fieldsOf,
  firstOf,
  LINES,
  MESSAGES,
  numberOf,
  OUTER_PATHS,
  PATHS,
  PLACES,
  RULES,
  SEVERITIES,
  TIMES,
  textOf,
} from "./json-names.ts";

const DEEPEST = 12;
const DEEPEST_PLACE = 3;
const MOST_VALUES = 500_000;

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
    if (Array.isArray(value)) {
      for (const each of value) walk(each, path, depth + 1);
      return;
    }
    const fields = fieldsOf(value);
    if (!fields) return;
    const finding = findingOf(fields, path);
    if (finding) {
      findings.push(finding);
      return;
    }
    const around = textOf(fields, OUTER_PATHS) ?? path;
    for (const [key, inner] of Object.entries(value as object)) {
      // Vale, Flake8, PHPStan and PHP_CodeSniffer name a file by the key of what it holds.
      walk(inner, /^[^\s]{0,300}\.\w{1,10}$/.test(key) ? key : around, depth + 1);
    }
  }
  walk(document, undefined, 0);
  return findings;
}

function findingOf(fields: Fields, around: string | undefined): Finding | undefined {
  const message = textOf(fields, MESSAGES) ?? textOf(fieldsOf(fields.get("extra")) ?? new Map(), MESSAGES);
  if (message === undefined || TIMES.some((name) => fields.has(name))) return undefined;
  const place = placeOf(fields, 0);
  if (!place) return undefined;
  const own = textOf(fields, PATHS) ?? place.path;
  const path = own ?? around ?? textOf(fields, ["name"]);
  const rule = textOf(fields, RULES) ?? textOf(fieldsOf(fields.get("code")) ?? new Map(), ["code"]);
  if (!path || !/[\\/.]|file$/i.test(path)) return undefined;
  // An object that stands by itself may be anything: a column or a rule shows it to be a finding.
  if (own && place.column === undefined && rule === undefined) return undefined;
  return {
    rule: rule ?? "",
    severity: severityOf(fields),
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
function placeOf(fields: Fields, depth: number): Place | undefined {
  const line = numberOf(fields, LINES);
  const path = textOf(fields, depth === 0 ? PATHS : OUTER_PATHS);
  if (line !== undefined) {
    // Positions of the Language Server Protocol have a `character` and count from 0.
    const zero = depth > 0 && typeof fields.get("character") === "number" ? 1 : 0;
    const column = numberOf(fields, COLUMNS);
    if (line + zero < 1) return undefined;
    return { path, line: line + zero, column: column === undefined ? undefined : column + zero };
  }
  if (depth > DEEPEST_PLACE) return undefined;
  const spans = fields.get("spans");
  // rustc marks the span that the message is about.
  const primary = Array.isArray(spans)
    ? spans.find((each) => fieldsOf(each)?.get("isprimary") === true)
    : undefined;
  for (const inner of [primary, ...PLACES.map((name) => firstOf(fields.get(name)))]) {
    const within = fieldsOf(inner);
    const place = within && placeOf(within, depth + 1);
    if (place) return { ...place, path: place.path ?? path };
  }
  return undefined;
}

function severityOf(fields: Fields): Finding["severity"] {
  const told = SEVERITIES.map((name) => fields.get(name)).find((each) => each !== undefined);
  if (told === 2) return "error";
  if (typeof told !== "string") return told === undefined ? "error" : "warning";
  if (/err|fatal|critical|blocker|high|major|failure/i.test(told)) return "error";
  return /info|note|hint|minor|low|refactor|convention/i.test(told) ? "info" : "warning";
}
