import { type Finding, MOST_FINDINGS, reportOf } from "./finding.ts";
import { findingsIn } from "./json-findings.ts";
import type { Report } from "./report.ts";

/** A line of JSON is looked at up to so many bytes, and so many lines are tried before one holds a finding. */
const LONGEST_LINE = 1 << 20;
const MOST_TRIED = 200;

/**
 * Reads SARIF 2.1.0 (OASIS), what most static analysers write, the annotations of a GitHub check run (an array of
 * `path`, `start_line`, `annotation_level`, `message`), or a linter's own JSON, as one document or one a line.
 * @returns undefined when nothing in the document is a finding
 */
export function readFindings(document: string): Report | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return ofJson(document, findingsInLines(document));
  }
  const runs = Array.isArray(parsed) ? undefined : listOf(parsed, "runs");
  if (runs) {
    const tools = runs.map((run) => textOf(fieldOf(fieldOf(run, "tool"), "driver"), "name") ?? "");
    return reportOf(document, [...new Set(tools.filter(Boolean))].join(", ") || "SARIF", runs.flatMap(ofRun));
  }
  if (!Array.isArray(parsed) || !parsed.some((each) => textOf(each, "annotation_level")))
    return ofJson(document, findingsIn(parsed));
  return reportOf(document, "annotations", parsed.map(ofAnnotation));
}

function ofJson(document: string, findings: Finding[]): Report | undefined {
  return findings.length > 0 ? reportOf(document, "Static analysis", findings) : undefined;
}

/** Findings written one a line, among lines of other things that the tool writes. */
function findingsInLines(document: string): Finding[] {
  const findings: Finding[] = [];
  let at = 0;
  for (let from = 0; from < document.length && findings.length < MOST_FINDINGS; ) {
    const end = document.indexOf("\n", from);
    const to = end < 0 ? document.length : end;
    const line = to - from <= LONGEST_LINE && document[from] === "{" ? document.slice(from, to) : "";
    from = to + 1;
    if (++at > MOST_TRIED && findings.length === 0) break;
    if (line === "") continue;
    try {
      for (const finding of findingsIn(JSON.parse(line))) findings.push({ ...finding, at });
    } catch {
      // Not JSON: something else that was written there.
    }
  }
  return findings;
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
