/**
 * Secrets that can be told by their own form. Each row holds the fixed text that starts (or marks) the token,
 * and the whole form as its issuer documents it; written for this project from those descriptions.
 * Every quantifier is bounded and no two neighbours share characters in a way that can backtrack far.
 */
export interface TokenFormat {
  rule: string;
  /** Fixed texts, any case; the scan finds these first. */
  keywords: readonly string[];
  /** Matched from the keyword's start less `back`. */
  form: RegExp;
  /** How many characters of the form stand before the keyword. */
  back?: number;
  /** Which group is the secret; the whole form when absent. */
  group?: number;
  /** Needs digits, lower and upper case together: forms so loose that a name could fit. */
  mixed?: true;
}

const END = "(?![A-Za-z0-9_-])";
export const ALNUM = "[A-Za-z0-9]";
export const WORD = "[A-Za-z0-9_-]";

export function token(rule: string, prefix: string, body: string, end = END): TokenFormat {
  const literal = prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return { rule, keywords: [prefix], form: new RegExp(`${literal}${body}${end}`, "y") };
}
