import { isPlaceholder, looksLikeCode } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

/**
 * Values that are secret because of the name they are given to: `DB_PASSWORD=…`, `"apiKey": "…"`,
 * `--token …`, `<password>…</password>`, `Authorization: Bearer …`. The scan finds the word; these functions
 * read the identifier around it, the operator behind it and the value, all within a few hundred characters.
 */

const IDENTIFIER = /[A-Za-z0-9_.-]/;
const LONGEST_NAME = 80;

/** `name` ends like this when it tells about a secret instead of holding one. */
const ABOUT_A_SECRET =
  /(?:name|path|file|dir|directory|url|uri|host|endpoint|len|length|size|count|type|kind|expir(?:y|es|ed|ation)(?:[-_]?(?:in|at|time|date))?|ttl|timeout|version|policy|prefix|suffix|regex|pattern|header|field|label|enabled|required|manager|provider|reset|strength|hash(?:er|ing)?|limit|budget|usage|used|id|ref|refs|index|rotation|status|state|hint|prompt|store|format|scope|scopes|class|handler|service|validator|checker|error|mode|algorithm|encoder|ring|public_?key_?token)$/i;
/** Made for one form or one page view; nothing is lost when they are seen. */
const SHORT_LIVED =
  /authenticity|csrf|xsrf|request_?verification|continuation|page_?token|cancel(?:lation)?_?token|sync_?token|next_?token/i;
const PASSWORD_NAME = /(?:pass(?:wd|word|phrase|wort)?|pwd|passw)$/i;

/**
 * Makers who publish one single form for their keys: a value named after them that does not fit it is no key of
 * theirs (a truncated one, a test's, another thing altogether).
 */
const SINGLE_FORM: readonly (readonly [RegExp, RegExp])[] = [
  [/meraki/i, /^[0-9a-f]{40}$/],
  [/databricks/i, /^(?:dapi[0-9a-f]{32}(?:-\d)?|dose[0-9a-f]{32}|eyJ.+|[0-9a-f]{32,64})$/],
  [/okta/i, /^00[A-Za-z0-9_-]{40}$|^[A-Za-z0-9_-]{40,}$/],
  [/sumo/i, /^(?:su)?[A-Za-z0-9]{12,14}$|^[A-Za-z0-9]{64}$/],
  [/perplexity/i, /^pplx-[A-Za-z0-9]{40,64}$/],
  [/adafruit/i, /^(?:aio_)?[A-Za-z0-9_-]{28,40}$/],
];

/** Lower-case letters that may follow the word without changing what it means. */
const CONTINUES = /^(?:s|key|value|string|prod|dev|test|live|secret|token)(?![a-z])/;

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

const OPERATOR =
  /(?:\\{0,2}["'`\])]){0,3}(?:[ \t]{0,20}(?::=|=>|\?=|\+=|:|=(?!=)|\|)[ \t]{0,20}|[ \t]{0,4}(?:string|String|str)[ \t]{0,4}=[ \t]{0,4}|>(?=[^<>\s])|\\{0,2}["'][ \t]{1,4}value=(?=["']))/y;
/** A list of variables as Kubernetes writes them, one name and one value an entry, on one line or on two. */
const ENTRY =
  /\\{0,2}["']?,?[ \t]{0,4}\r?\n?[ \t]{0,80}\\{0,2}["']?value\\{0,2}["']?:[ \t]{1,8}|\\{0,2}["'],\\{0,2}["']value\\{0,2}["']:/y;
