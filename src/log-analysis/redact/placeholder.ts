import { fromBase64 } from "./base64.ts";
import { isPublishedExample } from "./published-examples.ts";

/** Tells values that stand for a secret (masked, templated, made up for a manual) from secrets. */

const STANDS_FOR_A_VALUE =
  /^(?:\$|%[A-Za-z_]|\{|<|\[|\(|`|@[A-Za-z_]+@|#\{|\*{2,}|\.{2,}|…|&lt;|!(?:Ref|Sub|vault)|\\?\$)/;
const RUN_OF_X = /[xX]{5,}|\*{3,}|\.{3}|…|[•●]{3}/;
const SAID_SO =
  /example|your|placeholder|change[-_ ]?me|redacted|masked|dummy|replace|insert|_here\b|-here\b|not[-_]a[-_]real|fill[-_]?in|to[-_]?be[-_]?set|\bfoo\b|foobar|hidden|obfuscated|filtered|scrubbed|censored|undefined/i;
const WORD_FOR_NOTHING =
  /^(?:true|false|null|nil|none|undefined|nan|void|yes|no|on|off|n\/a|na|empty|unset|default|optional|required|disabled|enabled|string|str|text|bytes|number|int|bool|boolean|object|any|unknown|missing|invalid|incorrect|expired|wrong|not|is|was|the|new|set|get|must|should|cannot|could|failed|error|ok|success|authentication|auth|authenticated)$/i;
const DICTIONARY =
  /^(?:my|the|a|some|db|test|user|root|admin)?[-_]?(?:password|passwd|passphrase|pwd|secret|token|key|api[-_]?key|credentials?|value|username|user)[-_]?\d{0,2}$/i;

/** The name of a variable, given where its value is read from it. */
const VARIABLE = /^[A-Z]+(?:_[A-Z]+)*_(?:TOKEN|PASSWORD|PASSPHRASE|SECRET|KEY|CREDENTIALS?)$/;

/** For values whose own form says what they are (a prefix): only a plain mask counts as a placeholder. */
export function isMaskedToken(value: string): boolean {
  if (isPublishedExample(value)) return true;
  return RUN_OF_X.test(value) || /EXAMPLE$|PUT_YOUR|YOUR_|_HERE|123456789012345678901/.test(value);
}

/** Of a placeholder of 32 characters. */
const LONGEST_ENCODED = 44;

/** In so long a generated value four letters that make a word are chance. */
const LONG_RUN = /^[A-Za-z0-9+/_=-]{64,}$/;

/** For values found only by the name they are given to. */
export function isPlaceholder(value: string): boolean {
  if (STANDS_FOR_A_VALUE.test(value) || RUN_OF_X.test(value)) return true;
  if (SAID_SO.test(value) && !LONG_RUN.test(value)) return true;
  if (WORD_FOR_NOTHING.test(value) || DICTIONARY.test(value) || isPublishedExample(value)) return true;
  return VARIABLE.test(value) || new Set(value).size <= 2;
}

/** A placeholder that says so in words; what only begins like a variable may be a password by chance. */
export function saysPlaceholder(value: string): boolean {
  return SAID_SO.test(value) || WORD_FOR_NOTHING.test(value) || DICTIONARY.test(value);
}

/** The same in Base64. `://`, `:` and `@` join a secret to other things, in which words such as "example" say nothing of it. */
export function encodesPlaceholder(value: string): boolean {
  if (value.length > LONGEST_ENCODED) return false;
  const text = fromBase64(value)?.trimEnd();
  return text !== undefined && !/[:@/]|[^ -~]/.test(text) && saysPlaceholder(text);
}

/** Source code rather than a value: a call, an index, a chain of names (`config.auth.token`, `os.environ[…]`). */
export function looksLikeCode(value: string): boolean {
  if (/[()[\]{}]|=>|\$\{|\?\.|::/.test(value)) return true;
  return /^[A-Za-z_]+(?:(?:\.|->)[A-Za-z_]+)+;?$/.test(value);
}
