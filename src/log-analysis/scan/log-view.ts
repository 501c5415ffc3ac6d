import { cleanLine, LONGEST_LINE, unwrap } from "../clean/clean-line.ts";
import type { Block } from "./block-store.ts";

/** Random access to the lines that are still held. Numbers are 1-based; a line that is gone reads as "". */
export interface LogView {
  readonly lines: number;
  /** The cleaned line. */
  text(line: number): string;
  /** The cleaned line without a wrapper's prefix. */
  words(line: number): string;
  raw(line: number): string;
  held(line: number): boolean;
}

/** The text of bytes (quicker when they are known to be ASCII); long lines are cut to their ends before they are decoded. */
export function decode(buffer: Buffer, start: number, end: number, ascii = false): string {
  if (end - start <= LONGEST_LINE * 2) return buffer.toString(ascii ? "latin1" : "utf8", start, end);
  return `${buffer.toString("utf8", start, start + LONGEST_LINE)}${buffer.toString("utf8", end - LONGEST_LINE, end)}`;
}

export function createLogView(blocks: readonly Block[], lines: number): LogView {
  const offsets = new Map<Block, Int32Array>();
  const cleaned = new Map<number, string>();

  function find(line: number): Block | undefined {
    let low = 0;
    let high = blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const block = blocks[middle];
      if (!block) return undefined;
      if (line < block.firstLine) high = middle - 1;
      else if (line >= block.firstLine + block.lines) low = middle + 1;
      else return block;
    }
    return undefined;
  }

  function starts(block: Block): Int32Array {
    let known = offsets.get(block);
    if (!known) {
      known = new Int32Array(block.lines + 1);
      let at = 0;
      for (let index = 1; index < block.lines; index++) {
        at = block.bytes.indexOf(10, at) + 1;
        known[index] = at;
      }
      const last = block.bytes.length;
      known[block.lines] = block.bytes[last - 1] === 10 ? last : last + 1;
      offsets.set(block, known);
    }
    return known;
  }

  function raw(line: number): string {
    const block = find(line);
    if (!block) return "";
    const known = starts(block);
    const index = line - block.firstLine;
    return decode(block.bytes, known[index] ?? 0, (known[index + 1] ?? 1) - 1);
  }

  function text(line: number): string {
    let known = cleaned.get(line);
    if (known === undefined) {
      known = cleanLine(raw(line));
      if (cleaned.size > 20_000) cleaned.clear();
      cleaned.set(line, known);
    }
    return known;
  }

  return { lines, raw, text, words: (line) => unwrap(text(line)), held: (line) => find(line) !== undefined };
}
