import { isPlaceholder, looksLikeCode } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

/** Words that may stand between the header's name and its value; others are words of a sentence. */
const SCHEME =
  /^(?:basic|bearer|digest|negotiate|ntlm|token|api-?(?:key|token)|key|hawk|hmac|mac|oauth|dpop|ssws|splunk|aws4-hmac-sha256|genie-?key|pat|jwt|vault|privatetoken|kubectl|custom)$/i;
/** The first field of a challenge or of an answer to one: `realm="…"`. */
const FIELD = /^[a-z_-]{1,20}=$/i;
const WORD = /^[A-Za-z][a-z]*[.:]?$/;

const HEADER =
  /(?:proxy-)?authorization\\{0,2}["']?(?:[ \t]{0,4}[:=][ \t]{0,4}|[ \t]{1,4}(?=\\{0,2}["']))\\{0,2}["']?(?:([A-Za-z][A-Za-z0-9-]{2,20})[ \t]{1,4})?([^\s"'`\\,;<>|]{6,4096})/iy;

/** What follows `Authorization:`, whatever the scheme; the scheme's name stays. */
export function authorizationValue(text: string, start: number): SecretSpan | undefined {
  HEADER.lastIndex = start;
  const match = HEADER.exec(text);
  const value = match?.[2];
  if (match === null || value === undefined || isPlaceholder(value) || looksLikeCode(value)) return undefined;
  if (match[1] === undefined && !/[0-9~=+/]/.test(value)) return undefined;
  if (FIELD.test(value)) return undefined;
  // `may require authorization: server message: …`
  if (match[1] !== undefined && !SCHEME.test(match[1]) && WORD.test(value)) return undefined;
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
