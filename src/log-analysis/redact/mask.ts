import { createHmac } from "node:crypto";
import type { SecretSpan } from "./span.ts";

export type Mask = (rule: string, secret: string) => string;

/** `[redacted:rule#mark]` with a mark that is alike for the same secret under the salt, and none without a salt. */
export function createMask(salt: string | undefined): Mask {
  const masks = new Map<string, string>();
  return (rule, secret) => {
    if (salt === undefined) return `[redacted:${rule}]`;
    const known = masks.get(secret);
    if (known !== undefined) return known;
    const mark = createHmac("sha256", salt).update(secret).digest("hex").slice(0, 4);
    const mask = `[redacted:${rule}#${mark}]`;
    if (masks.size < 1000) masks.set(secret, mask);
    return mask;
  };
}

/** The text between `from` and `to` with what lies there of the spans (sorted, apart from each other) masked. */
export function maskSpans(
  text: string,
  spans: readonly SecretSpan[],
  mask: Mask,
  from = 0,
  to = text.length,
): string {
  let out = "";
  let at = from;
  for (const span of spans) {
    if (span.end <= from || span.start >= to) continue;
    out += text.slice(at, Math.max(span.start, from)) + mask(span.rule, text.slice(span.start, span.end));
    at = Math.min(span.end, to);
  }
  return out + text.slice(at, to);
}
