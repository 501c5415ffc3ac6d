import { RE2JS } from "re2js";
import { InquestError, type LabelMatcher } from "../domain/index.ts";

/** Patterns that are kept compiled; there are few silences at a time. */
const MOST_KEPT = 200;
/** Of a value; more is not looked at. */
const LONGEST_VALUE = 2_000;

const compiled = new Map<string, RE2JS>();

/**
 * Whether the labels are as the matcher wants them, as Alertmanager has it: a missing label is an empty one, and an
 * expression must fit the whole value. RE2 takes time in proportion to pattern and value, whatever they are.
 */
export function labelHolds(
  { name, operator, value }: LabelMatcher,
  labels: ReadonlyMap<string, string | undefined>,
): boolean {
  const own = (labels.get(name) ?? "").slice(0, LONGEST_VALUE);
  switch (operator) {
    case "=":
      return own === value;
    case "!=":
      return own !== value;
    case "=~":
      return patternOf(value).matches(own);
    case "!~":
      return !patternOf(value).matches(own);
  }
}

/** @throws InquestError `invalid_request` when the expression cannot be used */
export function checkMatcher(matcher: LabelMatcher): void {
  if (matcher.operator === "=" || matcher.operator === "!=") return;
  try {
    patternOf(matcher.value);
  } catch (cause) {
    throw new InquestError(
      "invalid_request",
      `The expression of ${matcher.name.slice(0, 60)} cannot be used.`,
      "Write it as Alertmanager takes it (RE2 syntax: no look-around, no back-references), without repeats of repeats.",
      { cause },
    );
  }
}

function patternOf(text: string): RE2JS {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  // As Alertmanager does: the dot stands for a line end too.
  const pattern = RE2JS.compile(text, RE2JS.DOTALL);
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(text, pattern);
  return pattern;
}
