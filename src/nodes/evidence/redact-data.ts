import { redactText } from "../../log-analysis/index.ts";

/** Deeper nesting than any collector's structure has; below it values are left out. */
const MAX_DEPTH = 20;

/**
 * Redacts every string of a plain JSON value, keys included. Lone surrogates and NULs become U+FFFD, since a
 * JSON column takes neither.
 */
export function redactData(value: unknown, salt: string, depth = 0): unknown {
  if (typeof value === "string") return redactLine(value, salt);
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => redactData(item, salt, depth + 1));
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [redactLine(key, salt), redactData(item, salt, depth + 1)]),
    );
  }
  return undefined;
}

/** One string without secrets and without what a database refuses. */
export function redactLine(text: string, salt: string): string {
  return redactText(storable(text), { salt }).text;
}

/** Replaces NULs and lone surrogates. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(/\p{Surrogate}/gu, "\uFFFD");
}
