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

/**
 * One line as a person saw it: terminal colours gone, `\r` overwrites applied, the CI system's timestamp
 * removed, trailing white space removed. Longer than 4,096 characters: beginning and end only. Line numbers never change.
 */
export function cleanLine(raw: string): string {
  let text = shorten(raw);
  if (text.includes("\r")) text = afterReturns(text);
  text = stripAnsi(text);
  // Looked at before a pattern is: `-` of a date, `:` of a clock, a tab before a date.
  const clock = text.charCodeAt(2) === 58 || text.charCodeAt(3) === 58;
  if (text.charCodeAt(4) === 45 || text.charCodeAt(5) === 45 || text.includes("	20"))
    text = text.replace(STAMP, "").replace(CLOCK, "");
  else if (clock) text = text.replace(CLOCK, "");
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
  if (first !== 32 && first !== 35 && !clean.includes("|")) return clean;
  return clean.replace(WRAPPER, "");
}
