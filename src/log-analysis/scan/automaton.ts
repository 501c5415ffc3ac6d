/**
 * A multi-word matcher over bytes (Aho and Corasick, 1975) as one dense table: a step is two array reads,
 * whatever the bytes are, so no line can make it slow. Letters are folded to lower case and every digit is
 * read as `0`; a word is a necessary condition only, the grammar that asked for it decides.
 *
 * Only the first eight bytes of a word are in the table, which so stays within a processor's second cache (twice
 * as fast as one that does not) and still ends few words that are none; `ends` compares the rest.
 */
export interface Automaton {
  /** Byte → column of the table. */
  readonly classes: Uint8Array;
  /** State × 4 + column → state. A state is its row's offset in fours, so that it fits into 16 bits. */
  readonly next: Uint16Array;
  /** States from here on end a word or a line, or begin a terminal escape. */
  readonly accepting: number;
  readonly root: number;
  readonly lineEnd: number;
  readonly escape: number;
  /** State → indexes of the words whose first bytes end there. */
  readonly words: readonly (readonly number[])[];
  /** True when the rest of a word follows the byte at `at`, with or without colours in between. */
  ends(word: number, bytes: Uint8Array, at: number): boolean;
}

const NEWLINE = 10;
const ESCAPE = 27;
/** Bytes of a word that are in the table. */
const LONGEST = 8;
const NONE: number[] = [];

/** Folds one byte the way the automaton reads it. */
function fold(byte: number): number {
  if (byte >= 65 && byte <= 90) return byte + 32;
  return byte >= 49 && byte <= 57 ? 48 : byte;
}
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => fold(byte));

export function createAutomaton(words: readonly string[]): Automaton {
  const encoded = words.map((word) => Buffer.from(word, "utf8").map(fold));
  const columnOf = new Map<number, number>([
    [NEWLINE, 1],
    [ESCAPE, 2],
  ]);
  // The trie: a node's children are a linked list, which is quicker to make than a map for each node.
  const most = encoded.reduce((sum, word) => sum + Math.min(word.length, LONGEST), 1);
  const firstChild = new Uint16Array(most);
  const sibling = new Uint16Array(most);
  const columns = new Uint8Array(most);
  const ends: number[][] = [[]];
  const childOf = (node: number, column: number): number => {
    let child = firstChild[node] ?? 0;
    while (child !== 0 && columns[child] !== column) child = sibling[child] ?? 0;
    return child;
  };
  encoded.forEach((word, index) => {
    let node = 0;
    for (const byte of word.subarray(0, LONGEST)) {
      let column = columnOf.get(byte);
      if (column === undefined) {
        column = columnOf.size + 1;
        columnOf.set(byte, column);
      }
      let child = childOf(node, column);
      if (child === 0) {
        child = ends.push([]) - 1;
        columns[child] = column;
        sibling[child] = firstChild[node] ?? 0;
        firstChild[node] = child;
      }
      node = child;
    }
    ends[node]?.push(index);
  });
  const classes = FOLDED.map((byte) => columnOf.get(byte) ?? 0);

  const count = ends.length;
  const failure = new Uint16Array(count);
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? 0;
    if (node !== 0) ends[node]?.push(...(ends[failure[node] ?? 0] ?? []));
    for (let child = firstChild[node] ?? 0; child !== 0; child = sibling[child] ?? 0) {
      queue.push(child);
      const column = columns[child] ?? 0;
      let fallback = node;
      let target = 0;
      while (fallback !== 0 && target === 0) {
        fallback = failure[fallback] ?? 0;
        target = childOf(fallback, column);
      }
      failure[child] = target;
    }
  }

  // Rows that end a word come last, the rows reached by a newline and an escape after them: one comparison
  // finds them all. Otherwise in the order of depth, so that the rows most used lie together.
  const order = queue.filter((node) => !ends[node]?.length);
  const firstAccepting = order.length;
  order.push(...queue.filter((node) => ends[node]?.length));
  const width = (columnOf.size + 4) & ~3;
  const step = width >> 2;
  const lineEnd = count * step;
  const escape = (count + 1) * step;
  if (escape + step > 0xffff) throw new RangeError("Too many words for a table of 16 bits.");
  const stateOf = new Uint16Array(count);
  order.forEach((node, row) => (stateOf[node] = row * step));
  const root = stateOf[0] ?? 0;
  const next = new Uint16Array((count + 2) * width).fill(root, root * 4, root * 4 + width);
  const wordsOf: number[][] = Array.from({ length: escape + step }, () => NONE);
  for (const node of queue) {
    const row = (stateOf[node] ?? 0) * 4;
    // Where a node has no child it goes where its longest suffix goes, whose row is complete by now.
    const fallback = (stateOf[failure[node] ?? 0] ?? 0) * 4;
    if (node !== 0) next.copyWithin(row, fallback, fallback + width);
    for (let child = firstChild[node] ?? 0; child !== 0; child = sibling[child] ?? 0)
      next[row + (columns[child] ?? 0)] = stateOf[child] ?? 0;
    next[row + 1] = lineEnd;
    next[row + 2] = escape;
    wordsOf[stateOf[node] ?? 0] = ends[node] ?? NONE;
  }
  for (const state of [lineEnd, escape]) next.copyWithin(state * 4, root * 4, root * 4 + width);
  return {
    classes,
    next,
    root,
    accepting: firstAccepting * step,
    lineEnd,
    escape,
    words: wordsOf,
    ends(index, bytes, at) {
      const word = encoded[index];
      if (word === undefined) return false;
      let place = at + 1;
      for (let letter = LONGEST; letter < word.length; letter++) {
        while (bytes[place] === ESCAPE) {
          const last = skipEscape(bytes, place);
          if (last === place) return false;
          place = last + 1;
        }
        if (FOLDED[bytes[place++] ?? NEWLINE] !== word[letter]) return false;
      }
      return true;
    },
  };
}

/**
 * The place of the last byte of a CSI sequence that begins at `at`; `at` itself when it is none. A colour inside
 * a word (`[ESC[31merrorESC[0m]`) so does not hide the word.
 */
export function skipEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 91) return at;
  const most = Math.min(bytes.length, at + 24);
  for (let next = at + 2; next < most; next++) {
    const byte = bytes[next] as number;
    if (byte >= 64 && byte <= 126) return next;
    if (byte < 32 || byte > 63) return at;
  }
  return at;
}
