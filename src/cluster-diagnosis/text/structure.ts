/**
 * A value of a JSON or YAML document with the lines where it stands. Scalars are kept as text: what is compared
 * are names, reasons and messages.
 */
export interface Structure {
  /** 1-based; that of its key where it has one. */
  start: number;
  end: number;
  scalar?: string;
  items?: Structure[];
  fields?: Map<string, Structure>;
}

/** The value at a path of keys, or undefined. */
export function inside(structure: Structure | undefined, ...path: string[]): Structure | undefined {
  let found = structure;
  for (const key of path) found = found?.fields?.get(key);
  return found;
}

export function textAt(structure: Structure | undefined, ...path: string[]): string | undefined {
  return inside(structure, ...path)?.scalar;
}

export function numberAt(structure: Structure | undefined, ...path: string[]): number | undefined {
  const text = textAt(structure, ...path);
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

export function itemsAt(structure: Structure | undefined, ...path: string[]): Structure[] {
  return inside(structure, ...path)?.items ?? [];
}

/** The items of a list; a lone object where a description does not tell a list of one from an object. */
export function manyAt(structure: Structure | undefined, ...path: string[]): Structure[] {
  const found = inside(structure, ...path);
  return found?.items ?? (found?.fields ? [found] : []);
}

/** `{a: "1", b: "2"}` as pairs with their lines. */
export function pairsAt(structure: Structure | undefined, ...path: string[]): [string, Structure][] {
  return [...(inside(structure, ...path)?.fields ?? [])];
}
