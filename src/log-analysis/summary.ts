import type { Category, FailedTest, Location, TestCounts } from "../domain/failure.ts";
import { saysSettingIsMissing } from "./category.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import { failureMessage } from "./failure-message.ts";
import { messageOf } from "./message-of-range.ts";
import type { Ranked } from "./rank/rank.ts";
import { nameInSentence, sentence } from "./sentence.ts";
import { withoutWrappings } from "./without-wrappings.ts";

const SAID: Partial<Record<Category, string>> = {
  compile_error: "The code does not compile",
  lint: "A lint rule is broken",
  dependency_resolution: "A dependency could not be installed",
  network: "A network call failed",
  timeout: "The job ran out of time",
  out_of_memory: "The job ran out of memory",
  disk_full: "The disk is full",
  permission: "Permission was denied",
  deployment: "The deployment failed",
  command_not_found: "A command is not installed",
  script_syntax_error: "A script has a syntax error",
  database_error: "The database refused",
  image_pull_failure: "An image could not be pulled",
};

/** How far behind a test's name what it said is looked for. */
const FARTHEST = 60;
/** Of so many failed tests the one to name is chosen. */
const MOST_CHOSEN_FROM = 50;

/** One sentence that names what failed, as a person would say it. At most 300 characters. */
export function summaryOf(
  map: LogMap,
  best: Ranked | undefined,
  category: Category,
  failedTests: readonly FailedTest[],
  tests: TestCounts | null,
  locations: readonly Location[],
): string {
  const first = firstOf(failedTests);
  if (category === "test_failure" && first) {
    const count = Math.max(failedTests.length, (tests?.failed ?? 0) + (tests?.errored ?? 0));
    const of = tests && tests.run >= count ? ` of ${tests.run}` : "";
    const name = nameInSentence(first.name);
    const names = count === 1 ? `Test ${name} failed` : `${count}${of} tests failed, first ${name}`;
    const why = withoutWrappings(whyItFailed(map, best, first, failedTests));
    return sentence(why && !why.includes(first.name) ? `${names}: ${why}` : names);
  }
  const said = best ? withoutWrappings(messageOf(map, best.candidate)) : "";
  if (map.view.lines === 0) return "The log is empty.";
  if (!best || saysNoFailure(map, best))
    return sentence(`Nothing in this log tells of a failure${said ? `; it ends with: ${said}` : ""}`);
  if (!said) return "The job failed without saying why.";
  const lead = leadOf(category, said, best.candidate.hit?.kind === "infra");
  const place = category === "lint" ? placeOf(map, best, said, locations) : undefined;
  if (place) return sentence(`${lead}: ${place}`);
  return sentence(lead ? `${lead}: ${said.replace(/^(?:Uncaught )?Error: /, "")}` : said);
}

/** True when no tool, no word and no mark of the CI system tells of a failure: the last lines stand in. */
function saysNoFailure(map: LogMap, { candidate }: Ranked): boolean {
  return (
    !candidate.hit &&
    !map.regions.some(({ failed }) => failed) &&
    map.hits.every(({ kind }) => kind === "count")
  );
}

/** The finding with its file, where a linter names the file once above its findings. */
function placeOf(
  map: LogMap,
  { candidate }: Ranked,
  said: string,
  locations: readonly Location[],
): string | undefined {
  const focus = focusOf(map, candidate);
  const place = locations.find(({ at, message }) => at === focus && message);
  if (!place || said.includes(place.path.split(/[\\/]/).at(-1) ?? place.path)) return undefined;
  return `${place.path}:${place.line}: ${place.message}`;
}

function leadOf(category: Category, said: string, byThePlatform: boolean): string | undefined {
  if (category === "configuration") return saysSettingIsMissing(said) ? "A setting is missing" : undefined;
  if (category === "infrastructure") return byThePlatform ? "The platform failed, not the code" : undefined;
  return SAID[category];
}

/** The first test that failed itself rather than because of a part of it that is listed too. */
function firstOf(failedTests: readonly FailedTest[]): FailedTest | undefined {
  const some = failedTests.slice(0, MOST_CHOSEN_FROM);
  return some.find(({ name }) => !some.some((other) => other.name.startsWith(`${name}/`))) ?? some[0];
}

function whyItFailed(
  map: LogMap,
  best: Ranked | undefined,
  { name, at }: FailedTest,
  failedTests: readonly FailedTest[],
): string {
  if (at !== undefined) {
    const next = failedTests.find((other) => (other.at ?? 0) > at)?.at;
    const why = failureMessage(map, at, Math.min(next ?? at + FARTHEST, at + FARTHEST), name);
    if (why) return why;
  }
  if (!best) return "";
  const { start, end } = best.candidate;
  if (failedTests.length === 1) return failureMessage(map, start, end, name);
  // What another test said does not tell why this one failed.
  const own =
    name
      .split(/::|[#›>]|\.(?=\w+$)/)
      .at(-1)
      ?.trim() || name;
  for (let line = start; line <= Math.min(end, start + 400); line++)
    if (map.view.words(line).includes(own))
      return failureMessage(map, line, Math.min(end, line + FARTHEST), name);
  return "";
}
