import type { FailedTest, Location, TestCounts } from "../../domain/failure.ts";
import { MOST_FAILURES, type Report, type ReportFailure } from "./report.ts";
import { readXml } from "./xml-events.ts";

/** Longest text of a failure that is read for its first line. */
const LONGEST_TEXT = 4000;

interface Case {
  name: string;
  place: Pick<FailedTest, "file" | "line">;
  start: number;
  focus: number;
  outcome: "passed" | "failed" | "errored" | "skipped";
  message: string;
  text: string;
}

/**
 * Reads JUnit's XML as Ant defined it and as Surefire, Gradle, pytest, jest-junit, Vitest, node --test, gotestsum and
 * others write it: `testsuites`, `testsuite`, `testcase` with `failure`, `error` or `skipped`.
 * @returns undefined when the document has no `testsuite`
 */
export function readJUnit(document: string): Report | undefined {
  const failures: ReportFailure[] = [];
  const failedTests: FailedTest[] = [];
  const locations: Location[] = [];
  const tests: TestCounts = { run: 0, failed: 0, errored: 0, skipped: 0 };
  let suites = 0;
  let open: Case | undefined;
  /** True between the tags of a failure, whose text is its message or its stack. */
  let telling = false;

  function end(line: number): void {
    if (!open) return;
    const { name, place, start, focus, outcome } = open;
    if (outcome === "skipped") tests.skipped++;
    else tests.run++;
    if (outcome === "failed" || outcome === "errored") {
      tests[outcome]++;
      if (failures.length < MOST_FAILURES) {
        const message = oneLine(open.message || open.text);
        failures.push({ start, end: line, focus, name, message });
        failedTests.push({ name, ...place, at: start });
        if (place.file && place.line)
          locations.push({ path: place.file, line: place.line, severity: "error", message, at: start });
      }
    }
    open = undefined;
  }

  readXml(document, {
    open(tag, attributes, line) {
      if (tag === "testsuite" || tag === "testsuites") suites++;
      else if (tag === "testcase") {
        end(line);
        open = caseOf(attributes, line);
      } else if (open && (tag === "failure" || tag === "error")) {
        if (open.outcome === "failed" || open.outcome === "errored") return;
        open.outcome = tag === "failure" ? "failed" : "errored";
        open.focus = line;
        const type = attributes.get("type") ?? "";
        const message = attributes.get("message") ?? "";
        // Surefire writes the exception's class apart from its message.
        open.message =
          message &&
          /(?:^|\.)[A-Z]\w{0,100}(?:Error|Exception|Failure)$/.test(type) &&
          !message.includes(type.split(".").at(-1) ?? type)
            ? `${type}: ${message}`
            : message;
        telling = true;
      } else if (open && tag === "skipped" && open.outcome === "passed") open.outcome = "skipped";
    },
    text(text) {
      if (open && telling && open.text.length < LONGEST_TEXT) open.text += text.slice(0, LONGEST_TEXT);
    },
    close(tag, line) {
      if (tag === "failure" || tag === "error") telling = false;
      else if (tag === "testcase") end(line);
    },
  });
  if (suites === 0) return undefined;
  return { kind: "tests", tool: "JUnit XML", failures, failedTests, tests, locations };
}

function caseOf(attributes: ReadonlyMap<string, string>, line: number): Case {
  const name = (attributes.get("name") ?? "").replace(/\(\)$/, "");
  const type = attributes.get("classname") ?? "";
  const file = attributes.get("file");
  const at = Number(attributes.get("line"));
  const joined =
    !type || type === "test" || name.startsWith(type)
      ? name
      : `${type}${/[\\/\s]|\.[cm]?[jt]sx?$/.test(type) ? " > " : "."}${name}`;
  return {
    name: (joined || "a test without a name").slice(0, 400),
    place: { ...(file ? { file } : {}), ...(at > 0 && Number.isInteger(at) ? { line: at } : {}) },
    start: line,
    focus: line,
    outcome: "passed",
    message: "",
    text: "",
  };
}

/** The first lines of a message as one. */
function oneLine(text: string): string {
  const lines = text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^at\s/.test(line));
  const first = lines[0] ?? "";
  return (first.endsWith(":") ? lines.slice(0, 3).join(" ") : first).slice(0, 400);
}
