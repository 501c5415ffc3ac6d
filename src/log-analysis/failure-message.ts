import type { LogMap } from "./extents/log-map.ts";

/** Longest message, in characters. */
const LONGEST = 240;
/** What may follow a line that ends in a colon, at most. */
const MOST_FOLLOWING = 3;
/** How far a message is looked for. */
const FARTHEST = 200;

/** A line of a stack, a rule, or a runner's own closing words: not part of what was said. */
const NOT_SAID =
  /^(?:at |from |File "|\.\.\.$|---$|[=_*-]{4,}|[✔✓✖✗✕×]|ok \d|not ok |# |\{$|\}$|Error Trace|(?:code|name|stack|operator|type|failureType|generatedMessage): |To see |npm (?:ERR!|error))/;
const ASSERTED =
  /^(?:E\s{2,}\S|assert\b|Assertion|expected\b|Expected\b|Failure\/Error:|error: |Error: |Failed asserting|left: |.{0,80} should )/;

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
  if (!text.endsWith(":")) return text.slice(0, LONGEST);
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
  return text.slice(0, LONGEST).replace(/[\s:]{1,9}$/, "");
}

/** What a failed test says went wrong between two lines: its exception or its assertion; empty when nothing does. */
export function failureMessage(map: LogMap, start: number, end: number): string {
  const raised = map.hits.find(
    ({ line, kind, text }) =>
      kind === "exception" &&
      line >= start &&
      line <= end &&
      !/^\s{0,20}#|Traceback|stack traceback/.test(text),
  );
  if (raised) return saidAt(map, raised.line, end);
  for (let line = start; line <= Math.min(end, start + FARTHEST); line++) {
    if (!ASSERTED.test(map.view.words(line).trim())) continue;
    const said = saidAt(map, line, end);
    if (said) return said;
  }
  return "";
}

function tidy(text: string): string {
  return text
    .trim()
    .replace(/^E\s{2,}/, "")
    .trim();
}
