/** Names under which linters write the same thing, without capitals, dashes and underlines; the first found counts. */
const named = (names: string): readonly string[] => names.split(" ");

export const PATHS = named("filepath filename file path");
/** Names that are a file's only around findings, or in a place. */
export const OUTER_PATHS = named("filepath filename file path source name");
export const LINES = named(
  "line linenumber lineno startline startlineno linestart linefrom beginline row filelinerange begin",
);
export const COLUMNS = named(
  "column columnnumber col coloffset startcolumn columnstart columnfrom startlinepos character",
);
export const MESSAGES = named(
  "message msg text description failure issuetext reason qualifier details problemmessage ruledescription checkname",
);
export const RULES = named(
  "ruleid rule rulename rulenames check checkname checkid copname testid symbol fromlinter warningtype bugtype " +
    "identifier code",
);
export const SEVERITIES = named("severity level issueseverity ruleseverity type");
/** What holds a place: the first that gives a line counts. */
export const PLACES = named(
  "location pos position positions range span start begin startposition lines labels",
);
/** An entry of a program's own log has a time; a finding has none. */
export const TIMES = named("time ts timestamp @timestamp datetime asctime");

/** An object's fields by such names. */
export type Fields = ReadonlyMap<string, unknown>;

export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(
    Object.entries(value).map(([key, field]) => [key.toLowerCase().replaceAll(/[_-]/g, ""), field]),
  );
}

/** The first of these that is a text, or a list that begins with one. */
export function textOf(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const field = firstOf(fields.get(name));
    if (typeof field === "string" && field !== "") return field.slice(0, 4000);
  }
  return undefined;
}

/** The first of these that is a whole number, be it written as a text or the first of a list. */
export function numberOf(fields: Fields, names: readonly string[]): number | undefined {
  for (const name of names) {
    const field = firstOf(fields.get(name));
    const value = typeof field === "string" && /^\d{1,7}$/.test(field) ? Number(field) : field;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  }
  return undefined;
}

export function firstOf(field: unknown): unknown {
  return Array.isArray(field) ? field[0] : field;
}
