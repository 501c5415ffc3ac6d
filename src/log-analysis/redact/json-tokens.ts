/**
 * Reads strings and brackets of JSON out of a log, where it may stand inside strings of other JSON. `level` is how
 * many backslashes stand before each of its quotes: 0 in JSON, 1 in JSON within a string, 3 in a string within that.
 */
export type JsonToken =
  | { kind: "open"; array: boolean; next: number }
  | { kind: "close"; next: number }
  /** `start` and `end` are those of what stands between the quotes; a key has its colon behind it. */
  | { kind: "string"; key: boolean; start: number; end: number; next: number }
  /** A string that the text's end cut off. */
  | { kind: "cut"; start: number; end: number; next: number }
  /** The string around this JSON ends here. */
  | { kind: "end"; next: number };

function backslashesBefore(text: string, at: number, from: number): number {
  let count = 0;
  while (at - count > from && text.charCodeAt(at - count - 1) === 92) count += 1;
  return count;
}

/** A quote inside of a string has more backslashes than those around it, and what ends in backslashes has all doubled. */
function isQuote(backslashes: number, level: number): boolean {
  return backslashes % (2 * level + 2) === level;
}

function stringToken(text: string, start: number, level: number): JsonToken {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 1)) {
    const backslashes = backslashesBefore(text, at, start);
    if (backslashes < level) return { kind: "string", key: false, start, end: at - backslashes, next: at };
    if (!isQuote(backslashes, level)) continue;
    const key = /^[ \t]{0,8}:/.test(text.slice(at + 1, at + 10));
    return { kind: "string", key, start, end: at - level, next: at + 1 };
  }
  return { kind: "cut", start, end: text.length, next: text.length };
}

/** A string whose beginning, cut off, was taken before. */
export function restOfString(text: string, level: number): JsonToken {
  return stringToken(text, 0, level);
}

/** The next token from `from` on; undefined at the end of the text. */
export function nextJsonToken(text: string, from: number, level: number): JsonToken | undefined {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "{" || char === "[") return { kind: "open", array: char === "[", next: at + 1 };
    if (char === "}" || char === "]") return { kind: "close", next: at + 1 };
    if (char !== '"') continue;
    const backslashes = backslashesBefore(text, at, from);
    if (backslashes < level) return { kind: "end", next: at + 1 };
    if (isQuote(backslashes, level)) return stringToken(text, at + 1, level);
  }
  return undefined;
}

const KEYS_THAT_TELL = /"(?:kind|data|stringData)\\{0,7}"\s{0,4}:/g;

/** Where a key that tells of a Kubernetes object stands from `from` on, and the level of its JSON. */
export function findTellingKey(text: string, from: number): { start: number; level: number } | undefined {
  KEYS_THAT_TELL.lastIndex = from;
  const match = KEYS_THAT_TELL.exec(text);
  if (match === null) return undefined;
  const level = backslashesBefore(text, match.index, from);
  return { start: match.index - level, level };
}
