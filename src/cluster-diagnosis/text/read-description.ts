import type { SourceText } from "./source-text.ts";

/** A line of `kubectl describe` with what stands under it, further in. */
export interface Entry {
  /** Empty where the line is a row and no `Key: value`. */
  key: string;
  value: string;
  indent: number;
  line: number;
  end: number;
  children: Entry[];
}

const MAX_LINES = 20_000;
const TOP_KEY = /^[A-Z][\w .()/-]{0,60}:(?:\s|$)/;
const KEY = /^([A-Za-z0-9][^:\s]*(?: [^:\s]+){0,5}):(?:\s+(.*))?$/;
/** Sections whose lines are rows of a table, whatever colons they hold. */
const TABLES = new Set(["Events", "Conditions"]);

/** Whether a description begins on this line. */
export function beginsDescription(source: SourceText, line: number): boolean {
  return /^Name:\s+\S/.test(source.line(line)) && /^(?:[A-Z]|\s)/.test(source.line(line + 1));
}

/** The description of one object that begins on a line: its top entries, and its last line. */
export function readDescription(source: SourceText, from: number): { entries: Entry[]; end: number } {
  const entries: Entry[] = [];
  const open: Entry[] = [];
  let section = "";
  let free = false;
  let end = from;
  /** What a ConfigMap holds may have any lines, up to its events. */
  let dataEnd = 0;
  const last = Math.min(source.count, from + MAX_LINES);
  for (let line = from; line <= last; line++) {
    const text = source.line(line).trimEnd();
    if (text === "") {
      if (line < dataEnd) continue;
      if (!goesOn(source, line, last)) break;
      if (free && section === "quota") free = false;
      continue;
    }
    const content = text.trimStart();
    const indent = text.length - content.length;
    if (line > from && /^Name:\s/.test(text)) break;
    if (indent === 0) {
      if (/^Resource\s+Used\s+Hard/.test(text)) {
        free = true;
        section = "quota";
      } else if (/^(?:Binary)?Data$/.test(text)) {
        free = true;
        section = "data";
        dataEnd = eventsBelow(source, line, last);
        entries.push({ key: text, value: "", indent, line, end: line, children: [] });
      } else if (TOP_KEY.test(text) && (section !== "data" || text.startsWith("Events:"))) {
        free = false;
        section = text.slice(0, text.indexOf(":"));
      } else if (!free) {
        break;
      }
    }
    end = line;
    if (section === "data") continue;
    const key =
      free || (indent > 0 && TABLES.has(section)) ? rowOrCondition(content, section) : KEY.exec(content);
    const entry: Entry = {
      key: key?.[1] ?? "",
      value: (key ? (key[2] ?? "") : content).trim(),
      indent,
      line,
      end: line,
      children: [],
    };
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    for (const outer of open) outer.end = line;
    const parent = open.at(-1);
    if (parent) parent.children.push(entry);
    else entries.push(entry);
    if (open.length < 50) open.push(entry);
  }
  return { entries, end };
}

function eventsBelow(source: SourceText, from: number, last: number): number {
  for (let line = from + 1; line <= last; line++) {
    const text = source.line(line);
    if (text.startsWith("Events:")) return line;
    if (/^Name:\s/.test(text) || /^\{"\w+_name"/.test(text)) return 0;
  }
  return 0;
}

/** Conditions of a custom resource are keys again, not a table. */
function rowOrCondition(content: string, section: string): RegExpExecArray | null {
  if (section !== "Conditions") return null;
  const key = KEY.exec(content);
  return key && /^(?:Last|Message|Reason|Status|Type|Observed)/.test(key[1] ?? "") ? key : null;
}

/** Whether the same description continues after a blank line. */
function goesOn(source: SourceText, blank: number, last: number): boolean {
  for (let line = blank + 1; line <= Math.min(last, blank + 3); line++) {
    const text = source.line(line);
    if (text.trim() === "") continue;
    return (
      /^\s/.test(text) ||
      (TOP_KEY.test(text) && !text.startsWith("Name:")) ||
      /^(?:====|Binary|Resource )/.test(text)
    );
  }
  return false;
}

/** The first entry with one of these keys. */
export function entryOf(entries: readonly Entry[], ...keys: string[]): Entry | undefined {
  return entries.find((entry) => keys.includes(entry.key));
}

/** Rows under a header row (`Type  Status  Reason`), as cells by column. */
export function tableOf(entry: Entry | undefined): { cells: Map<string, string>; line: number }[] {
  const rows = entry?.children.filter((child) => child.key === "") ?? [];
  const columns = (rows[0]?.value ?? "").split(/\s{2,}/);
  const table: { cells: Map<string, string>; line: number }[] = [];
  for (const row of rows.slice(1)) {
    if (/^-+(?:\s+-+)*$/.test(row.value)) continue;
    const parts = row.value.split(/\s{2,}/);
    const cells = parts.slice(0, columns.length - 1);
    const rest = parts.slice(columns.length - 1).join("  ");
    table.push({
      cells: new Map([...cells, rest].map((cell, index) => [columns[index] ?? "", cell])),
      line: row.line,
    });
  }
  return table;
}
