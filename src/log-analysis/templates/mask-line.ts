/** What stands for a value in a template. */
export const WILDCARD = "<*>";

const SEPARATOR = 1;
const DIGIT = 2;
const JOINER = 3;

/** By UTF-16 unit: what ends a word, what joins parts within one, what is a digit. */
const KIND = new Uint8Array(65536);
for (const char of " \t\r\n\f\v=,;()[]{}<>\"'|`") KIND[char.charCodeAt(0)] = SEPARATOR;
for (const char of "0123456789") KIND[char.charCodeAt(0)] = DIGIT;
for (const char of ".-:/\\@$#+%~&?!*^_") KIND[char.charCodeAt(0)] = JOINER;

const TRUTH = new Set(["true", "false", "True", "False", "null", "None", "nil", "TRUE", "FALSE"]);
const BYTES = new Set([
  "B",
  "KB",
  "MB",
  "GB",
  "TB",
  "kB",
  "KiB",
  "MiB",
  "GiB",
  "TiB",
  "bytes/s",
  "KB/s",
  "MB/s",
]);
/** Units of time behind `<1`: less than that is as much a value as any other duration. */
const TIMES = new Set(["sec", "secs", "second", "ms", "min", "minute", "hour"]);
const CALENDAR = new Set(
  "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
);
const DATE_GOES_ON = /^,? {1,2}(?:\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))/;
const NAMES_A_VALUE = new Set([":", "@", "#"].map((char) => char.charCodeAt(0)));
/** First letters of the words above. */
const MAY_BE_VALUE = new Uint8Array(65536);
for (const word of [...TRUTH, ...BYTES, ...TIMES, ...CALENDAR]) MAY_BE_VALUE[word.charCodeAt(0)] = 1;
const LONGEST_LINE = 8192;
const LONGEST_QUOTE = 200;
const HEX = /^[0-9a-fA-F]{6,}$/;
const PATH = /^(?:[A-Za-z][A-Za-z0-9+.-]{1,12}:\/\/|[A-Za-z]:[\\/]|~?\/[^/]|\.{1,2}[\\/]|\\\\[^\\])/;
const ADDRESS = /^(?:[0-9a-fA-F]{1,16}[-:.])+[0-9a-fA-F]{1,16}$/;
/** A host and its port. What ends like a source file is a place in one; what begins like a domain, a package. */
const HOST =
  /^(?!(?:com|org|net|edu|io|de|java|javax|android)\.)(?!.{0,200}\.(?:cc?|cpp|cxx|hh?|hpp|java|kt|scala|go|rs|m?[jt]sx?|py|rb|php|sh|pl|cs|swift|lua|exs?|erl|ml|hs|sql|xml|ya?ml|json|conf|cfg|log|txt):)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}:\d{1,5}$/;
