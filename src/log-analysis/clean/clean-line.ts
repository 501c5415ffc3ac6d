import { withoutContainer } from "./container-line.ts";

/** Longest part of a line that is matched; a longer one keeps its beginning and its end. */
export const LONGEST_LINE = 4096;

// CSI, OSC (bounded) and two-byte escapes of ECMA-48; also the CSI whose escape byte a log system dropped.
const ANSI =
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  /\u001b(?:\[[0-?]{0,24}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,512}(?:\u0007|\u001b\\)?|[()][0-9A-Za-z]|[=>78cDEHMNOZ])/g;

// What CI systems put before each line: GitHub (ISO with 7 digits), GitLab (ISO and stream), Jenkins ([ISO] or
// HH:MM:SS and spaces), `gh run view --log` (job TAB step TAB ISO).
const STAMP =
  /^(?:[^\t]{1,120}\t[^\t]{1,120}\t)?\uFEFF?\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? (?:\d\d[OE][+ ]?)?/;
const CLOCK = /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]? (?: {2,12}(?=\S))?/;

/** Cuts a line that is too long to be matched to its beginning and its end. */
export function shorten(raw: string): string {
  if (raw.length <= LONGEST_LINE) return raw;
  return `${raw.slice(0, LONGEST_LINE / 2)} … ${raw.slice(-LONGEST_LINE / 2)}`;
}

/** What a terminal would show of a line after its carriage returns: the last piece that is not empty. */
export function afterReturns(raw: string): string {
  let end = raw.length;
  while (end > 0 && raw.charCodeAt(end - 1) === 13) end--;
  // Most often the only one is a half of the line's end.
  if (raw.indexOf("\r") === end) return raw.slice(0, end);
  let from = raw.lastIndexOf("\r", end - 1) + 1;
  // A piece that only clears the line shows what stood before it.
  while (from > 0 && raw.slice(from, end).replace(ANSI, "").trim() === "") {
    end = from - 1;
    from = end > 0 ? raw.lastIndexOf("\r", end - 1) + 1 : 0;
  }
  return from === 0 && end === raw.length ? raw : raw.slice(from, end);
}

export function stripAnsi(text: string): string {
  return text.includes("\u001b") ? text.replace(ANSI, "") : text;
}

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** `12:34:56` from a place on. */
function isClockAt(text: string, at: number): boolean {
  return (
    text.charCodeAt(at + 2) === 58 &&
    text.charCodeAt(at + 5) === 58 &&
    isDigitAt(text, at) &&
    isDigitAt(text, at + 1) &&
    isDigitAt(text, at + 3) &&
    isDigitAt(text, at + 4) &&
    isDigitAt(text, at + 6) &&
    isDigitAt(text, at + 7)
  );
}

/**
 * The length of what `STAMP` matches in a line without a tab, or 0: the same by hand, five times as fast. Dates open
 * most lines of a log that has them.
 */
function stampLength(text: string): number {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (text.charCodeAt(at) === 91) at++;
  for (const digit of DATE_DIGITS) if (!isDigitAt(text, at + digit)) return 0;
  if (text.charCodeAt(at + 4) !== 45 || text.charCodeAt(at + 7) !== 45) return 0;
  if (text.charCodeAt(at + 10) !== 84 && text.charCodeAt(at + 10) !== 32) return 0;
  if (!isClockAt(text, at + 11)) return 0;
  at += 19;
  const mark = text.charCodeAt(at);
  if (mark === 46 || mark === 44) {
    const first = ++at;
    while (at < first + 9 && isDigitAt(text, at)) at++;
    if (at === first) return 0;
  }
  const zone = text.charCodeAt(at);
  if (zone === 90) at++;
  else if (zone === 43 || zone === 45) {
    const minutes = text.charCodeAt(at + 3) === 58 ? at + 4 : at + 3;
    for (const digit of [at + 1, at + 2, minutes, minutes + 1]) if (!isDigitAt(text, digit)) return 0;
    at = minutes + 2;
  }
  if (text.charCodeAt(at) === 93) at++;
  if (text.charCodeAt(at) !== 32) return 0;
  at++;
  // GitLab's stream: `01O `.
  const stream = text.charCodeAt(at + 2);
  if ((stream === 79 || stream === 69) && isDigitAt(text, at) && isDigitAt(text, at + 1)) {
    const sign = text.charCodeAt(at + 3);
    at += sign === 43 || sign === 32 ? 4 : 3;
  }
  return at;
}
const DATE_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9] as const;

/** The text without the CI system's timestamp. */
function withoutStamp(text: string): string {
  // Looked at before a pattern is: `-` of a date, `:` of a clock, a tab before a date.
  const behindTab = text.includes("\t20");
  let rest = text;
  if (behindTab || ((text.charCodeAt(4) === 45 || text.charCodeAt(5) === 45) && text.includes("\t")))
    rest = text.replace(STAMP, "");
  else if (text.charCodeAt(4) === 45 || text.charCodeAt(5) === 45) {
    const length = stampLength(text);
    if (length > 0) rest = text.slice(length);
  }
  const clock = rest.charCodeAt(2) === 58 || rest.charCodeAt(3) === 58;
  return clock ? rest.replace(CLOCK, "") : rest;
}

/**
 * One line as a person saw it: terminal colours gone, `\r` overwrites applied, the CI system's timestamp
 * removed, trailing white space removed. Longer than 4,096 characters: beginning and end only. Line numbers never change.
 */
export function cleanLine(raw: string): string {
  let text = shorten(raw);
  if (text.includes("\r")) text = afterReturns(text);
  text = stripAnsi(text);
  text = withoutStamp(text);
  // Travis' macOS workers write a terminal's "new line" capability as the letters themselves.
  if (text.startsWith("nl")) text = text.replace(/^nl(?=$|[^\w\s.:/-]|[A-Z])/, "");
  return text.trimEnd();
}

// Wrappers around a tool's own line: Ant's `[javac]`, Docker BuildKit's `#12 3.456`, Compose's `web_1 |`.
const WRAPPER =
  /^(?: {2,12}\[[a-z][\w.:-]{1,24}\] ?|#\d{1,4} (?:\d{1,6}\.\d{1,4} )?|[\w.-]{1,40}[-_]\d{1,3} {1,12}\| )/;

/** The tool's own words in a cleaned line, without the wrapper another program put before them. */
export function unwrap(clean: string): string {
  const first = clean.charCodeAt(0);
  if (first === 115 || first === 123) return withoutContainer(clean);
  if (first !== 32 && first !== 35 && !clean.includes("|")) return clean;
  return clean.replace(WRAPPER, "");
}
