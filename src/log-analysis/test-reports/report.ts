import type { FailedTest, Location, TestCounts } from "../../domain/failure.ts";

/** One failed test or one finding of a report. Lines are those of the report's file, 1-based. */
export interface ReportFailure {
  start: number;
  end: number;
  /** The line that names the failure. */
  focus: number;
  /** What it is: the test's name, or the rule and its place. */
  name: string;
  message: string;
}

/** What a report that some tool wrote for machines says. */
export interface Report {
  /** The tool or the format, as a reader knows it. */
  readonly kind: "tests" | "findings";
  readonly tool: string;
  /** How many there are, where not all are told. */
  readonly found?: number;
  readonly failures: ReportFailure[];
  readonly failedTests: FailedTest[];
  readonly tests: TestCounts | null;
  /** Places that the report itself gives, not those in the text of a failure. */
  readonly locations: Location[];
}

/** Failures are told in full up to so many; counts count all. */
export const MOST_FAILURES = 2000;
