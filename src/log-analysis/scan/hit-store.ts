import type { Grammar, Kind } from "../grammars/grammar.ts";

/** A line that grammars recognised. */
export interface Hit {
  readonly line: number;
  /** The one that names the line. */
  readonly grammar: Grammar;
  readonly kind: Kind;
  /** The cleaned line without wrappers, cut to 400 characters. */
  readonly text: string;
}

/** Of each kind: the first and the last so many are kept. */
const FIRST = 800;
const LAST = 1600;

/** Keeps hits in bounded memory: for each kind the first 800 and the last 1,600. */
export function createHitStore() {
  const kinds = new Map<Kind, { first: Hit[]; last: Hit[]; at: number }>();
  return {
    add(hit: Hit): void {
      let kept = kinds.get(hit.kind);
      if (!kept) {
        kept = { first: [], last: [], at: 0 };
        kinds.set(hit.kind, kept);
      }
      if (kept.first.length < FIRST) kept.first.push(hit);
      else kept.last[kept.at++ % LAST] = hit;
    },
    /** In the order of lines. */
    all(): Hit[] {
      return [...kinds.values()]
        .flatMap((kept) => [...kept.first, ...kept.last])
        .toSorted((a, b) => a.line - b.line);
    },
  };
}
