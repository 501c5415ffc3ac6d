import type { Location } from "../../domain/failure.ts";
import { MOST_FAILURES, type Report, type ReportFailure } from "./report.ts";

/** More findings than this are not read. */
export const MOST_FINDINGS = 20_000;

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
    found: findings.filter(({ severity }) => severity === (errors.length > 0 ? "error" : "warning")).length,
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
