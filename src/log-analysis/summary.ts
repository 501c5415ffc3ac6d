import type { Category, FailedTest, TestCounts } from "../domain/failure.ts";
import { saysSettingIsMissing } from "./category.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import { failureMessage, saidAt } from "./failure-message.ts";
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
  configuration: "Something is configured wrongly",
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
    const at = failedTests[0].at;
    const why =
      (at === undefined ? "" : failureMessage(map, at, Math.min(failedTests[1]?.at ?? at + 60, at + 60))) ||
      (best ? failureMessage(map, best.candidate.start, best.candidate.end) : "");
    return sentence(why && !why.includes(first) ? `${names}: ${why}` : names);
  }
  if (!said) return best ? "The job failed without saying why." : "Nothing in this log tells of a failure.";
  const lead =
    category === "configuration" && saysSettingIsMissing(said) ? "A setting is missing" : SAID[category];
  return sentence(lead ? `${lead}: ${said.replace(/^(?:Uncaught )?Error: /, "")}` : said);
}

/** The line that says most, with what belongs to it: the focus, or the first line after it that is a message. */
function quoteOf(map: LogMap, { candidate }: Ranked): string {
  const { start, end } = candidate;
  const focus = focusOf(map, candidate);
  for (const line of [
    focus,
    ...Array.from({ length: Math.min(12, end - start + 1) }, (_, at) => start + at),
  ]) {
    const text = map.view.words(line).trim();
    if (!/[A-Za-z]{3}/.test(text) || /^Traceback|^_{3}|^={3}|^\d+\)/.test(text)) continue;
    const said = saidAt(map, line, Math.max(end, line));
    if (said) return said;
  }
  return saidAt(map, focus, end);
}

/** One sentence: white space joined, at most 300 characters, closed by a mark that is not a colon. */
function sentence(text: string): string {
  const short = text
    .replace(/\s+/g, " ")
    .slice(0, 297)
    .replace(/[\s:,;]{1,20}$/, "");
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
