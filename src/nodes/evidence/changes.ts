import type { Evidence } from "../../domain/index.ts";
import { Change, ChangeSet } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";

/** The changes that may be to blame, as the evidence holds them. */
export interface KnownChanges {
  /** Newest first; a change whose diff was fetched carries its patches. */
  changes: Change[];
  /** False when no evidence told of changes at all. */
  known: boolean;
  truncated: boolean;
}

/** Changes from stored `changes` evidence, completed with the files of fetched diffs. */
export async function readChanges(
  store: Pick<EvidenceStore, "data">,
  incident: string,
  evidence: readonly Evidence[],
): Promise<KnownChanges> {
  const found: KnownChanges = { changes: [], known: false, truncated: false };
  const detailed = new Map<string, Change>();
  for (const entry of evidence) {
    if (entry.kind !== "changes" && entry.kind !== "diff") continue;
    const data = await store.data(incident, entry.id);
    const set = ChangeSet.safeParse(data);
    const single = Change.safeParse(data);
    const changes = set.success ? set.data.changes : single.success ? [single.data] : [];
    if (entry.kind === "diff") {
      for (const change of changes) detailed.set(change.id, change);
      continue;
    }
    found.known ||= set.success;
    found.truncated ||= set.success && set.data.truncated;
    for (const change of changes) {
      if (!found.changes.some((other) => other.id === change.id)) found.changes.push(change);
    }
  }
  found.changes = found.changes.map((change) => withFiles(change, detailed.get(change.id)));
  return found;
}

function withFiles(change: Change, detail: Change | undefined): Change {
  return detail === undefined || detail.files.length === 0 ? change : { ...change, files: detail.files };
}

/** Whether two paths name the same file, one possibly with more folders in front. */
export function samePath(a: string, b: string): boolean {
  const left = plainPath(a);
  const right = plainPath(b);
  return left !== "" && (left === right || left.endsWith(`/${right}`) || right.endsWith(`/${left}`));
}

function plainPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
}
