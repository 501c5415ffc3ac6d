import { isPlaceholder, looksLikeCode } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import {
  ABOUT_A_SECRET,
  CONTINUES,
  PASSWORD_NAME,
  SECRET_ID,
  SESSION,
  SHORT_LIVED,
  SINGLE_FORM,
  UUID,
} from "./secret-names.ts";
import type { SecretSpan } from "./span.ts";
import { isPassword, isPath, LONG, looksChosen, valueAt } from "./value-at.ts";

/**
 * Values that are secret because of the name they are given to: `DB_PASSWORD=…`, `"apiKey": "…"`,
 * `--token …`, `<password>…</password>`, `Authorization: Bearer …`. The scan finds the word; these functions
 * read the identifier around it, the operator behind it and the value, all within a few hundred characters.
 */

const IDENTIFIER = /[A-Za-z0-9_.-]/;
const LONGEST_NAME = 80;

/** When a secret was made, changed, or ends. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]|$)/;

interface Name {
  text: string;
  start: number;
  end: number;
}

function nameAround(text: string, start: number, end: number): Name {
  let from = start;
  while (from > 0 && start - from < LONGEST_NAME && IDENTIFIER.test(text.charAt(from - 1))) from -= 1;
  let to = end;
  while (to < text.length && to - end < LONGEST_NAME && IDENTIFIER.test(text.charAt(to))) to += 1;
  return { text: text.slice(from, to), start: from, end: to };
}

/** Colours, the default that a prompt shows (`Secret Access Key [None]: `), and quotes may stand before the operator. */
const OPERATOR =
  // oxlint-disable-next-line no-control-regex -- colours may stand between a name and its value
  /(?:\u001b\[[\d;]{0,12}m){0,2}(?:\\{0,2}["'`\])]){0,3}(?:(?: \[[^\]\n]{0,40}\])?[ \t]{0,20}(?::=|=>|\?=|\+=|:|=(?!=)|\|)[ \t]{0,20}|[ \t]{0,4}(?:string|String|str)[ \t]{0,4}=[ \t]{0,4}|>(?=[^<>\s])|\\{0,2}["'][ \t]{1,4}value=(?=["'])|%22%3A(?:%20|\+)?%22)/y;
/** The same in a list of variables as Kubernetes writes them, one name and one value an entry, on one line or on two. */
const ENTRY =
  /\\{0,2}["']?,?[ \t]{0,4}\r?\n?[ \t]{0,80}\\{0,2}["']?value\\{0,2}["']?:[ \t]{1,8}|\\{0,2}["'],\\{0,2}["']value\\{0,2}["']:/y;