const NAMED_ENTRY = /name\\{0,2}["']?:[ \t]{0,8}\\{0,2}["']?$/i;
/** Commands and files that part a name from its value by white space alone. */
const SET_BEFORE =
  /(?:^|[\s"'])(?:ENV|setx|setenv|set -[gUx]{1,3}|user-secrets set|login[ \t]{1,8}[^\s]{1,100}\s{1,20})[ \t]{0,8}["']?$/;
const ANNOTATION = /(?:(?:str|string|String|SecretStr|Optional\[str\])[ \t]{0,4}=[ \t]{0,4})/y;
const SCHEME =
  /(?:bearer|basic|token|api-token|apikey|digest|negotiate|aws4-hmac-sha256|ssws|splunk|key)[ \t]{1,4}/iy;

/** Up to the closing quote (one behind a backslash closes too: JSON within JSON), the line's end or a bound. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /(?:[^"\\\n]|\\(?!")){1,4096}/y,
  "'": /(?:[^'\\\n]|\\(?!')){1,4096}/y,
  "`": /(?:[^`\\\n]|\\(?!`)){1,4096}/y,
};
const UNQUOTED = /[^\s"'`,;<>|\\]{1,4096}/y;
/** The only look of a secret that is too long for a password. */
const LONG = /^[A-Za-z0-9+/_.~%-]+={0,2}$/;

interface Value {
  text: string;
  start: number;
  quoted: boolean;
}

function valueAt(text: string, at: number): Value | undefined {
  let from = at;
  ANNOTATION.lastIndex = from;
  if (ANNOTATION.test(text)) from = ANNOTATION.lastIndex;
  while (text.charAt(from) === "\\" || (text.charAt(from) === "$" && /['"]/.test(text.charAt(from + 1))))
    from += 1;
  const quote = text.charAt(from);
  const quoted = QUOTED[quote];
  if (quoted !== undefined) {
    quoted.lastIndex = from + 1;
    const inside = quoted.exec(text)?.[0] ?? "";
    return inside === "" ? undefined : { text: inside, start: from + 1, quoted: true };
  }
  UNQUOTED.lastIndex = from;
  let value = UNQUOTED.exec(text)?.[0] ?? "";
  // `&` parts a query string; brackets and a full stop close the sentence around the value.
  const amp = value.indexOf("&");
  if (amp > 0) value = value.slice(0, amp);
  value = value.replace(/[)\]}.:!?]{1,4}$/, "");
  return value === "" ? undefined : { text: value, start: from, quoted: false };
}

const PATH =
  /^(?:\/(?:tmp|etc|home|usr|var|opt|root|mnt|srv|run|Users|private|workspace|github|builds?)\/|[A-Za-z]:[\\/]|https?:\/\/)/;
const PERHAPS_PATH = /^[~.]{0,2}\/[\w.@-]+(?:\/|$)/;

function isPath(value: string): boolean {
  // A value in Base64 may well begin like a path.
  const isBase64 = value.length >= 20 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  const generated = isBase64 && looksGenerated(value.replaceAll("/", ""));
  if (generated && (value.length >= 80 || [/[a-z]/, /[A-Z]/, /[0-9]/].every((one) => one.test(value))))
    return false;
  return PATH.test(value) || PERHAPS_PATH.test(value);
}

function isPassword(value: Value, assigned: boolean): boolean {
  const text = value.text;
  if (text.length < 4 || text.length > 256 || isPath(text)) return false;
  if (/^\d+$/.test(text) && text.length < 6) return false;
  if (/\s/.test(text)) return value.quoted && looksGenerated(text.replaceAll(" ", ""));
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length;
  if (/^[a-z_-]+$/.test(text) || /^[A-Z][a-z]+$/.test(text))
    return (value.quoted || assigned) && text.length >= 6;
  return classes >= 2 ? text.length >= 5 : text.length >= 6 && (value.quoted || assigned);
}

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
  OPERATOR.lastIndex = at;
  const operator = OPERATOR.exec(text);
  if (operator !== null) at = OPERATOR.lastIndex;
  else if (isFlag && /[ \t]/.test(text.charAt(at))) at += 1;
  else {
    const lead = text.slice(Math.max(0, name.start - 140), name.start);
    ENTRY.lastIndex = at;
    const gap = /^["']?[ \t]{1,8}(?=\S)/.exec(text.slice(at, at + 12))?.[0];
    if (NAMED_ENTRY.test(lead) && ENTRY.test(text)) at = ENTRY.lastIndex;
    else if (gap !== undefined && SET_BEFORE.test(lead)) at += gap.length;
    else return undefined;
    spaced = true;
  }
  // The colon of a longer name (`token:read`, `secret::Thing`) is no operator.
  if (operator?.[0] === ":" && text.charAt(at) === ":") return undefined;
  if (ABOUT_A_SECRET.test(bare) || SHORT_LIVED.test(bare) || /public[-_.]?key/i.test(bare)) return undefined;
  SCHEME.lastIndex = at;
  if (SCHEME.test(text)) at = SCHEME.lastIndex;
  const value = valueAt(text, at);
  // Long values are looked at cheaply first: a hostile line may hold thousands of names in one value.
  if (value === undefined || (value.text.length > 256 && !LONG.test(value.text))) return undefined;
  if (value.text.startsWith("-----BEGIN") || isPlaceholder(value.text)) return undefined;
  if (!value.quoted && looksLikeCode(value.text)) return undefined;
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
  if (isPath(value.text) && (value.text.split("/").length > 3 || /^[\w./-]+$/.test(value.text)))
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

const SPOKEN = /password is (?:generated for \S{1,100}: |(?:now |set to )?["'`]?)([^\s"'`]{6,100})/iy;

/** `The password is …`, `A temporary password is generated for root@localhost: …` */
export function spokenPassword(text: string, start: number): SecretSpan | undefined {
  SPOKEN.lastIndex = start;
  const match = SPOKEN.exec(text);
  const value = match?.[1]?.replace(/[.,;)]{1,2}$/, "");
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((one) => one.test(value)).length;
  if (classes < 3 && !looksGenerated(value)) return undefined;
  const at = SPOKEN.lastIndex - (match[1]?.length ?? 0);
  return { start: at, end: at + value.length, rule: "password" };
}

const HEADER =
  /(?:proxy-)?authorization\\{0,2}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,2}["']?(?:([A-Za-z][A-Za-z0-9-]{2,20})[ \t]{1,4})?([^\s"'`\\,;<>|]{6,4096})/iy;

/** What follows `Authorization:`, whatever the scheme; the scheme's name stays. */
export function authorizationValue(text: string, start: number): SecretSpan | undefined {
  HEADER.lastIndex = start;
  const match = HEADER.exec(text);
  const value = match?.[2];
  if (match === null || value === undefined || isPlaceholder(value) || looksLikeCode(value)) return undefined;
  if (match[1] === undefined && !/[0-9~=+/]/.test(value)) return undefined;
  return { start: HEADER.lastIndex - value.length, end: HEADER.lastIndex, rule: "authorization" };
}

const COOKIE =
  /(?:set-)?cookie\\{0,2}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,2}["']?([A-Za-z0-9_.-]{1,80}=[^\n"']{8,3000})/iy;
const COOKIE_PAIR = /([A-Za-z0-9_.-]{1,80})=([^;\s"']{8,4096})/g;
const COOKIE_ATTRIBUTE = /^(?:path|domain|expires|max-age|samesite|secure|httponly|version|comment)$/i;

/** The values of a `Cookie:` or `Set-Cookie:` header that are not plain words. */
export function cookieValues(text: string, start: number): SecretSpan[] {
  COOKIE.lastIndex = start;
  const pairs = COOKIE.exec(text)?.[1];
  if (pairs === undefined) return [];
  const from = COOKIE.lastIndex - pairs.length;
  const spans: SecretSpan[] = [];
  for (const pair of pairs.matchAll(COOKIE_PAIR)) {
    const value = pair[2] ?? "";
    if (pair.index > 1500) break;
    if (COOKIE_ATTRIBUTE.test(pair[1] ?? "") || isPlaceholder(value) || !looksGenerated(value)) continue;
    const at = from + pair.index + pair[0].length - value.length;
    spans.push({ start: at, end: at + value.length, rule: "cookie" });
  }
  return spans;
}
