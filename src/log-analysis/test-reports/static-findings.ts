import type { Location } from "../../domain/failure.ts";
import { MOST_FAILURES, type Report, type ReportFailure } from "./report.ts";

/** One finding of a static analyser. */
export interface Finding {
  rule: string;
  severity: "error" | "warning" | "info";
  message: string;
  path: string | undefined;
  line: number | undefined;
  column: number | undefined;
  /** Its line in the report, where the reader knows it. */
  at?: number;
}

/**
 * Reads SARIF 2.1.0 (OASIS), what most static analysers write, or the annotations of a GitHub check run (an array of
 * `path`, `start_line`, `annotation_level`, `message`).
 * @returns undefined when the document is neither
 */
export function readFindings(document: string): Report | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return undefined;
  }
  const runs = Array.isArray(parsed) ? undefined : listOf(parsed, "runs");
  if (runs) {
    const tools = runs.map((run) => textOf(fieldOf(fieldOf(run, "tool"), "driver"), "name") ?? "");
    return reportOf(document, [...new Set(tools.filter(Boolean))].join(", ") || "SARIF", runs.flatMap(ofRun));
  }
  if (!Array.isArray(parsed) || !parsed.some((each) => textOf(each, "annotation_level"))) return undefined;
  return reportOf(document, "annotations", parsed.map(ofAnnotation));
}

function ofRun(run: unknown): Finding[] {
  const levels = new Map<string, string>();
  for (const rule of listOf(fieldOf(fieldOf(run, "tool"), "driver"), "rules") ?? []) {
    const level = textOf(fieldOf(rule, "defaultConfiguration"), "level");
    const id = textOf(rule, "id");
    if (id && level) levels.set(id, level);
  }
  return (listOf(run, "results") ?? []).flatMap((result) => {
    const kind = textOf(result, "kind");
    if ((kind && kind !== "fail") || listOf(result, "suppressions")?.length) return [];
    const rule = textOf(result, "ruleId") ?? textOf(fieldOf(result, "rule"), "id") ?? "";
    const place = fieldOf((listOf(result, "locations") ?? [])[0], "physicalLocation");
    const region = fieldOf(place, "region");
    return {
      rule,
      severity: severityOf(textOf(result, "level") ?? levels.get(rule) ?? "warning"),
      message: textOf(fieldOf(result, "message"), "text") ?? "",
      path: textOf(fieldOf(place, "artifactLocation"), "uri"),
      line: numberOf(region, "startLine"),
      column: numberOf(region, "startColumn"),
    };
  });
}

function ofAnnotation(annotation: unknown): Finding {
  return {
    rule: textOf(annotation, "title") ?? "",
    severity: severityOf(textOf(annotation, "annotation_level") ?? "warning"),
    message: textOf(annotation, "message") ?? "",
    path: textOf(annotation, "path"),
    line: numberOf(annotation, "start_line"),
    column: numberOf(annotation, "start_column"),
  };
}

/** The findings as a report: errors are the failures, or warnings where there is no error. */
export function reportOf(document: string, tool: string, findings: Finding[]): Report {
  const lines = createLineFinder(document);
  const failures: (ReportFailure & { severity: Finding["severity"] })[] = [];
  const locations: Location[] = [];
  for (const finding of findings.slice(0, MOST_FAILURES * 5)) {
    const { rule, severity, message, path, line, column } = finding;
    const at = finding.at ?? lines(message || path || rule);
    if (path && line) locations.push({ path, line, ...(column ? { column } : {}), severity, message, at });
    const place = path ? `${path}${line ? `:${line}` : ""}` : "";
    const name = [rule, place].filter(Boolean).join(" at ");
    failures.push({ start: at, end: at, focus: at, name, message: message.split("\n")[0] ?? "", severity });
  }
  const errors = failures.filter(({ severity }) => severity === "error");
  const told = errors.length > 0 ? errors : failures.filter(({ severity }) => severity === "warning");
  return {
    kind: "findings",
    tool,
    failures: told.slice(0, MOST_FAILURES),
    failedTests: [],
    tests: null,
    locations: locations.slice(0, MOST_FAILURES),
  };
}

/** Finds the line that holds a text, written as JSON, each search from where the last one ended. */
function createLineFinder(document: string): (text: string) => number {
  let from = 0;
  let line = 1;
  return (text) => {
    const found = document.indexOf(JSON.stringify(text), from);
    if (found < 0) return line;
    for (
      let next = document.indexOf("\n", from);
      next >= 0 && next < found;
      next = document.indexOf("\n", next + 1)
    )
      line++;
    from = found;
    return line;
  };
}

function severityOf(level: string): Finding["severity"] {
  if (level === "error" || level === "failure") return "error";
  return level === "warning" ? "warning" : "info";
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function listOf(value: unknown, name: string): unknown[] | undefined {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field.slice(0, 4000) : undefined;
}

function numberOf(value: unknown, name: string): number | undefined {
  const field = fieldOf(value, name);
  return typeof field === "number" && Number.isInteger(field) && field > 0 ? field : undefined;
}
