import { lockOfKey } from "./key-names.ts";
import { encodesPlaceholder, isPlaceholder, looksLikeCode } from "./placeholder.ts";
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
import { isBarePass, isPassword, isPath, LONG, looksChosen, valueAt } from "./value-at.ts";
import { placeOfValue } from "./value-place.ts";

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
  const place = placeOfValue(text, name.start, name.end, /^--?[a-z]/i.test(name.text));
  if (place === undefined) return undefined;
  const { at, assigned, strict } = place;
  if (
    (ABOUT_A_SECRET.test(bare) && !SECRET_ID.test(bare)) ||
    SHORT_LIVED.test(bare) ||
    /public[-_.]?(?:key|token)/i.test(bare)
  )
    return undefined;
  const value = valueAt(text, at);
  // Long values are looked at cheaply first: a hostile line may hold thousands of names in one value.
  if (value === undefined || (value.text.length > 256 && !LONG.test(value.text))) return undefined;
  if (
    value.text.startsWith("-----BEGIN") ||
    DATE.test(value.text) ||
    isPlaceholder(value.text) ||
    encodesPlaceholder(value.text)
  )
    return undefined;
  if (!value.quoted && looksLikeCode(value.text)) return undefined;
  if (SECRET_ID.test(bare) && !UUID.test(value.text)) return undefined;
  if (/^session$/i.test(bare) && (!SESSION.test(value.text) || UUID.test(value.text))) return undefined;
  if (strict && !looksGenerated(value.text) && !looksChosen(value.text)) return undefined;
  const maker = SINGLE_FORM.find(([who]) => who.test(bare));
  if (maker !== undefined && !maker[1].test(value.text)) return undefined;
  const span = { start: value.start, end: value.start + value.text.length };
  if (PASSWORD_NAME.test(bare)) {
    if (/^(?:old)?pwd$/i.test(bare) && isPath(value.text)) return undefined;
    // `PASS: TestName` is what test runners print.
    if (/.pass$/i.test(bare) && !value.quoted && !assigned && !looksGenerated(value.text)) return undefined;
    if (/^pass$/i.test(bare) && !value.quoted && !isBarePass(text, name.start, value, assigned))
      return undefined;
    return isPassword(value, assigned) ? { ...span, rule: "password" } : undefined;
  }
  if (isPath(value.text) && (value.text.split("/").length > 3 || /^[\w./~@-]+$/.test(value.text)))
    return undefined;
  return looksGenerated(value.text) ? { ...span, rule: "secret" } : undefined;
}

const OPENING_KEY = /^(?=[^0-9]{0,60}[0-9])(?=[^A-Za-z]{0,60}[A-Za-z])[A-Za-z0-9_+/.=-]{20,400}$/;
const AZURE_KEY = /^[A-Za-z0-9+/]{43,88}={1,2}$/;

/** A generated value given to the key of something (`SPARKPOST_KEY`), unless the name tells of another sort of key. */
export function keysValue(text: string, start: number, end: number): SecretSpan | undefined {
  const { text: name, end: nameEnd } = nameAround(text, start, end);
  const lock = nameEnd === end ? lockOfKey(name) : undefined;
  const span = lock === undefined ? undefined : namedValue(text, start, end);
  if (span === undefined) return undefined;
  const value = text.slice(span.start, span.end);
  // Azure calls its keys primary and secondary.
  const form = lock === "some" ? OPENING_KEY : /primary|secondary/i.test(name) ? AZURE_KEY : undefined;
  return form?.test(value) && !UUID.test(value) ? span : undefined;
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
