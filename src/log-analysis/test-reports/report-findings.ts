import { createHash } from "node:crypto";
import type { Excerpt, Location, LogFindings } from "../../domain/failure.ts";
import { maskRun } from "../mask-run.ts";
import { nameInSentence, sentence } from "../sentence.ts";
import type { Report } from "./report.ts";

/** A failure's lines are shown up to so many; so many failures are shown. */
const LONGEST_EXCERPT = 60;
const MOST_EXCERPTS = 14;
/** Failures that take part in the signature, the first in sorted order. */
const MOST_SIGNED = 200;

/**
 * What a report says, in the words of log analysis. `read` is what the log engine found in the same text: the places
 * that stack traces name are its finding.
 */
export function reportFindings(
  report: Report,
  read: { bytes: number; lines: number; locations: readonly Location[] },
): LogFindings {
  const { failures, failedTests, tests } = report;
  const inside = read.locations.filter(
    ({ at }) => report.kind === "tests" && failures.some(({ start, end }) => at >= start && at <= end),
  );
  return {
    bytes: read.bytes,
    lines: read.lines,
    category: failures.length === 0 ? "unknown" : report.kind === "tests" ? "test_failure" : "lint",
    summary: summaryOf(report),
    excerpts: failures.slice(0, MOST_EXCERPTS).map(({ start, end, focus, name }, at): Excerpt => {
      const last = Math.min(end, start + LONGEST_EXCERPT - 1, Math.max(1, read.lines));
      return {
        role: at === 0 ? "cause" : "context",
        start,
        end: Math.max(start, last),
        focus: Math.min(Math.max(start, last), focus),
        score: Math.round(1000 / (at + 1)) / 1000,
        reason: report.kind === "tests" ? `the report of ${name}` : `a finding of ${report.tool}`,
      };
    }),
    failedTests,
    tests,
    locations: [...report.locations, ...inside],
    signature: signatureOf(report),
  };
}

function summaryOf({ kind, tool, found, failures, tests }: Report): string {
  const first = failures[0];
  if (!first) return `Nothing in this report of ${tool} tells of a failure.`;
  const why = first.message ? `: ${first.message}` : "";
  const count = tests ? tests.failed + tests.errored : (found ?? failures.length);
  if (kind === "findings")
    return sentence(
      `${tool} found ${count === 1 ? "a problem" : `${count} problems, first`} ${first.name}${why}`,
    );
  const name = nameInSentence(first.name);
  return sentence(
    count === 1
      ? `Test ${name} failed${why}`
      : `${count} of ${tests?.run ?? count} tests failed, first ${name}${why}`,
  );
}

function signatureOf({ kind, failures }: Report): string {
  const hash = createHash("sha256").update(kind);
  const parts = failures.map(
    ({ name, message }) => `${maskRun(name, { numbers: kind === "findings" })}\t${maskRun(message)}`,
  );
  for (const part of [...new Set(parts)].toSorted().slice(0, MOST_SIGNED)) hash.update("\n").update(part);
  return hash.digest("hex").slice(0, 16);
}
