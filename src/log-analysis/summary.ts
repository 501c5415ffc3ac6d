import type { Category, FailedTest, TestCounts } from "../domain/failure.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import type { Ranked } from "./rank/rank.ts";

const SAID: Partial<Record<Category, string>> = {
  compile_error: "The code does not compile",
  lint: "A lint rule is broken",
  dependency_resolution: "A dependency could not be installed",
  network: "A network call failed",
  timeout: "The job ran out of time",
  out_of_memory: "The job ran out of memory",
  disk_full: "The disk is full",
  permission: "Permission was denied",
  configuration: "The build is configured wrongly",
  infrastructure: "The platform failed, not the code",
  deployment: "The deployment failed",
  command_not_found: "A command is not installed",
  script_syntax_error: "A script has a syntax error",
  database_error: "The database refused",
};

/** One sentence that names what failed, as a person would say it. At most 300 characters. */
export function summaryOf(
  map: LogMap,
  best: Ranked | undefined,
  category: Category,
  failedTests: readonly FailedTest[],
  tests: TestCounts | null,
): string {
  const said = best ? quoteOf(map, best) : "";
  if (category === "test_failure" && failedTests[0]) {
    const count = Math.max(failedTests.length, (tests?.failed ?? 0) + (tests?.errored ?? 0));
    const of = tests && tests.run >= count ? ` of ${tests.run}` : "";
    const first = failedTests[0].name;
    const names = count === 1 ? `Test ${first} failed` : `${count}${of} tests failed, first ${first}`;
    const why = best ? messageOf(map, best) : "";
    return sentence(why && !why.includes(first) ? `${names}: ${why}` : names);
  }
  if (!said) return best ? "The job failed without saying why." : "Nothing in this log tells of a failure.";
  const lead = SAID[category];
  return sentence(lead ? `${lead}: ${said}` : said);
}

/** The line that says most: the focus, or the first line after it that is a message. */
function quoteOf(map: LogMap, { candidate }: Ranked): string {
  const { start, end } = candidate;
  const focus = focusOf(map, candidate);
  for (const line of [
    focus,
    ...Array.from({ length: Math.min(12, end - start + 1) }, (_, at) => start + at),
  ]) {
    const text = map.view.words(line).trim();
    if (/[A-Za-z]{3}/.test(text) && !/^Traceback|^_{3}|^={3}|^\d+\)/.test(text)) return text;
  }
  return map.view.words(focus).trim();
}

/** What a failed test says went wrong: its exception or its assertion. */
function messageOf(map: LogMap, { candidate }: Ranked): string {
  const { start, end } = candidate;
  const raised = map.hits.find(
    (hit) =>
      hit.kind === "exception" &&
      hit.line >= start &&
      hit.line <= end &&
      !/Traceback|stack traceback/.test(hit.text),
  );
  if (raised) return raised.text.replace(/^E\s+/, "").trim();
  for (let line = start; line <= Math.min(end, start + 40); line++) {
    const text = map.view.words(line).trim();
    if (/^(?:E\s{2,}|assert|expected\b|Expected\b|Failure\/Error:|error: )/.test(text))
      return text.replace(/^E\s+/, "");
  }
  return "";
}

function sentence(text: string): string {
  const short = text.replace(/\s+/g, " ").slice(0, 297);
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