const NUMBER = /^[-+#~]*(?:0[xX][0-9A-Fa-f]+|[0-9][0-9.,:_+/-]*[A-Za-z%]{0,3}\.?)$/;

/** One word without the punctuation around it. */
function maskWord(word: string, hasDigit: boolean, joiners: number): string {
  if (joiners === 0) {
    if (hasDigit) return WILDCARD;
    // A hash may happen to hold no digit; only a long one can be told from a word.
    return word.length >= 16 && HEX.test(word) ? WILDCARD : word;
  }
  if ((word.includes("/") || word.includes("\\")) && (hasDigit || PATH.test(word))) return WILDCARD;
  if (!hasDigit) {
    const colon = word.lastIndexOf(":");
    if (colon > 0 && TRUTH.has(word.slice(colon + 1))) return word.slice(0, colon + 1) + WILDCARD;
    return word;
  }
  if (NUMBER.test(word) || ADDRESS.test(word) || HOST.test(word)) return WILDCARD;
  // `index:-1`, `port@3`: what names the value stays, the value goes, with all that is joined to it.
  let out = "";
  let at = 0;
  while (at < word.length) {
    let end = at;
    let digits = false;
    while (end < word.length && !NAMES_A_VALUE.has(word.charCodeAt(end))) {
      if (KIND[word.charCodeAt(end)] === DIGIT) digits = true;
      end += 1;
    }
    const part = word.slice(at, end);
    if (!digits && !TRUTH.has(part) && !ADDRESS.test(part)) out += part;
    else {
      // `12:30@7` is one value.
      if (out.endsWith(WILDCARD, out.length - 1)) out = out.slice(0, -1 - WILDCARD.length);
      out += WILDCARD;
    }
    if (end < word.length) out += word.charAt(end);
    at = end + 1;
  }
  return out;
}

/**
 * A line with the values that change from one time to the next (numbers, ids, addresses, paths, durations, hashes,
 * what is assigned) replaced by `<*>`, and runs of white space made one space. Cheap and stable: it knows only
 * this line. A list is one value, however many it holds; so is a number and its unit of bytes.
 */
export function maskLine(line: string): string {
  const end = Math.min(line.length, LONGEST_LINE);
  let out = "";
  /** Where the stretch begins that is not in `out` yet and stays as it is. */
  let kept = 0;
  /** Where the last masked word ended in the line. */
  let maskedTo = -1;
  let query = false;
  let at = 0;
  while (at < end) {
    const first = line.charCodeAt(at);
    if (KIND[first] === SEPARATOR) {
      if (isSpace(first)) {
        let stop = at + 1;
        while (stop < end && isSpace(line.charCodeAt(stop))) stop += 1;
        if (stop > at + 1 || first !== 32) {
          const before = out + line.slice(kept, at);
          out = before === "" || stop === end ? before : `${before} `;
          kept = stop;
        }
        query = false;
        at = stop;
      } else {
        query &&= first === 61;
        at += 1;
      }
      continue;
    }
    let stop = at;
    let hasDigit = false;
    let joiners = 0;
    while (stop < end) {
      const kind = KIND[line.charCodeAt(stop)];
      if (kind === SEPARATOR) break;
      if (kind === DIGIT) hasDigit = true;
      else if (kind === JOINER) joiners += 1;
      stop += 1;
    }
    // Punctuation at the word's end belongs to the sentence.
    let last = stop;
    while (joiners > 0 && last > at + 1 && isClosing(line.charCodeAt(last - 1))) {
      last -= 1;
      joiners -= 1;
    }
    const assigned = at > 0 && follows(line, at);
    const quote = assigned ? line.charAt(at - 1) : "";
    if (quote === '"' || quote === "'") {
      const close = line.indexOf(quote, at);
      if (close > last && close < Math.min(end, at + LONGEST_QUOTE)) {
        last = close;
        stop = close;
      }
    }
    if (query) {
      // `…/detail?all=true&since=…`: the rest of the address.
      out += line.slice(kept, maskedTo);
      kept = last;
    } else if (hasDigit || joiners > 0 || assigned || last - at >= 16 || MAY_BE_VALUE[first] === 1) {
      const word = line.slice(at, last);
      const masked = assigned || isValueWord(word, line, last) ? WILDCARD : maskWord(word, hasDigit, joiners);
      if (masked !== word) {
        const between = maskedTo < 0 ? -1 : at - maskedTo;
        const list = masked === WILDCARD && kept === maskedTo && (between === 1 || between === 2);
        if (!list || line.charCodeAt(maskedTo) !== 44) out += line.slice(kept, at) + masked;
        kept = last;
        query = line.charCodeAt(stop) === 61 && word.includes("?") && PATH.test(word);
        maskedTo = masked.endsWith(WILDCARD) ? last : -1;
      } else if (maskedTo >= 0 && kept === maskedTo && at === maskedTo + 1) {
        if (BYTES.has(word)) kept = last;
        else if (TIMES.has(word) && out.endsWith(`<${WILDCARD}`)) {
          out = out.slice(0, -WILDCARD.length - 1) + WILDCARD;
          kept = last;
        }
      }
    }
    at = stop;
  }
  out += line.slice(kept, end);
  return out.endsWith(" ") ? out.trimEnd() : out;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isClosing(code: number): boolean {
  return code === 46 || code === 58 || code === 33 || code === 63 || code === 42;
}

/** True behind `name=`, `name="`, `name='` and `name=[`: what comes is a value, though it may be a word. */
function follows(line: string, at: number): boolean {
  const last = line.charCodeAt(at - 1);
  if (last === 61) return true;
  return (last === 34 || last === 39 || last === 91) && line.charCodeAt(at - 2) === 61;
}

/** `true`, `null`; `Fri` and `Jul` of a date. */
function isValueWord(word: string, line: string, end: number): boolean {
  if (word.length > 5 || word.length < 3) return false;
  if (TRUTH.has(word)) return true;
  return word.length === 3 && CALENDAR.has(word) && DATE_GOES_ON.test(line.slice(end, end + 5));
}
