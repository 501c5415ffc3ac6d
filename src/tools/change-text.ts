import type { Change, ChangeSet } from "../domain/index.ts";
import type { CollectedEvidence } from "./collector.ts";
import { oneLine } from "./wording.ts";

/** The states to compare: the last good one (when one is known) and the failed one. */
export interface Range {
  base?: string;
  head: string;
  /** How the base is known to be good: "run 41 was green". */
  baseReason?: string;
}

/** What a host told of the commits of a range. */
export interface FoundChanges {
  /** Newest first. */
  changes: Change[];
  /** True when the host has more. */
  truncated: boolean;
  /** What is special about them. */
  note?: string | undefined;
  url?: string | undefined;
}

/** The evidence `changes` of a range: for reading, and as a `ChangeSet`. */
export function changesEvidence(
  range: Range,
  { changes, truncated, note, url }: FoundChanges,
): CollectedEvidence {
  const data: ChangeSet = {
    ...(range.base ? { base: range.base } : {}),
    head: range.head,
    changes,
    truncated,
  };
  const head = range.head.slice(0, 7);
  return {
    kind: "changes",
    title: `Changes ${range.base ? `${range.base.slice(0, 7)}...${head}` : `up to ${head}`}`,
    ...(url ? { url } : {}),
    content: describeChanges(range, data, note),
    data,
    ...(truncated ? { truncated: true } : {}),
  };
}

/** A change set for reading: newest first, each commit with its files. `note` says what is special about it. */
function describeChanges(range: Range, set: ChangeSet, note: string | undefined): string {
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
