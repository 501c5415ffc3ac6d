import type { Category } from "../../domain/failure.ts";

/**
 * What a line is, in falling order of how much it says:
 * `test` opens the report of one failed test, `diagnostic` is a compiler's or linter's finding at a place,
 * `exception` opens an uncaught exception, `error` is a tool's own word that it failed, `shell` is the shell's,
 * `infra` the runner's or the platform's, `list` opens a list of failures, `mark` a progress line that marks
 * a failure, `place` is a finding without a severity, `warning` one that may have been made an error, `mention` only holds a suspicious word, `cascade` follows from another failure,
 * `count` tells of no failure although its words sound like one.
 */
export type Kind =
  | "test"
  | "diagnostic"
  | "exception"
  | "error"
  | "shell"
  | "infra"
  | "list"
  | "mark"
  | "place"
  | "warning"
  | "mention"
  | "cascade"
  | "count";

/** One line of a tool's published output format. */
export interface Grammar {
  readonly tool: string;
  readonly kind: Kind;
  readonly category: Category;
  /** Lower-case words (a `0` stands for any digit) of which one must stand in the line. */
  readonly when: readonly string[];
  /** Tried on the cleaned line, at most 4,096 characters long; may not backtrack over more than one stretch. */
  readonly pattern: RegExp;
}

/** A row of a table of grammars. */
export function grammar(
  tool: string,
  kind: Kind,
  category: Category,
  when: readonly string[],
  pattern: RegExp,
): Grammar {
  return { tool, kind, category, when, pattern };
}
