import type { SourceText } from "./source-text.ts";

export interface Row {
  cells: Map<string, string>;
  line: number;
}

export interface Table {
  columns: string[];
  rows: Row[];
  end: number;
}

const HEADER =
  /^(?:NAMESPACE|NAME|LAST SEEN|LASTSEEN|GROUP|TOPIC|POD|KIND|RESOURCE|TYPE|NODE|COMPONENT)\s{1,200}[A-Z]/;
const CELL = /^[A-Z0-9(][\w()%/.-]*(?: [\w()%/.-]+){0,3}$/;

/** Whether the line is the header of a list as kubectl and its relatives print it. */
export function isTableHeader(text: string): boolean {
  if (!HEADER.test(text) || text.length > 2000) return false;
  const columns = text.trim().split(/\s{2,}|\t+/);
  return (
    columns.length > 1 &&
    columns.every((column) => CELL.test(column) && !/[a-z]{3}/.test(column.replace(/\([^)]*\)/g, "")))
  );
}

/** The rows below a header, up to a blank line or the next header. */
export function readTable(source: SourceText, header: number): Table {
  const head = source.line(header);
  const columns: string[] = [];
  const offsets: number[] = [];
  for (const match of head.matchAll(/\S+(?: \S+)*/g)) {
    columns.push(match[0]);
    offsets.push(match.index);
  }
  const rows: Row[] = [];
  let line = header + 1;
  for (; line <= source.count; line++) {
    const text = source.line(line);
    if (text.trim() === "" || isTableHeader(text) || /^(?:stdout|stderr):/.test(text) || text.startsWith("{"))
      break;
    rows.push({
      cells: new Map(cellsOf(text, offsets).map((cell, index) => [columns[index] ?? "", cell])),
      line,
    });
  }
  return { columns, rows, end: line - 1 };
}

/** Cut where the columns begin; where a cell runs over its column, by the gaps instead. */
function cellsOf(text: string, offsets: readonly number[]): string[] {
  const aligned = offsets.every(
    (offset) => offset === 0 || offset >= text.length || text.charAt(offset - 1) === " ",
  );
  if (aligned) return offsets.map((offset, index) => text.slice(offset, offsets[index + 1]).trim());
  const parts = text.trim().split(/\s{2,}/);
  const many = parts.length > offsets.length;
  const kept = many
    ? [...parts.slice(0, offsets.length - 1), parts.slice(offsets.length - 1).join("  ")]
    : parts;
  return text.startsWith(" ") && !many ? ["", ...kept] : kept;
}
