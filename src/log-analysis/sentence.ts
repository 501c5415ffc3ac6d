const LONGEST = 297;

/** One sentence: white space joined, at most 300 characters, closed by a mark that is not a colon; `…` where it was cut. */
export function sentence(text: string): string {
  const whole = text
    .slice(0, 10 * LONGEST)
    .replace(/\s+/g, " ")
    .replace(/[\s:,;]{1,20}$/, "");
  if (whole.length > LONGEST) return `${whole.slice(0, LONGEST).replace(/\s+\S{0,40}$/, "")}…`;
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** A test's name within a sentence: in quotation marks when it is several words. */
export function nameInSentence(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}
