import type { LogView } from "../scan/log-view.ts";

/** Width of a line's indentation; a tab counts as four. */
export function indentOf(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 32) width++;
    else if (code === 9) width += 4;
    else break;
  }
  return width;
}

const FRAME =
  /^\s{0,24}(?:at |from |in |File "|\.\.\. \d+ (?:more|common)|Caused by: |--- End of|\[C\]: |#\d+ |\d+: 0x|\| |\|$|\^|~|\d{1,6} ?\||> ?\d{1,6} ?\||[+-] ?\S|[┌│└├╷╵]|= (?:note|help)|\S{1,250}:\d+:in [`'])/u;
/** A line that goes on with what the line before it opened: a stack frame, a code frame, a diff. */
export function isContinuation(text: string): boolean {
  return FRAME.test(text) && !isRule(text);
}

const CODE_FRAME = /^\s{0,12}(?:\d{1,6} [|│]|> ?\d{1,6} [|│]|[|│] {1,40}[|_^~-])/u;
/** A line of source code that a report quotes: its words tell of nothing. */
export function isQuotedCode(text: string): boolean {
  return CODE_FRAME.test(text);
}

const RULE = /^\s{0,8}[-=_*#~─━═+ ]{8,}$/u;
/** A line of dashes or the like. */
export function isRule(text: string): boolean {
  return text.length >= 8 && RULE.test(text);
}

const PROGRESS =
  /^\s{0,40}(?:ok \d|ok\s|\[\+\] |TEST \d|SKIP\b|XFAIL|PASS\b|PASSED|✓|✔|√|\[ {7}OK |\[ RUN|\[ OK|=== RUN|--- PASS|Running |test .{1,200}\.\.\. ok|\.{8,}|\[\d+\/\d+\]|\[INFO\]|\[info\]|INFO\b|Compiling |Downloading |Fetching |Installing )/;
const PASSED_LAST = /\S\s{2,60}(?:OK|PASS|PASSED|ok)(?: \([\d.]{1,10}m?s\))?$/;
/** A line that reports that something went well. */
export function isProgress(text: string): boolean {
  return PROGRESS.test(text) || PASSED_LAST.test(text);
}

/** The last line of the run of lines from `line` on that are not blank, at most `most` long, not past `limit`. */
export function paragraphEnd(view: LogView, line: number, limit: number): number {
  let end = line;
  while (end < limit && view.words(end + 1).trim() !== "") end++;
  return end;
}
