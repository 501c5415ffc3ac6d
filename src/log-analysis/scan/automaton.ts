/**
 * A multi-word matcher over bytes (Aho and Corasick, 1975) as one dense table: a step is two array reads,
 * whatever the bytes are, so no line can make it slow. Letters are folded to lower case and every digit is
 * read as `0`; a word is a necessary condition only, the grammar that asked for it decides.
 */
export interface Automaton {
  /** Byte → column of the table. */
  readonly classes: Uint8Array;
  /** Row offset + column → row offset. */
  readonly next: Int32Array;
  /** Rows from here on end a word or a line, or begin a terminal escape. */
  readonly accepting: number;
  readonly root: number;
  readonly lineEnd: number;
  readonly escape: number;
  readonly width: number;
  /** Row number → indexes of the words that end there. */
  readonly words: readonly (readonly number[])[];
}

const NEWLINE = 10;
const ESCAPE = 27;

/** Folds one byte the way the automaton reads it. */
function fold(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return byte >= 49 && byte <= 57 ? 48 : byte;
}

export function createAutomaton(words: readonly string[]): Automaton {
  const encoded = words.map((word) => Buffer.from(word, "utf8").map(fold));
  const columnOf = new Map<number, number>([
    [NEWLINE, 1],
    [ESCAPE, 2],
  ]);
  for (const word of encoded)
    for (const byte of word) if (!columnOf.has(byte)) columnOf.set(byte, columnOf.size + 1);
  const classes = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) classes[byte] = columnOf.get(fold(byte)) ?? 0;
  const width = columnOf.size + 1;

  const children: Map<number, number>[] = [new Map()];
  const ends: number[][] = [[]];
  encoded.forEach((word, index) => {
    let node = 0;
    for (const byte of word) {
      const column = columnOf.get(byte) ?? 0;
      let child = children[node]?.get(column);
      if (child === undefined) {
        child = children.push(new Map()) - 1;
        ends.push([]);
        children[node]?.set(column, child);
      }
      node = child;
    }
    ends[node]?.push(index);
  });

  const count = children.length;
  const table = new Int32Array(count * width);
  const failure = new Int32Array(count);
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? 0;
    const fallback = failure[node] ?? 0;
    if (node !== 0) {
      for (let column = 0; column < width; column++)
        table[node * width + column] = table[fallback * width + column] ?? 0;
      for (const word of ends[fallback] ?? []) ends[node]?.push(word);
    }
    for (const [column, child] of children[node] ?? []) {
      failure[child] = node === 0 ? 0 : (table[fallback * width + column] ?? 0);
      table[node * width + column] = child;
      queue.push(child);
    }
  }

  // Rows that end a word come last, the rows reached by a newline and an escape after them: one comparison
  // finds them all.
  const order: number[] = [];
  for (let node = 0; node < count; node++) if (!ends[node]?.length) order.push(node);
  const firstAccepting = order.length;
  for (let node = 0; node < count; node++) if (ends[node]?.length) order.push(node);
  const place = new Int32Array(count);
  order.forEach((node, row) => (place[node] = row));
  const next = new Int32Array((count + 2) * width);
  for (let row = 0; row < count + 2; row++) {
    const node = row >= count ? 0 : (order[row] ?? 0);
    for (let column = 0; column < width; column++)
      next[row * width + column] = (place[table[node * width + column] ?? 0] ?? 0) * width;
    next[row * width + 1] = count * width;
    next[row * width + 2] = (count + 1) * width;
  }
  return {
    classes,
    next,
    width,
    root: (place[0] ?? 0) * width,
    accepting: firstAccepting * width,
    lineEnd: count * width,
    escape: (count + 1) * width,
    words: [...order.map((node) => ends[node] ?? []), [], []],
  };
}