/** A name and a value in elements of their own: `<Password><Value>`, `<key>password</key><string>`. */
const ELEMENT = /><[Vv]alue>|<\/key>\s{0,40}<string>|<\/name>\s{0,40}<value>/y;
/** Two arguments of a call, two columns of a table: there a word is more often a word, and the value must look it. */
const ARGUMENT = /["'](?:,[ \t]{0,4}|[ \t]{1,4})(?=["'])/y;
const BEFORE_ARGUMENT = /[(: ][ \t]{0,4}["'](?:[\w.-]{1,40}:)?$/;
const KEYWORD_VALUE = /[ \t]{1,4}(?=")/y;
const COLUMN = /[ \t]{2,60}(?=[^\s|]{6,4096}[ \t]*(?:\r?\n|$))/y;
const BEFORE_COLUMN = /(?:^|\n)[ \t]{0,8}$/;
const NAMED_ENTRY = /name\\{0,2}["']?:[ \t]{0,8}\\{0,2}["']?$/i;
/** Commands and files that part a name from its value by white space alone. */
const SET_BEFORE =
  /(?:^|[\s"'])(?:ENV|setx|setenv|set -[gUx]{1,3}|user-secrets set|configure set|config set|(?:login|machine)[ \t]{1,8}[^\s]{1,100}\s{1,20})[ \t]{0,8}["']?$/;
const SCHEME =
  /(?:bearer|basic|token|api-token|apikey|digest|negotiate|aws4-hmac-sha256|ssws|splunk|key)[ \t]{1,4}/iy;

/**
 * The secret that the word between `start` and `end` names, if any. Passwords may be anything a person would
 * choose; every other value must look generated, since words such as `token` name many harmless things.
 */
export function namedValue(text: string, start: number, end: number): SecretSpan | undefined {
  const name = nameAround(text, start, end);
  const behind = text.slice(end, name.end);
  // `tokenizer`, `secretary`: another word that only begins alike.
  if (/^[a-z]/.test(behind) && /[a-z]/.test(text.charAt(end - 1)) && !CONTINUES.test(behind))
    return undefined;
  const bare = name.text.replace(/^[-.]+|[-._]+$/g, "");
  let at = name.end;
  const isFlag = /^--?[a-z]/i.test(name.text);
  let spaced = false;
  let strict = false;
  OPERATOR.lastIndex = at;
  const operator = OPERATOR.exec(text);
  if (operator !== null) at = OPERATOR.lastIndex;
  else if (isFlag && /[ \t]/.test(text.charAt(at))) at += 1;
  else {
    const lead = text.slice(Math.max(0, name.start - 140), name.start);
    ENTRY.lastIndex = at;
    const gap = /^["']?[ \t]{1,8}(?=\S)/.exec(text.slice(at, at + 12))?.[0];
    ELEMENT.lastIndex = ARGUMENT.lastIndex = COLUMN.lastIndex = KEYWORD_VALUE.lastIndex = at;
    if (NAMED_ENTRY.test(lead) && ENTRY.test(text)) at = ENTRY.lastIndex;
    else if (ELEMENT.test(text)) at = ELEMENT.lastIndex;
    else if (BEFORE_ARGUMENT.test(lead) && ARGUMENT.test(text)) [at, strict] = [ARGUMENT.lastIndex, true];
    else if (lead.endsWith(":") && KEYWORD_VALUE.test(text)) [at, strict] = [KEYWORD_VALUE.lastIndex, true];
    else if (BEFORE_COLUMN.test(lead) && COLUMN.test(text)) [at, strict] = [COLUMN.lastIndex, true];
    else if (gap !== undefined && SET_BEFORE.test(lead)) at += gap.length;
    else return undefined;
    spaced = true;
  }
  // The colon of a longer name (`token:read`, `secret::Thing`) is no operator.
  if (operator?.[0] === ":" && text.charAt(at) === ":") return undefined;
  if (
    (ABOUT_A_SECRET.test(bare) && !SECRET_ID.test(bare)) ||
    SHORT_LIVED.test(bare) ||
    /public[-_.]?key/i.test(bare)
  )
    return undefined;
  SCHEME.lastIndex = at;
  if (SCHEME.test(text)) at = SCHEME.lastIndex;
  const value = valueAt(text, at);
  // Long values are looked at cheaply first: a hostile line may hold thousands of names in one value.
  if (value === undefined || (value.text.length > 256 && !LONG.test(value.text))) return undefined;
  if (value.text.startsWith("-----BEGIN") || DATE.test(value.text) || isPlaceholder(value.text))
    return undefined;
  if (!value.quoted && looksLikeCode(value.text)) return undefined;
  if (SECRET_ID.test(bare) && !UUID.test(value.text)) return undefined;
  if (/^session$/i.test(bare) && (!SESSION.test(value.text) || UUID.test(value.text))) return undefined;
  if (strict && !looksGenerated(value.text) && !looksChosen(value.text)) return undefined;
  const maker = SINGLE_FORM.find(([who]) => who.test(bare));
  if (maker !== undefined && !maker[1].test(value.text)) return undefined;
  const assigned = isFlag || spaced || operator?.[0].includes("=") === true;
  const span = { start: value.start, end: value.start + value.text.length };
  if (PASSWORD_NAME.test(bare)) {
    if (/^(?:old)?pwd$/i.test(bare) && isPath(value.text)) return undefined;
    // `PASS: TestName` is what test runners print; only `=` and quotes make a password of it.
    if (/pass$/i.test(bare) && !value.quoted && !assigned && !looksGenerated(value.text)) return undefined;
    if (/^pass$/i.test(bare) && !value.quoted && (!assigned || /^[\d.]+(?:m?s|%)?$/.test(value.text)))
      return undefined;
    return isPassword(value, assigned) ? { ...span, rule: "password" } : undefined;
  }
  if (isPath(value.text) && (value.text.split("/").length > 3 || /^[\w./~@-]+$/.test(value.text)))
    return undefined;
  return looksGenerated(value.text) ? { ...span, rule: "secret" } : undefined;
}

const MAKERS_KEY = /^(?=[^0-9]{0,60}[0-9])[A-Za-z0-9_=.-]{15,120}$/;

/** A generated value given to something that is named after the maker of keys between `start` and `end`. */
export function makersValue(text: string, start: number, end: number): SecretSpan | undefined {
  const name = nameAround(text, start, end).text;
  // `TRAVIS_COMMIT` and `codecov.io/…` are named after them too.
  const alone = name.replace(/[^A-Za-z0-9]/g, "").length === end - start;
  if (!alone && !/key|token|secret|auth|access|pass|private|credential/i.test(name)) return undefined;
  const span = namedValue(text, start, end);
  if (span === undefined || span.rule === "password") return span;
  return MAKERS_KEY.test(text.slice(span.start, span.end)) ? span : undefined;
}
