import type { Excerpt, LogFindings } from "../domain/failure.ts";
import { redactText } from "../log-analysis/index.ts";

/** One log, read: what was found and its lines. */
export interface AnalyzedLog {
  file: string;
  findings: LogFindings;
  lines(start: number, end: number): string[];
}

const MOST_LINES = 80;
const MOST_CAUSES = 5;
const MOST_ANNOTATIONS = 10;

/** Markdown for a job's summary or a comment. Secrets are masked; the log's text stays inside a code block. */
export function markdownOf({ file, findings, lines }: AnalyzedLog): string {
  const out = [`### ${inline(findings.summary)}`, "", `\`${findings.category}\` in ${code(file)}`, ""];
  for (const { start, end, summary } of causesOf(findings)) {
    if (summary) out.push(`**Also:** ${inline(summary)}`, "");
    const text = redactText(lines(start, Math.min(end, start + MOST_LINES - 1)).join("\n")).text;
    const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    out.push(`Lines ${start}–${end}:`, "", `${fence}text`, text, fence, "");
  }
  const { failedTests, tests } = findings;
  if (failedTests.length) {
    out.push(`**Failed tests** (${failedTests.length}${tests ? ` of ${tests.run}` : ""})`, "");
    for (const { name } of failedTests.slice(0, 20)) out.push(`- ${code(name)}`);
    if (failedTests.length > 20) out.push(`- … ${failedTests.length - 20} more`);
    out.push("");
  }
  return `${out.join("\n")}\n`;
}

/** Workflow commands that make GitHub show annotations: the cause first, then the places with an error. */
export function githubAnnotations({ findings }: AnalyzedLog): string {
  const errors = findings.locations.filter((place) => place.severity === "error");
  const out = [`::error title=${property(findings.category)}::${message(findings.summary)}`];
  for (const { category, summary } of causesOf(findings))
    if (summary) out.push(`::error title=${property(category ?? "unknown")}::${message(summary)}`);
  for (const { path, line, column, message: said } of errors.slice(0, MOST_ANNOTATIONS)) {
    const place = `file=${property(path)},line=${line}${column === undefined ? "" : `,col=${column}`}`;
    out.push(`::error ${place}::${message(said ?? findings.summary)}`);
  }
  return `${out.join("\n")}\n`;
}

function causesOf({ excerpts }: LogFindings): Excerpt[] {
  return excerpts.filter(({ role }) => role === "cause").slice(0, MOST_CAUSES);
}

function message(text: string): string {
  return redactText(text).text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
}

function code(text: string): string {
  return `\`${redactText(text).text.replaceAll("`", "'").replace(/\s+/g, " ")}\``;
}

function inline(text: string): string {
  return redactText(text)
    .text.replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|~@]/g, "\\$&");
}
