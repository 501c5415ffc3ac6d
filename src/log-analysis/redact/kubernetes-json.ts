import { isPlaceholder } from "./placeholder.ts";
import type { SecretSpan } from "./span.ts";

/** How far from its kind the data of a Secret is looked for. */
const WINDOW = 16_384;
const DATA = /\\{0,2}"(?:data|stringData)\\{0,2}":\s{0,4}\{/g;
const ENTRY =
  /\s{0,80}\\{0,2}"[\w./-]{1,250}\\{0,2}":\s{0,4}\\{0,2}"([^"\\]{0,16000})(?:\\[nrt/][^"\\]{0,200}){0,50}\\{0,2}",?/y;

/**
 * Values under `data` and `stringData` of a Kubernetes Secret in JSON, perhaps inside another string, whose kind
 * stands between `start` and `end`. They stand before the kind or behind it, in the same object.
 */
export function kubernetesSecretValues(text: string, start: number, end: number): SecretSpan[] {
  const from = Math.max(0, start - WINDOW);
  const window = text.slice(from, end + WINDOW);
  const spans: SecretSpan[] = [];
  let nearest: { at: number; distance: number } | undefined;
  for (const match of window.matchAll(DATA)) {
    const at = match.index + match[0].length;
    const distance = Math.abs(from + at - start);
    if (nearest === undefined || distance < nearest.distance) nearest = { at, distance };
  }
  if (nearest === undefined) return [];
  ENTRY.lastIndex = nearest.at;
  for (let entry = ENTRY.exec(window); entry !== null; entry = ENTRY.exec(window)) {
    const value = entry[1] ?? "";
    if (value.length >= 3 && !isPlaceholder(value)) {
      const at = from + entry.index + entry[0].lastIndexOf(value);
      spans.push({ start: at, end: at + value.length, rule: "kubernetes-secret" });
    }
  }
  return spans;
}
