import type { ChangeSet } from "../domain/index.ts";
import { oneLine } from "./wording.ts";

/** The states to compare: the last good one (when one is known) and the failed one. */
export interface Range {
  base?: string;
  head: string;
  /** How the base is known to be good: "run 41 was green". */
  baseReason?: string;
}

/** A change set for reading: newest first, each commit with its files. `note` says what is special about it. */
export function describeChanges(range: Range, set: ChangeSet, note: string | undefined): string {
  const count = set.changes.length === 1 ? "1 commit" : `${set.changes.length} commits`;
  const lines = [
    range.base
      ? `${count} from ${range.base}${range.baseReason ? ` (${range.baseReason})` : ""} to ${range.head}`
      : `${count} up to ${range.head}`,
  ];
  if (note) lines.push(note);
  if (set.truncated && range.base) lines.push("There are more; these are the newest.");
  for (const change of set.changes) {
    const by = change.login ? `${oneLine(change.author)} (@${change.login})` : oneLine(change.author);
    lines.push("", `commit ${change.id}`, `by ${by} at ${change.committedAt ?? "?"}`, `    ${change.title}`);
    for (const file of change.files) lines.push(`  ${oneLine(file.path)} +${file.added} -${file.deleted}`);
  }
  return `${lines.join("\n")}\n`;
}
