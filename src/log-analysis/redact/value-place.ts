/** Where the value stands that a name is given, whatever parts the two. */
export interface ValuePlace {
  at: number;
  /** More than a colon says that it is a value. */
  assigned: boolean;
  /** A word may stand there just as well. */
  strict: boolean;
}

/** Colours, the default that a prompt shows (`Secret Access Key [None]: `), and quotes may stand before the operator. */
const OPERATOR =
  // oxlint-disable-next-line no-control-regex -- colours may stand between a name and its value
  /(?:\u001b\[[\d;]{0,12}m){0,2}(?:\\{0,2}["'`\])]){0,3}(?:(?: \[[^\]\n]{0,40}\])?[ \t]{0,20}(?::{1,3}=|=>|\?{1,2}=|[.+]=|\|\|=?(?=[ \t]?["'`])|:|=(?!=)|\|)[ \t]{0,20}|[ \t]{0,4}(?:string|String|str)[ \t]{0,4}=[ \t]{0,4}|>(?=[^<>\s])|\\{0,2}["'][ \t]{1,4}value=(?=["'])|%22%3A(?:%20|\+)?%22)/y;
/** The same in a list of variables as Kubernetes writes them, one name and one value an entry, on one line or on two. */
const ENTRY =
  /\\{0,2}["']?,?[ \t]{0,4}\r?\n?[ \t]{0,80}\\{0,2}["']?value\\{0,2}["']?:[ \t]{1,8}|\\{0,2}["'],\\{0,2}["']value\\{0,2}["']:/y;
/** A name and a value in elements of their own: `<Password><Value>`, `<key>password</key><string>`. */
const ELEMENT = /><[Vv]alue>|<\/key>\s{0,40}<string>|<\/name>\s{0,40}<value>/y;
/** A value alone in the next line: a block of YAML, an element of XML. A test's message may look so, hence `strict`. */
const NEXT_LINE = /^["']?(?::[ \t]{1,4}[|>][+-]?|>)[ \t]{0,8}\r?\n/;
const VALUE_ALONE =
  /["']?(?::[ \t]{1,4}[|>][+-]?|>)[ \t]{0,8}\r?\n[ \t]{1,80}(?=[^\s<>"'&]{8,4096}[ \t]{0,8}\r?(?:\n|$))/y;
/** Two arguments of a call, two columns of a table: there a word is more often a word, and the value must look it. */
const ARGUMENT = /["'](?:,[ \t]{0,4}|[ \t]{1,4})(?=["'])/y;
const BEFORE_ARGUMENT = /[(: ][ \t]{0,4}["'](?:[\w.-]{1,40}:)?$/;
const KEYWORD_VALUE = /[ \t]{1,4}(?=")/y;
const COLUMN = /[ \t]{2,60}(?=[^\s|]{6,4096}[ \t]*(?:\r?\n|$))/y;
const BEFORE_COLUMN = /(?:^|\n)[ \t]{0,8}$/;
const NAMED_ENTRY = /name\\{0,2}["']?:[ \t]{0,8}\\{0,2}["']?$/i;
/** Commands and files that part a name from its value by white space alone. */
const SET_BEFORE =
  /(?:^|[\s"'])(?:ENV|setx|setenv|set -[gUx]{1,3}|user-secrets set|env set|configure set|config set|(?:login|machine)[ \t]{1,8}[^\s]{1,100}\s{1,20})[ \t]{0,8}["']?$/;
const SCHEME =
  /(?:bearer|basic|token|api-token|apikey|digest|negotiate|aws4-hmac-sha256|ssws|splunk|key)[ \t]{1,4}/iy;

function placeInNextLine(text: string, end: number): ValuePlace | undefined {
  VALUE_ALONE.lastIndex = end;
  return VALUE_ALONE.test(text) ? { at: VALUE_ALONE.lastIndex, assigned: true, strict: true } : undefined;
}

/** The place behind the name between `start` and `end`, if a value may stand there; an option's value needs but a space. */
export function placeOfValue(
  text: string,
  start: number,
  end: number,
  isOption: boolean,
): ValuePlace | undefined {
  const place = NEXT_LINE.test(text.slice(end, end + 24)) ? placeInNextLine(text, end) : undefined;
  const found = place ?? placeInLine(text, start, end, isOption);
  if (found === undefined) return undefined;
  SCHEME.lastIndex = found.at;
  return SCHEME.test(text) ? { ...found, at: SCHEME.lastIndex } : found;
}

function placeInLine(text: string, start: number, end: number, isOption: boolean): ValuePlace | undefined {
  OPERATOR.lastIndex = end;
  const operator = OPERATOR.exec(text);
  if (operator !== null) {
    const at = OPERATOR.lastIndex;
    // The colon of a longer name (`token:read`, `secret::Thing`) is no operator.
    if (operator[0] === ":" && text.charAt(at) === ":") return undefined;
    return { at, assigned: isOption || operator[0].includes("="), strict: false };
  }
  if (isOption && /[ \t]/.test(text.charAt(end))) return { at: end + 1, assigned: true, strict: false };
  const at = placeBehindSpace(text, start, end);
  return at === undefined ? undefined : { ...at, assigned: true };
}

function placeBehindSpace(
  text: string,
  start: number,
  end: number,
): { at: number; strict: boolean } | undefined {
  const lead = text.slice(Math.max(0, start - 140), start);
  ENTRY.lastIndex = ELEMENT.lastIndex = ARGUMENT.lastIndex = COLUMN.lastIndex = KEYWORD_VALUE.lastIndex = end;
  if (NAMED_ENTRY.test(lead) && ENTRY.test(text)) return { at: ENTRY.lastIndex, strict: false };
  if (ELEMENT.test(text)) return { at: ELEMENT.lastIndex, strict: false };
  if (BEFORE_ARGUMENT.test(lead) && ARGUMENT.test(text)) return { at: ARGUMENT.lastIndex, strict: true };
  if (lead.endsWith(":") && KEYWORD_VALUE.test(text)) return { at: KEYWORD_VALUE.lastIndex, strict: true };
  if (BEFORE_COLUMN.test(lead) && COLUMN.test(text)) return { at: COLUMN.lastIndex, strict: true };
  const gap = /^["']?[ \t]{1,8}(?=\S)/.exec(text.slice(end, end + 12))?.[0];
  return gap !== undefined && SET_BEFORE.test(lead) ? { at: end + gap.length, strict: false } : undefined;
}
