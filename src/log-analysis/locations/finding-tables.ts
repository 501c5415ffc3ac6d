/** A table of findings as spreadsheets have it: where its file and its line stand in a row. */
export interface FindingTable {
  readonly delimiter: string;
  readonly path: number;
  readonly line: number;
  readonly column: number | undefined;
  readonly severity: number | undefined;
  readonly message: number | undefined;
}

const PATH = /^(?:file|path|file ?(?:name|path)|source ?(?:file|path)|filename)$/i;
const LINE = /^(?:line|start ?line|line ?(?:no|nr|num|number)\.?|line ?start)$/i;
const COLUMN = /^(?:col|column|start ?column|column ?(?:no|number)|col(?:umn)? ?start)$/i;
const SEVERITY = /^(?:severity|level|priority|type|kind)$/i;
const MESSAGE = /^(?:message|description|comment|check|rule|text|warning)$/i;
const HEADER = /(?:^|[,;\t|"])(?:start ?)?line(?: ?(?:no|nr|num|number)\.?)?(?:$|[,;\t|"])/i;
/** Cells of a row that are looked at. */
const MOST_CELLS = 60;

/** The table that a header begins, when one of its columns is a file and another a line. */
export function tableOf(header: string): FindingTable | undefined {
  if (header.length > 1000 || !HEADER.test(header)) return undefined;
  for (const delimiter of ["\t", ",", ";", "|"]) {
    const names = cellsOf(header, delimiter);
    if (names.length < 3) continue;
    const find = (name: RegExp): number | undefined => {
      const at = names.findIndex((cell) => name.test(cell));
      return at < 0 ? undefined : at;
    };
    const path = find(PATH);
    const line = find(LINE);
    if (path === undefined || line === undefined) continue;
    return {
      delimiter,
      path,
      line,
      column: find(COLUMN),
      severity: find(SEVERITY),
      message: find(MESSAGE),
    };
  }
  return undefined;
}

/** What a row tells, named as in the grammars; undefined when it is no row of this table. */
export function rowOf(table: FindingTable, text: string): Record<string, string | undefined> | undefined {
  if (text.length > 8000) return undefined;
  const cells = cellsOf(text, table.delimiter);
  const line = cells[table.line] ?? "";
  const path = cells[table.path] ?? "";
  if (!/^\d{1,7}$/.test(line) || path === "") return undefined;
  const cell = (at: number | undefined): string | undefined => (at === undefined ? undefined : cells[at]);
  const column = cell(table.column);
  return {
    path,
    line,
    column: column && /^\d{1,5}$/.test(column) ? column : undefined,
    severity: cell(table.severity),
    message: cell(table.message),
  };
}

function cellsOf(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let from = 0;
  while (from <= text.length && cells.length < MOST_CELLS) {
    if (text[from] === '"') {
      let close = text.indexOf('"', from + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      if (close < 0) close = text.length;
      cells.push(
        text
          .slice(from + 1, close)
          .replaceAll('""', '"')
          .trim(),
      );
      const next = text.indexOf(delimiter, close);
      if (next < 0) break;
      from = next + 1;
    } else {
      const next = text.indexOf(delimiter, from);
      const to = next < 0 ? text.length : next;
      cells.push(text.slice(from, to).trim());
      if (next < 0) break;
      from = next + 1;
    }
  }
  return cells;
}
