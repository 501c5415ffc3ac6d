import { Buffer } from "node:buffer";
import { looksGenerated } from "./randomness.ts";
import type { SecretSpan } from "./span.ts";

/**
 * Secrets already seen once in this text: later they may stand without the name that told them, or encoded in
 * Base64 or for a URL. Bounded: the first values win.
 */
export interface KnownValues {
  learn(value: string, rule: string): void;
  /** Where they stand, in the clear or encoded. */
  find(text: string): SecretSpan[];
}

const MOST_VALUES = 24;

/**
 * The Base64 of a value inside a longer encoded text depends on where it falls in its group of three bytes; these
 * are the characters that stay the same for each of the three positions.
 */
function base64Forms(value: string): string[] {
  const forms: string[] = [];
  for (let lead = 0; lead < 3; lead += 1) {
    const encoded = Buffer.concat([Buffer.alloc(lead), Buffer.from(value, "utf8")]).toString("base64");
    const clean = encoded.replace(/=+$/, "");
    const tail = (lead + Buffer.byteLength(value)) % 3 === 0 ? 0 : 1;
    forms.push(clean.slice(lead === 0 ? 0 : lead + 1, clean.length - tail));
  }
  return forms;
}

export function createKnownValues(): KnownValues {
  const values = new Set<string>();
  const needles: { text: string; rule: string }[] = [];
  return {
    learn(value, rule) {
      if (values.size >= MOST_VALUES || values.has(value) || value.length > 1024) return;
      if (value.length < 8 || !looksGenerated(value) || rule === "private-key") return;
      values.add(value);
      const forms = new Set([value, ...base64Forms(value), encodeURIComponent(value)]);
      for (const text of forms) if (text.length >= 8) needles.push({ text, rule });
    },
    find(text) {
      const spans: SecretSpan[] = [];
      for (const needle of needles) {
        let at = text.indexOf(needle.text);
        while (at >= 0) {
          spans.push({ start: at, end: at + needle.text.length, rule: needle.rule });
          at = text.indexOf(needle.text, at + needle.text.length);
        }
      }
      return spans;
    },
  };
}
