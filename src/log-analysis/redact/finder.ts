import type { SecretSpan } from "./span.ts";

/** Looks at one place of a text where its keyword stands, between `start` and `end`, and adds what is a secret there. */
export type Find = (text: string, start: number, end: number, spans: SecretSpan[]) => void;

export interface Finder {
  /** In lower case; found whatever the case. */
  keyword: string;
  find: Find;
}

/** A finder of at most one secret. */
export function one(
  keyword: string,
  find: (text: string, start: number, end: number) => SecretSpan | undefined,
): Finder {
  return {
    keyword,
    find: (text, start, end, spans) => {
      const span = find(text, start, end);
      if (span !== undefined) spans.push(span);
    },
  };
}

/** True where a word may begin. */
export function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  const alphanumeric =
    (before >= 48 && before <= 57) || (before >= 65 && before <= 90) || (before >= 97 && before <= 122);
  // `%3Dghp_…`: the letters before the token belong to an escaped character.
  return !alphanumeric || /%[0-9A-Fa-f]{2}$|\\[nrtu]$/.test(text.slice(Math.max(0, at - 3), at));
}
