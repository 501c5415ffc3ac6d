import type { Location } from "../../domain/failure.ts";
import type { LogView } from "../scan/log-view.ts";
import { FILE_LINE, FINDING_LISTS, type FindingList, UNDER_A_FILE } from "./finding-lists.ts";
import { type FindingTable, rowOf, tableOf } from "./finding-tables.ts";
import { isPath, LOCATION_GRAMMARS } from "./location-grammars.ts";
import { bitsOf } from "./needs.ts";
import { LIBRARY } from "./place-parts.ts";
import { TEX_LINES, texFileAbove } from "./tex-file.ts";

/** Kept at most; a warning gives way to an error. */
const MOST = 2000;
const MOST_FRAMES = 300;
const MOST_SEEN = 5000;
const MOST_LISTS = 1000;
const MOST_TABLES = 20;
const MOST_TEX = 50;
/** What stands so many lines below a finding is part of it. */
const OWN_LINES = 8;
/** Lines that are known again, and the longest of them. */
const MOST_TOLD = 5000;
const LONGEST_TOLD = 400;
/** Lines below a header that may be its findings. */
const LONGEST_LIST = 600;
const MOST_ROWS = 2000;
/** How the frame of a stack begins: the JVM's, Node's and .NET's; Julia's; Go's; a sanitizer's; Valgrind's. */
const FRAME =
  /^(?:\s{1,12}at |\s{1,8}@ \w|\s{1,8}\S{1,250}:\d{1,7} \+0x|\s{0,8}# ?\d{1,3} |\s{1,12}# |==\d{1,10}== {2,8}(?:at|by) 0x)/;
/** The grammars of a stack's frames, and all others. */
const GRAMMARS = LOCATION_GRAMMARS.map((grammar) => ({ ...grammar, bits: bitsOf(grammar.needs) }));
const FRAMES = GRAMMARS.filter(({ name }) => name.endsWith(" frame"));
const PLACES = GRAMMARS.filter(({ name }) => !name.endsWith(" frame"));
const INSTALLED = new RegExp(`^${LIBRARY}`);
/** A stack that begins so many lines after a finding belongs to the tool that found it. */
const OWN_STACK = 12;

type Found = Location & { underFile?: true; frame?: true };

/** Takes what a pattern captured at a line; false when it names no place. */
type AddPlace = (
  groups: Record<string, string | undefined>,
  at: number,
  underFile: boolean,
  frame: boolean,
) => boolean;

/** Collects the places that a log names, errors before warnings when there are more than 2,000. */
export function createLocationStore() {
  let found: Found[] = [];
  const seen = new Set<string>();
  let lastAtMargin = Number.NEGATIVE_INFINITY;
  const lists: { list: FindingList; at: number }[] = [];
  const tables: { table: FindingTable; at: number }[] = [];
  const texLines: { groups: Record<string, string | undefined>; at: number }[] = [];
  /** Lines that would add nothing if they came again; true for those whose place stands at the margin. */
  const told = new Map<string, boolean>();

  function know(text: string, atMargin: boolean): void {
    if (told.size < MOST_TOLD && text.length <= LONGEST_TOLD) told.set(text, atMargin);
  }

  function add(
    groups: Record<string, string | undefined>,
    at: number,
    underFile: boolean,
    frame: boolean,
  ): boolean {
    const path = (groups["path"] ?? "").trim().replaceAll("\\\\", "\\");
    const line = Number(groups["line"]);
    if (line === 0 || (!underFile && !isPath(path))) return false;
    const severity = severityOf(groups["severity"]);
    // A linter that mended its finding on the spot says so, Unity and Check name passed tests like failed ones, and a
    // note belongs to the finding before it.
    if (/\[Corrected\]|^\w{1,200}:(?:PASS|IGNORE)\b|^P:\w/.test(groups["message"] ?? "")) return true;
    if (severity === "info" && /^note$/i.test(groups["severity"] ?? "")) return true;
    // A frame of Ruby's in a gem, which stands at the margin like the one in the program.
    if (/^(?:in )[`']/.test(groups["message"] ?? "") && INSTALLED.test(path)) return true;
    const column = groups["column"] ? Number(groups["column"]) : undefined;
    const message = groups["message"]?.replace(/^[\s:]{1,8}/, "").trim();
    const key = `${underFile ? at : path}:${line}:${column ?? ""}:${message?.slice(0, 80) ?? ""}`;
    if (seen.has(key)) return true;
    if (seen.size < MOST_SEEN) seen.add(key);
    found.push({
      path,
      line,
      at,
      ...(column === undefined ? {} : { column }),
      ...(severity ? { severity } : {}),
      ...(message ? { message } : {}),
      ...(underFile ? { underFile: true as const } : {}),
      ...(frame ? { frame: true as const } : {}),
    });
    if (found.length > MOST * 2) found = most(found);
    return true;
  }

  return {
    line(text: string, at: number): void {
      // Frames of a stack are by far the most common places, and only a few of them are wanted.
      const frame = FRAME.test(text);
      if (frame && found.length >= MOST_FRAMES) return;
      // Builds say the same again and again.
      const known = told.get(text);
      if (known !== undefined) {
        if (known) lastAtMargin = at;
        return;
      }
      const held = bitsOf(text);
      const margin = !text.startsWith(" ");
      let byItself = true;
      for (const { name, needs, bits, pattern } of frame ? FRAMES : PLACES) {
        if ((held & bits) !== bits || ((needs.length > 1 || bits === 0) && !text.includes(needs))) continue;
        const groups = pattern.exec(text)?.groups;
        if (!groups) continue;
        if (name === "indented path:line") {
          if (at - lastAtMargin <= OWN_LINES) return;
          byItself = false;
        }
        if (!add(groups, at, false, frame)) continue;
        if (margin) lastAtMargin = at;
        if (byItself && seen.size < MOST_SEEN) know(text, margin);
        return;
      }
      for (const pattern of UNDER_A_FILE) {
        const groups = pattern.exec(text)?.groups;
        if (!groups) continue;
        add(groups, at, true, false);
        return;
      }
      for (const pattern of TEX_LINES) {
        const groups = pattern.exec(text)?.groups;
        // With -file-line-error the place was told just above.
        if (groups && at - lastAtMargin > OWN_LINES && texLines.length < MOST_TEX)
          texLines.push({ groups, at });
      }
      const list = FINDING_LISTS.find(({ needs, header }) => text.includes(needs) && header.test(text));
      if (list && lists.length < MOST_LISTS) lists.push({ list, at });
      const table = list || tables.length >= MOST_TABLES ? undefined : tableOf(text);
      if (table) tables.push({ table, at });
      if (!list && !table && byItself) know(text, false);
    },
    finish(view: LogView): Location[] {
      for (const { list, at } of lists) readList(view, list, at, add);
      for (const { table, at } of tables) readTable(view, table, at, add);
      for (const { groups, at } of texLines)
        add({ severity: "error", ...groups, path: texFileAbove(view, at) }, at, false, false);
      const files = new Map<number, string>();
      // Frames of a stack tell where only when no compiler or linter does.
      const toldByTool = found.some((place) => place.severity === "error" && !place.frame);
      return most(withoutOwnStacks(found)).flatMap(({ underFile, frame, ...place }) => {
        if (frame && toldByTool) return [];
        if (!underFile) return [place];
        const path = fileAbove(view, place.at, files);
        return path ? [{ ...place, path }] : [];
      });
    },
  };
}

/** The findings below a line with their file. */
function readList(
  view: LogView,
  { header, row, end, most, above }: FindingList,
  at: number,
  add: AddPlace,
): void {
  const told = header.exec(view.words(at))?.groups;
  const path = above ? view.words(at - 1).trim() : told?.["path"];
  let count = 0;
  for (let line = at + 1; line <= Math.min(view.lines, at + LONGEST_LIST) && count < most; line++) {
    const text = view.words(line);
    const groups = row.exec(text)?.groups;
    if (groups) {
      count++;
      add({ ...groups, path, message: groups["message"] || told?.["message"] }, line, false, false);
    } else if (end.test(text)) return;
  }
}

/** The rows below a table's header, to the first line that is none. */
function readTable(view: LogView, table: FindingTable, at: number, add: AddPlace): void {
  for (let line = at + 1; line <= Math.min(view.lines, at + MOST_ROWS); line++) {
    const row = rowOf(table, view.words(line));
    if (!row) return;
    add(row, line, false, false);
  }
}

/** A tool that throws right after its findings shows its own stack, which is no place in the code it looked at. */
function withoutOwnStacks(found: Found[]): Found[] {
  let lastFinding = Number.NEGATIVE_INFINITY;
  let lastFrame = Number.NEGATIVE_INFINITY;
  let own = false;
  return found.filter(({ at, frame }) => {
    if (!frame) {
      lastFinding = at;
      return true;
    }
    if (at - lastFrame > 3) own = at - lastFinding <= OWN_STACK;
    lastFrame = at;
    return !own;
  });
}

function most(found: Found[]): Found[] {
  if (found.length <= MOST) return found;
  const errors = found.filter((place) => place.severity === "error");
  const others = found.filter((place) => place.severity !== "error");
  return [...errors, ...others].slice(0, MOST).toSorted((a, b) => a.at - b.at);
}

/** The nearest line above that is only a path, not more than 300 lines away. */
function fileAbove(view: LogView, at: number, files: Map<number, string>): string | undefined {
  for (let line = at - 1; line > Math.max(0, at - 300); line--) {
    const known = files.get(line);
    const path = known ?? FILE_LINE.exec(view.words(line).trim())?.groups?.["path"];
    if (path) {
      files.set(at, path);
      return path;
    }
    if (view.words(line).trim() === "" && view.words(line - 1).trim() === "") return undefined;
  }
  return undefined;
}

function severityOf(word: string | undefined): Location["severity"] {
  if (!word) return undefined;
  if (/err|fatal|panic|^[ef]$|✖|fail/i.test(word)) return "error";
  if (/warn|^[wc]$|⚠|questionable|obsolescent|deleted|extension|non-standard/i.test(word)) return "warning";
  return "info";
}
