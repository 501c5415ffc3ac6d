import { at, type Place, type SourceText } from "../text/source-text.ts";
import { manyAt, pairsAt, type Structure, textAt } from "../text/structure.ts";
import type { Condition } from "./facts.ts";

/** Where a value stands, its first lines when it is long. */
export function placeOf(source: SourceText, value: Structure | undefined, fallback: Place): Place {
  return value ? { source, start: value.start, end: Math.min(value.end, value.start + 12) } : fallback;
}

/** The conditions of an object, and of a route's parents or a gateway's listeners. */
export function conditionsOf(source: SourceText, value: Structure): Condition[] {
  const place = at(source, value.start);
  const parents = [...manyAt(value, "status", "parents"), ...manyAt(value, "status", "listeners")];
  return [value, ...parents].flatMap((holder) =>
    (holder === value ? manyAt(value, "status", "conditions") : manyAt(holder, "conditions")).map(
      (condition) => ({
        type: textAt(condition, "type") ?? "",
        status: textAt(condition, "status") ?? "",
        reason: textAt(condition, "reason") ?? "",
        message: textAt(condition, "message") ?? "",
        place: placeOf(source, condition, place),
      }),
    ),
  );
}

/** A flat map of texts: labels. */
export function textsOf(value: Structure, ...path: string[]): Map<string, string> {
  return new Map(pairsAt(value, ...path).map(([key, field]) => [key, field.scalar ?? ""]));
}
