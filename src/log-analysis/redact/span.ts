/** A secret's place in a text: offsets in UTF-16 units, `end` exclusive. */
export interface SecretSpan {
  start: number;
  end: number;
  rule: string;
}

/** Rules that say what a secret is win over rules that only say that something is one. */
const GENERAL = new Set(["password", "secret", "url-credentials", "authorization", "cookie", "known-secret"]);

/** Sorts, joins what overlaps and keeps the most telling rule of each joined group. */
export function joinSpans(spans: readonly SecretSpan[]): SecretSpan[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: SecretSpan[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) {
      joined.push({ ...span });
      continue;
    }
    last.end = Math.max(last.end, span.end);
    if (GENERAL.has(last.rule) && !GENERAL.has(span.rule)) last.rule = span.rule;
  }
  return joined;
}
