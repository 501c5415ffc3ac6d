import type { SecretSpan } from "./span.ts";

/** A line longer than this is worked on in parts. */
export const LONGEST_LINE = 256 * 1024;
/** What of such a part waits for the next one, so that a secret cut in two is still found. */
const OVERLAP = 8 * 1024;

/**
 * Where the part of a line that ends with the text is cut: no further back than `from`, between two values if there are
 * any, and not within a secret. One that is longer than any may be swallowed: it is masked, and what follows of it goes.
 */
export function placeToCut(
  text: string,
  from: number,
  spans: readonly SecretSpan[],
): { cut: number; swallow: boolean } {
  let cut = text.length - OVERLAP;
  const comma = text.lastIndexOf('",', cut) + 2;
  if (comma > cut - OVERLAP) cut = comma;
  const crossing = spans.find((span) => span.start < cut && span.end > cut);
  if (crossing === undefined) return { cut, swallow: false };
  if (crossing.end < text.length) return { cut: crossing.end, swallow: false };
  if (text.length - crossing.start > OVERLAP * 2) return { cut: text.length, swallow: true };
  return { cut: Math.max(from, crossing.start), swallow: false };
}
