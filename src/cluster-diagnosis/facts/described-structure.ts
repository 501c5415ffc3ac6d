import type { Entry } from "../text/read-description.ts";
import type { Structure } from "../text/structure.ts";

/**
 * What `kubectl describe` prints of a custom resource, as the object that it was: keys in the API's spelling. A list
 * of objects is printed as their keys in a row, so an item begins where a key comes again.
 */
export function structureOf(entries: readonly Entry[]): Structure {
  const [first] = entries;
  const start = first?.line ?? 1;
  const end = entries.reduce((most, entry) => Math.max(most, entry.end), start);
  const items: Structure[] = [];
  let fields = new Map<string, Structure>();
  const close = () => {
    const values = [...fields.values()];
    items.push({
      start: Math.min(...values.map((value) => value.start)),
      end: Math.max(...values.map((value) => value.end)),
      fields,
    });
    fields = new Map();
  };
  for (const entry of entries) {
    if (entry.key === "") continue;
    const key = spelled(entry.key);
    if (fields.has(key)) close();
    fields.set(key, valueOf(entry));
  }
  if (items.length === 0) return { start, end, fields };
  close();
  return { start, end, items };
}

function valueOf(entry: Entry): Structure {
  const { line: start, end } = entry;
  const rows = entry.children.filter((child) => child.key === "");
  if (entry.value !== "" || entry.children.length === 0) {
    const more = rows.map((row) => row.value);
    return { start, end, scalar: [entry.value, ...more].join(" ").trim() };
  }
  if (rows.length === entry.children.length) {
    return { start, end, items: rows.map((row) => ({ start: row.line, end: row.line, scalar: row.value })) };
  }
  return { ...structureOf(entry.children), start, end };
}

/** `Backend Refs` is `backendRefs`. */
function spelled(label: string): string {
  const [first = "", ...rest] = label.split(" ");
  const head = /^[A-Z]+$/.test(first) ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1);
  return head + rest.join("");
}
