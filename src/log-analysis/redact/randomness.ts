/** Shannon entropy in bits a character. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const CONSONANTS = /[bcdfghjklmnpqrstvwxz]{6}/i;

/** Letters and digits that change so often, or have so many consonants together, as no joined words do. */
function isJumbled(value: string): boolean {
  if (value.length < 12 || !/[0-9]/.test(value)) return false;
  const pieces = value.match(PIECE)?.length ?? 0;
  return pieces * 2 >= value.length || (pieces > 1 && CONSONANTS.test(value));
}

/**
 * True when a value looks made by a generator rather than by a person naming a thing. Names are words joined
 * by `-`, `_`, `.`, `/` or a change of case, with at most a short number; generated values are not.
 */
export function looksGenerated(value: string): boolean {
  if (value.length < 10 || value.length > 4096) return false;
  const bits = entropy(value);
  if (bits < 2.8) return false;
  const digits = value.replace(/[^0-9]/g, "").length;
  const letters = value.replace(/[^A-Za-z]/g, "").length;
  if (letters === 0) return false;
  const words = value.split(/[-_./:@+=~%!#, ]+|(?<=[a-z])(?=[A-Z][a-z])/).filter(Boolean);
  const plain = words.filter((word) => /^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}|v?\d{1,4})$/.test(word)).length;
  if (words.length > 1 && plain === words.length) return false;
  // A change of case inside words is what chance does and people do not.
  const flips = value.match(/[a-z][A-Z]|[A-Z]{2}[a-z]/g)?.length ?? 0;
  if (digits === 0 && value.length >= 16 && flips >= value.length / 6 && bits >= 3.5) return true;
  const few = digits <= 1 && plain * 2 <= words.length && bits >= 3.8;
  if (few && value.length >= 20 && flips >= value.length / 8) return true;
  if (digits === 0) return false;
  if (plain >= words.length - 1 && words.length > 2 && digits < 5) return false;
  if (isJumbled(value)) return true;
  const switches = value.match(/[A-Za-z][0-9]|[0-9][A-Za-z]/g)?.length ?? 0;
  return switches >= 2 || (digits >= 4 && bits >= 3);
}
