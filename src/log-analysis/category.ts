import type { Category } from "../domain/failure.ts";
import { focusOf } from "./extents/focus.ts";
import type { LogMap } from "./extents/log-map.ts";
import { messageOf } from "./message-of-range.ts";
import type { Ranked } from "./rank/rank.ts";
import { categoryOfMessage } from "./said-category.ts";
import type { Hit } from "./scan/hit-store.ts";

/** What a build tool's own closing words speak for. */
const BY_THE_BUILD_TOOL: ReadonlySet<Category> = new Set(["configuration"]);
/** What a tool's lines stand for only as long as the message itself does not tell more. */
const UNLESS_SAID: ReadonlySet<Category> = new Set([
  "unknown",
  "configuration",
  "infrastructure",
  "deployment",
  "dependency_resolution",
  "application_error",
]);

const FROM_OUTSIDE: ReadonlySet<Category> = new Set(["network", "dependency_resolution"]);

/** How programs say that a setting or an environment variable is missing. */
const SETTING_MISSING = [
  /\b(?:is|are|was|were) not (?:set|configured|provided)\b|\bmust be (?:set|configured)\b|\bnot set in (?:the )?env/i,
  /\b(?:missing|required|undefined|unset|invalid|no)\b.{0,60}\b(?:env(?:ironment)?[ _-]?var(?:iable)?s?|environment|settings?|configuration|config)\b/i,
  /\b(?:env(?:ironment)?[ _-]?var(?:iable)?s?|settings?|configuration|config)\b.{0,80}\b(?:missing|required|not (?:set|found|defined)|unset|undefined|empty|invalid)\b/i,
  /\bImproperlyConfigured\b|\bCould not resolve placeholder\b/,
] as const;
/** Where a program asks for a setting; an exception raised there is about one. */
const ASKS_FOR_SETTING =
  /\bos\.environ\[|\bin __getitem__|\bENV\.fetch\b|\bprocess\.env\b|\bSystem\.getenv\b|\brequireEnv\b/;

/** True when a message says that a setting or an environment variable is missing. */
export function saysSettingIsMissing(said: string): boolean {
  return SETTING_MISSING.some((pattern) => pattern.test(said.slice(0, 500)));
}

/** True when the exception that ended the program says that a setting is missing. */
function missesSetting(map: LogMap, { candidate }: Ranked): boolean {
  const { start, end } = candidate;
  const focus = map.view.words(focusOf(map, candidate)).slice(0, 500);
  if (saysSettingIsMissing(focus)) return true;
  if (!/^(?:KeyError|.{0,40}key not found)/.test(focus.trim())) return false;
  for (let line = start; line <= Math.min(end, start + 60); line++)
    if (ASKS_FOR_SETTING.test(map.view.words(line))) return true;
  return false;
}

/** A place or a warning among errors is there to explain them. */
const WEAK: ReadonlySet<Hit["kind"]> = new Set(["place", "warning"]);
/** Of the lines that one rule recognises so many speak for their category. */
const MOST_HEARD = 2;

/** What the message that is told speaks for, else what most recognised lines of the chosen range stand for. */
export function categoryOf(map: LogMap, best: Ranked | undefined, failedTests: number): Category {
  if (!best) return "unknown";
  const voted = votedCategory(map, best, failedTests);
  const checked = voted === "lint" || (voted === "test_failure" && failedTests === 0);
  if (!UNLESS_SAID.has(voted) && !checked) return voted;
  const { candidate } = best;
  const said = categoryOfMessage(messageOf(map, candidate));
  // A check that could not get what it needs found nothing to blame.
  return said && (!checked || FROM_OUTSIDE.has(said)) ? said : voted;
}

/** The category that lines of the range speak for; infrastructure words win over a test's. */
function votedCategory(map: LogMap, best: Ranked, failedTests: number): Category {
  const { start, end, hit } = best.candidate;
  const votes = new Map<Category, number>();
  const inside = map.hits.filter((each) => each.line >= start && each.line <= end && each.kind !== "cascade");
  const heard = new Map<Hit["grammar"], number>();
  for (const each of inside.slice(0, 400)) {
    // What one tool says over several lines is said once.
    const times = (heard.get(each.grammar) ?? 0) + 1;
    heard.set(each.grammar, times);
    if (times > MOST_HEARD && each !== hit) continue;
    const weight = WEAK.has(each.kind) ? 0.5 : each === hit ? 3 : each.kind === "infra" ? 2 : 1;
    if (each.grammar.category !== "unknown")
      votes.set(each.grammar.category, (votes.get(each.grammar.category) ?? 0) + weight);
  }
  const top = [...votes].toSorted((a, b) => b[1] - a[1])[0];
  // A build tool that could not reach its goal because tests failed is not configured wrongly.
  if (failedTests > 0 && (!top || BY_THE_BUILD_TOOL.has(top[0]))) return "test_failure";
  if (top) return top[0];
  if (missesSetting(map, best)) return "configuration";
  if (hit?.kind === "exception") return "application_error";
  const all = map.hits.find((each) => each.kind !== "cascade" && each.grammar.category !== "unknown");
  return all && ["test", "diagnostic", "infra"].includes(all.kind) ? all.grammar.category : "unknown";
}
