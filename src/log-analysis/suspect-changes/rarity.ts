/** How much a word tells: near 1 for one that few changes have, near 0 for one that all have. */
export interface Rarity {
  of(word: string): number;
  /** The sum over words. */
  sum(words: Iterable<string>): number;
}

/** Inverse document frequency, scaled to 0..1; each document is one change's words. */
export function createRarity(documents: readonly Iterable<string>[]): Rarity {
  const counts = new Map<string, number>();
  for (const words of documents) {
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = Math.log(1 + documents.length) || 1;
  const of = (word: string) => Math.log(1 + documents.length / (1 + (counts.get(word) ?? 0))) / most;
  return {
    of,
    sum(words) {
      let sum = 0;
      for (const word of words) sum += of(word);
      return sum;
    },
  };
}
