import type { LogMap } from "./extents/log-map.ts";
import { differenceBelow } from "./told-difference.ts";

/** Longest message, in characters. */
const LONGEST = 600;
/** What may follow a line that ends in a colon, at most. */
const MOST_FOLLOWING = 3;
/** How far a message is looked for. */
const FARTHEST = 200;

/** A line of a stack, a rule, or a runner's own closing words: not part of what was said. */
const NOT_SAID =
  /^(?:at |from |in |File "|\[C\]: |Call Stack|\.\.\.$|---$|[=_*-]{4,}|[✔✓✖✗✕×]|ok \d|not ok |# |\{$|\}$|Error Trace|(?:code|name|stack|operator|type|failureType|generatedMessage): |To see |npm (?:ERR!|error))/;
const ASSERTED =
  /^(?:E\s{2,}\S|assert\b|Assertion|expected\b|Expected\b|error: |Error: |Failed asserting|left: |Assert\.\w{1,40}\(\) Failure|(?:[A-Z]\w{0,60}(?=Error|Exception|NotFound)|(?:[A-Z]\w{0,60}::){1,6}\w{0,60})(?:Error|Exception|NotFound)(?:: \S|:$)|[\w.-]{1,80}\.go:\d{1,7}: \S|(?!rspec ).{0,80} should )/;
/** RSpec quotes the line of code first and says below what was wrong with it: told only when nothing else is. */
const QUOTED_CODE = /^Failure\/Error: /;
/** What names the kind of line and nothing of the failure. */
const LABEL = /^(?:(?:\[error\]|\[ERROR\]|E {2,}|Error: {2,}|[\w.-]{1,80}\.go:\d{1,7}:) {0,9})/;

/**
 * The line with what belongs to it: where it ends in a colon the next lines that say something are joined, and a
 * YAML value (`error: |-`) is read from below. Never ends in a colon. Empty when the line says nothing.
 */
export function saidAt(map: LogMap, line: number, end: number): string {
  let text = tidy(map.view.words(line));
  const yaml = /^(?:error|message): ?(.{0,400})$/.exec(text);
  if (yaml)
    text = /^[|>][-+]?$/.test(yaml[1] ?? "") ? ":" : (yaml[1] ?? "").replace(/^(['"])(.{1,400})\1$/, "$2");
  // Rust names the thread and the place before what went wrong.
  text = text.replace(/^thread '.{1,120}' (?:\(\d{1,10}\) )?panicked at \S{1,300}:$/, ":");
  // What went wrong in a step stands below the step.
  text = text.replace(/ ?\.{3}(?: \[.{1,40}\])? (?:ERROR|WARNING|FAILED)$/, ":");
  const begun = /^expected\b/i.test(text) ? differenceBelow(map, line - 1, end) : "";
  if (begun) return begun;
  const difference = differenceBelow(map, line, end);
  if (difference) return cut(`${text.replace(/[\s.:]{1,9}$/, "")}: ${difference}`);
  if (!text.endsWith(":")) return cut(text);
  const last = Math.min(end, map.view.lines, line + 12);
  let joined = 0;
  for (let next = line + 1; next <= last && joined < MOST_FOLLOWING; next++) {
    const more = tidy(map.view.words(next));
    if (more === "" || more === "^") continue;
    if (NOT_SAID.test(more)) break;
    text = text === ":" ? more : `${text} ${more}`;
    joined++;
    if (text.length > LONGEST) break;
  }
  return cut(text.replace(/[\s:]{1,9}$/, ""));
}

/** What a failed test says went wrong between two lines: its exception or its assertion; empty when nothing does. */
export function failureMessage(map: LogMap, start: number, end: number, name?: string): string {
  const last = Math.min(end, start + FARTHEST);
  let quoted = "";
  for (let line = start; line <= last; line++) {
    const text = map.view.words(line).trim();
    // A test that is named for what it expects: its name is no message.
    if (name && / should /.test(text) && text.includes(name)) continue;
    if (QUOTED_CODE.test(text)) quoted ||= text;
    else if (isRaised(map, line, text) || ASSERTED.test(text)) {
      const said = saidAt(map, line, end);
      if (said) return said;
    }
  }
  if (quoted) return cut(quoted);
  for (let line = start; line <= last; line++) {
    const difference = differenceBelow(map, line, end);
    if (difference) return difference;
  }
  return "";
}

function isRaised(map: LogMap, line: number, text: string): boolean {
  return map.at.get(line)?.kind === "exception" && !/^#|Traceback|stack traceback/.test(text);
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/\s+\S{0,40}$/, "")}…` : text;
}

function tidy(text: string): string {
  return text.trim().replace(LABEL, "").trim();
}
