import type { Cause, Evidence, Location, SuspectRanking } from "../../domain/index.ts";
import type { EvidenceStore } from "../../store/ports.ts";
import { samePath } from "../evidence/changes.ts";
import type { ReadLog } from "../evidence/log-record.ts";
import { cite } from "../evidence/quotes.ts";

/** Lines of a diff that are looked through. */
const MAX_DIFF_LINES = 5_000;
const MAX_CITED_LINES = 8;

/**
 * Adds the lines of the suspect change's diff to the first cause, when that diff touches a file that the
 * failure names: what broke stands next to what changed.
 */
export async function citeSuspectDiff(
  store: Pick<EvidenceStore, "lines">,
  incident: string,
  evidence: readonly Evidence[],
  suspects: SuspectRanking,
  logs: readonly ReadLog[],
  causes: readonly Cause[],
): Promise<void> {
  const cause = causes[0];
  const suspect = suspects.verdict === "change" ? suspects.ranking[0] : undefined;
  // Collectors name the commit in a diff's title by its first seven letters.
  const diff = evidence.findLast(
    (entry) => entry.kind === "diff" && suspect !== undefined && entry.title.includes(suspect.id.slice(0, 7)),
  );
  if (cause === undefined || diff === undefined) return;
  const lines = await store.lines(incident, diff.id, 1, MAX_DIFF_LINES);
  const places = placesOf(logs);
  const at = changedLineAt(lines, places);
  if (at === undefined) return;
  const citation = await cite(store, incident, diff.id, { ...at, focus: at.start });
  if (citation !== undefined) cause.citations.push(citation);
}

type Place = Pick<Location, "path"> & { line?: number };

function placesOf(logs: readonly ReadLog[]): Place[] {
  return logs.flatMap(({ findings }) => [
    ...findings.locations,
    ...findings.failedTests.flatMap((test) => (test.file === undefined ? [] : [{ path: test.file }])),
  ]);
}

/**
 * The run of added and removed lines in a unified diff nearest to a named place, as 1-based lines of the diff;
 * undefined when the diff touches none of the places.
 */
export function changedLineAt(
  diff: readonly string[],
  places: readonly Place[],
): { start: number; end: number } | undefined {
  let best: { start: number; end: number; distance: number } | undefined;
  let wanted: Place[] = [];
  let line = 0;
  for (let index = 0; index < diff.length; index++) {
    const text = diff[index] ?? "";
    if (text.startsWith("+++ ") || text.startsWith("--- ")) {
      const path = text
        .slice(4)
        .replace(/^[ab]\//, "")
        .trimEnd();
      if (path !== "/dev/null") wanted = places.filter((place) => samePath(place.path, path));
      continue;
    }
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text);
    if (hunk !== null) {
      line = Number(hunk[1]);
      continue;
    }
    const mark = text[0];
    if (mark !== "+" && mark !== "-") {
      line++;
      continue;
    }
    let end = index;
    const from = line;
    while (end < diff.length && isChanged(diff[end])) {
      if (diff[end]?.[0] === "+") line++;
      end++;
    }
    const distance = nearest(wanted, from, line);
    if (distance !== undefined && (best === undefined || distance < best.distance)) {
      best = { start: index + 1, end: Math.min(end, index + MAX_CITED_LINES), distance };
    }
    index = end - 1;
  }
  return best === undefined ? undefined : { start: best.start, end: best.end };
}

function isChanged(text: string | undefined): boolean {
  return text !== undefined && /^[+-]/.test(text) && !text.startsWith("+++ ") && !text.startsWith("--- ");
}

/** Lines between the changed range and the nearest named line; a place without a line is far, but counts. */
function nearest(places: readonly Place[], from: number, to: number): number | undefined {
  const distances = places.map((place) => {
    if (place.line === undefined) return 10_000;
    if (place.line < from) return from - place.line;
    return place.line > to ? place.line - to : 0;
  });
  return distances.length === 0 ? undefined : Math.min(...distances);
}
