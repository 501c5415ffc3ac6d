/** Characters of a line that are looked at; a longer one says what it says in its first part. */
const MAX_LINE = 4000;

/** Lines `start` to `end`, 1-based and inclusive, of one text. */
export interface Place {
  source: SourceText;
  start: number;
  end: number;
}

/** A text by its lines, found where they begin and cut only when asked for, so that 64 MiB cost little more. */
export interface SourceText {
  id: string;
  name: string;
  /** How many lines; a last `\n` begins no line. */
  count: number;
  /** The line as it stands, bounded, without its `\r`; empty beyond the end. */
  line(number: number): string;
  /** The whole line, for reading structured text. */
  whole(number: number): string;
}

export function createSourceText(id: string, name: string, text: string): SourceText {
  const starts: number[] = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const count = starts.at(-1) === text.length ? starts.length - 1 : starts.length;
  const cut = (number: number, most: number) => {
    const from = starts[number - 1];
    if (from === undefined || number > count) return "";
    const next = starts[number];
    let to = next === undefined ? text.length : next - 1;
    if (to > from && text.charCodeAt(to - 1) === 13) to -= 1;
    return text.slice(from, Math.min(to, from + most));
  };
  return {
    id,
    name,
    count,
    line: (number) => cut(number, MAX_LINE),
    whole: (number) => cut(number, Number.POSITIVE_INFINITY),
  };
}

/** The place of one line. */
export function at(source: SourceText, line: number): Place {
  return { source, start: line, end: line };
}

/** What stands there, line by line. */
export function quoteOf({ source, start, end }: Place): string {
  const lines: string[] = [];
  for (let number = start; number <= end; number++) lines.push(source.line(number).trimEnd());
  return lines.join("\n");
}
