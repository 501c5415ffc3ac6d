import { looksGenerated } from "./randomness.ts";

const ANNOTATION = /(?:(?:str|string|String|SecretStr|Optional\[str\])[ \t]{0,4}=[ \t]{0,4})/y;
// oxlint-disable-next-line no-control-regex -- colours may stand between a name and its value
const COLOURS = /(?:\u001b\[[\d;]{0,12}m){1,3}/y;
/** Up to the closing quote (one behind a backslash closes too: JSON within JSON), the line's end or a bound. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /(?:[^"\\\n]|\\(?!")){1,4096}/y,
  "'": /(?:[^'\\\n]|\\(?!')){1,4096}/y,
  "`": /(?:[^`\\\n]|\\(?!`)){1,4096}/y,
};
// oxlint-disable-next-line no-control-regex -- and behind it
const UNQUOTED = /[^\s"'`,;<>|\\\u001b]{1,4096}/y;
/** The only look of a secret that is too long for a password. */
export const LONG = /^[A-Za-z0-9+/_.~%-]+={0,2}$/;

export interface Value {
  text: string;
  start: number;
  quoted: boolean;
}

export function valueAt(text: string, at: number): Value | undefined {
  let from = at;
  COLOURS.lastIndex = from;
  if (COLOURS.test(text)) from = COLOURS.lastIndex;
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
  const encodedQuote = value.indexOf("%22");
  if (encodedQuote > 0) value = value.slice(0, encodedQuote);
  const bare = value.replace(/[)\]}.:!?]{1,4}$/, "");
  // At the end of a line a mark may well be the password's own.
  const lineEnds = /^\r?(?:\n|$)/.test(text.slice(from + value.length, from + value.length + 2));
  if (!(lineEnds && /[0-9][!?]$/.test(value))) value = bare;
  return value === "" ? undefined : { text: value, start: from, quoted: false };
}

const PATH =
  /^(?:\/(?:tmp|etc|home|usr|var|opt|root|mnt|srv|run|Users|private|workspace|github|builds?)\/|[A-Za-z]:[\\/]|https?:\/\/)/;
const PERHAPS_PATH = /^[~.]{0,2}\/[\w.@-]+(?:\/|$)/;

export function isPath(value: string): boolean {
  // A value in Base64 may well begin like a path.
  const isBase64 = value.length >= 20 && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  const generated = isBase64 && looksGenerated(value.replaceAll("/", ""));
  if (generated && (value.length >= 80 || [/[a-z]/, /[A-Z]/, /[0-9]/].every((one) => one.test(value))))
    return false;
  return PATH.test(value) || PERHAPS_PATH.test(value);
}

export function isPassword(value: Value, assigned: boolean): boolean {
  const text = value.text;
  if (text.length < 4 || text.length > 256 || isPath(text)) return false;
  if (/^\d+$/.test(text) && text.length < 6) return false;
  if (/\s/.test(text)) return value.quoted && looksGenerated(text.replaceAll(" ", ""));
  const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((one) => one.test(text)).length;
  if (/^[a-z_-]+$/.test(text) || /^[A-Z][a-z]+$/.test(text))
    return (value.quoted || assigned) && text.length >= 6;
  return classes >= 2 ? text.length >= 5 : text.length >= 6 && (value.quoted || assigned);
}

/** A password that a person chose and no word: letters with a digit. */
export function looksChosen(value: string): boolean {
  return value.length >= 8 && /[A-Za-z]/.test(value) && /[0-9]/.test(value) && !/\s|\(/.test(value);
}

/** Keys that stand beside a password. */
const ACCOUNT_BEFORE =
  /(?:^|\n)[ \t]{0,40}["']?[\w.-]{0,40}(?:user(?:_?name)?|login|account)["']?:[ \t]{1,4}\S[^\n]{0,80}\n(?:[^\n]{0,80}\n)?[ \t]{0,40}$/i;

/**
 * `pass: …` is what test runners print of a test or a number of tests. It is a password where it is assigned, where
 * an account stands in a line before it, or where the value is of no words: letters, digits and a mark.
 */
export function isBarePass(text: string, start: number, value: Value, assigned: boolean): boolean {
  if (/^[\d.,/]+(?:m?s|%)?$/.test(value.text)) return false;
  if (assigned) return true;
  const lineEnd = /^[ \t]*\r?(?:\n|$)/.test(
    text.slice(value.start + value.text.length, value.start + value.text.length + 8),
  );
  const before = text.slice(Math.max(0, start - 200), start);
  if (!lineEnd || !/(?:^|\n)[ \t]{0,40}$/.test(before)) return false;
  if (ACCOUNT_BEFORE.test(before)) return true;
  return [/[A-Za-z]/, /[0-9]/, /[!@#$%^&*?+=]/].every((one) => one.test(value.text));
}
