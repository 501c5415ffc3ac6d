import { inside, type Structure, textAt } from "../text/structure.ts";

const MAX_DEPTH = 60;

/**
 * An object as the API gave it, with the lines where its text stands: the text is what is quoted, and it may be written
 * in more ways than a reader of it knows, so the values are the object's own.
 */
export function withTrueValues(read: Structure, objects: readonly unknown[]): Structure {
  const object = objects.find((candidate) => isSame(read, candidate));
  return object === undefined ? read : joined(read, object, 0);
}

function isSame(read: Structure, candidate: unknown): boolean {
  const kind = textOf(candidate, "kind");
  const name = textOf(fieldOf(candidate, "metadata"), "name");
  const namespace = textOf(fieldOf(candidate, "metadata"), "namespace");
  return (
    kind !== undefined &&
    kind === textAt(read, "kind") &&
    name === textAt(read, "metadata", "name") &&
    namespace === textAt(read, "metadata", "namespace")
  );
}

function joined(read: Structure, value: unknown, depth: number): Structure {
  const { start, end } = read;
  if (depth > MAX_DEPTH) return read;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) =>
      joined(read.items?.[index] ?? { start, end: start }, item, depth + 1),
    );
    return { start, end, items };
  }
  if (typeof value === "object" && value !== null) {
    const fields = new Map<string, Structure>();
    for (const [key, field] of Object.entries(value))
      fields.set(key, joined(inside(read, key) ?? { start, end: start }, field, depth + 1));
    return { start, end, fields };
  }
  if (value === null || value === undefined) return { start, end };
  return { start, end, scalar: typeof value === "string" ? value : (JSON.stringify(value) ?? "") };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  return typeof field === "string" ? field : undefined;
}
