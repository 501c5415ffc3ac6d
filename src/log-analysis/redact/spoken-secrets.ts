import { isPlaceholder } from "./placeholder.ts";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";
import type { SpokenForm } from "./spoken-forms.ts";

const LONGEST_LEAD = 240;

function looksLike(look: SpokenForm["look"], value: string): boolean {
  if (look === "any") return true;
  if (look === "generated") return looksGenerated(value);
  return looksGenerated(value) || (value.length >= 6 && /[0-9]/.test(value) && /[^0-9]/.test(value));
}

/** What the form whose keyword stands at `start` says is a secret. */
export function spokenSecret(text: string, spoken: SpokenForm, start: number): SecretSpan | undefined {
  // Looked at within bounds first, since a hostile line may be long and full of keywords.
  const before = text.slice(Math.max(0, start - LONGEST_LEAD), start);
  const lead = spoken.leadLines ? before : before.slice(before.lastIndexOf("\n") + 1);
  let at = start - lead.length;
  let match = spoken.lead?.exec(lead) ?? null;
  if (spoken.lead !== undefined && match === null) return undefined;
  if (spoken.form !== undefined) {
    at = start;
    spoken.form.lastIndex = start;
    match = spoken.form.exec(text);
  }
  const value = match?.slice(1).find((group) => group !== undefined);
  if (match === null || value === undefined || isPlaceholder(value)) return undefined;
  if (!looksLike(spoken.look, value)) return undefined;
  const from = spoken.form === undefined ? at + match.index : at;
  const valueAt = from + match[0].lastIndexOf(value);
  return { start: valueAt, end: valueAt + value.length, rule: spoken.rule };
}
