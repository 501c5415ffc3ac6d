import { createHash } from "node:crypto";
import type { Category, Excerpt, Location, LogFindings } from "../../domain/failure.ts";
import { saysSettingIsMissing } from "../category.ts";
import { STRONG } from "../extents/log-map.ts";
import { GRAMMARS } from "../grammars/index.ts";
import { createLocationStore } from "../locations/location-store.ts";
import { maskRun } from "../mask-run.ts";
import { categoryOfMessage } from "../said-category.ts";
import type { LogView } from "../scan/log-view.ts";
import type { Repeated, StructuredLog } from "./entry-reader.ts";

const MOST_EXCERPTS = 14;
/** Lines of a stack that follow an entry. */
const LONGEST_TAIL = 30;

/**
 * What a structured log's entries of level error and worse say: the fatal one that ended the program, or the first
 * error, before the others.
 */
export function entryFindings(log: StructuredLog, view: LogView, bytes: number): LogFindings | undefined {
  const fatal = log.failures.findLast(({ entry }) => entry.severity === "fatal");
  const main = fatal ?? log.failures[0];
  if (!main) return undefined;
  const others = log.failures
    .filter((each) => each !== main)
    .toSorted((a, b) => Number(b.entry.severity === "fatal") - Number(a.entry.severity === "fatal"));
  const { message } = main.entry;
  const category = categoryOf(message);
  const times = main.count > 1 ? ` (${main.count} times)` : "";
  return {
    bytes,
    lines: view.lines,
    category,
    summary: `${
      message
        .replace(/\s+/g, " ")
        .slice(0, 280)
        .replace(/[\s.:]{1,9}$/, "") || "An entry without a message"
    }${times}.`,
    excerpts: [main, ...others].slice(0, MOST_EXCERPTS).map((each, at) => excerptOf(log, view, each, at)),
    failedTests: [],
    tests: null,
    locations: locationsOf(log.failures, view),
    signature: createHash("sha256")
      .update(`${category}\n${maskRun(message)}`)
      .digest("hex")
      .slice(0, 16),
  };
}

function excerptOf(
  log: StructuredLog,
  view: LogView,
  { entry, first, last, count }: Repeated,
  at: number,
): Excerpt {
  // The first of many errors, the last of what ended the program.
  const start = entry.severity === "fatal" ? last : first;
  let end = start;
  while (end < Math.min(view.lines, start + LONGEST_TAIL)) {
    const text = view.raw(end + 1);
    if (text.trim() === "" || log.isEntry(text)) break;
    end++;
  }
  const seen = count > 1 ? `, ${count} times between lines ${first} and ${last}` : "";
  return {
    role: at === 0 ? "cause" : "context",
    start,
    end,
    focus: start,
    score: Math.round(1000 / (at + 1)) / 1000,
    reason: `${entry.severity === "fatal" ? "a fatal entry" : "an error entry"} (${log.format})${seen}`,
  };
}

/** What the message says by itself, else the category of the first grammar that knows it: a service is not compiled. */
function categoryOf(message: string): Category {
  const said = categoryOfMessage(message);
  if (said) return said;
  const known = GRAMMARS.find(
    ({ kind, category, pattern }) =>
      category !== "unknown" && STRONG.has(kind) && kind !== "diagnostic" && pattern.test(message),
  );
  if (known) return known.category;
  return saysSettingIsMissing(message) ? "configuration" : "application_error";
}

function locationsOf(failures: readonly Repeated[], view: LogView): Location[] {
  const places = createLocationStore();
  for (const { entry, first } of failures.slice(0, 100))
    for (const text of (entry.stack ?? "").split("\n").slice(0, 60)) places.line(text, first);
  return places.finish(view);
}
