/** The value at a JSON pointer (RFC 6901), or undefined; inherited properties are never reached. */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  let value = document;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** A string, number or boolean at a pointer as text; undefined for anything else and for empty text. */
export function textAt(document: unknown, pointer: string): string | undefined {
  const value = valueAt(document, pointer);
  if (typeof value === "string") return value.trim() === "" ? undefined : value.trim();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/**
 * What a field of a mapping says: a pointer (`/build/status`), a text with pointers in braces
 * (`Job {/name} failed`), or several of them of which the first that is there counts.
 */
export function fieldText(document: unknown, field: string | readonly string[]): string | undefined {
  if (typeof field !== "string") {
    for (const one of field) {
      const text = fieldText(document, one);
      if (text !== undefined) return text;
    }
    return undefined;
  }
  if (field.startsWith("/")) return textAt(document, field);
  let complete = true;
  const text = field.replace(/\{(\/[^{}]*)\}/g, (_, pointer: string) => {
    const part = textAt(document, pointer);
    if (part === undefined) complete = false;
    return part ?? "";
  });
  return complete && text.trim() !== "" ? text.trim() : undefined;
}
