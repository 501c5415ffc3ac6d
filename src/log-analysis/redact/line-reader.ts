import type { SecretSpan } from "./span.ts";

/** Finds secrets that take several lines to tell. */
export interface LineReader {
  /** What of a text makes it worth reading, in lower case; nothing is read before one of them is seen. */
  readonly marks: readonly string[];
  /**
   * Takes the next line, which starts at `offset`; returns what to mask, perhaps in lines seen just before. Of a line
   * too long for one piece a part comes, and `more` says that the line goes on with the next call.
   */
  line(text: string, offset: number, more?: boolean): SecretSpan[];
  /** True while a later line could still tell what those just seen are. */
  readonly waiting: boolean;
  /** True while the next line must be read even without a mark. */
  readonly active: boolean;
  /** Says what the lines just seen are, when it may wait no longer, and goes on. */
  giveUp(): SecretSpan[];
  /** The same when no more lines come. */
  finish(): SecretSpan[];
  /** Returns a function that takes the reader back to where it is now. */
  remember(): () => void;
}

/**
 * How much text may wait for what a later line says. The bound counts from the first such line, so that it falls at the
 * same place however the text is cut.
 */
const LONGEST_WAIT = 192 * 1024;

/**
 * Feeds the lines of a text to the readers, from the first mark on (or from its start, where a reader is active).
 * Returns what to mask and where the first line stands that a reader still waits about, with the way back to
 * the state before that line; -1 when none waits. `more` says that the last line goes on.
 */
export function readLines(
  text: string,
  readers: readonly LineReader[],
  marks: readonly number[],
  more = false,
): { spans: SecretSpan[]; open: number; reopen: () => void } {
  const spans: SecretSpan[] = [];
  let open = -1;
  let restores: (() => void)[] = [];
  let nextMark = 0;
  let at = 0;
  while (at < text.length) {
    if (!readers.some((reader) => reader.active)) {
      while (nextMark < marks.length && (marks[nextMark] ?? 0) < at) nextMark += 1;
      const mark = marks[nextMark];
      if (mark === undefined) break;
      at = Math.max(at, text.lastIndexOf("\n", mark) + 1);
    }
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    const waited = readers.some((reader) => reader.waiting);
    const before = waited ? [] : readers.map((reader) => reader.remember());
    for (const reader of readers) spans.push(...reader.line(line, at, more && newline < 0));
    if (!waited && readers.some((reader) => reader.waiting)) {
      open = at;
      restores = before;
    }
    if (end - open > LONGEST_WAIT) {
      for (const reader of readers) if (reader.waiting) spans.push(...reader.giveUp());
    }
    at = end + 1;
  }
  const waits = readers.some((reader) => reader.waiting);
  return {
    spans,
    open: waits ? open : -1,
    reopen: () => {
      for (const restore of restores) restore();
    },
  };
}
