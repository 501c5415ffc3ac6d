import type { Embeddings } from "./embeddings.ts";
import { failureWords } from "./failure-words.ts";

/** Bump the name whenever a vector comes out different: vectors of different makes are never compared. */
const NAME = "local-1";
/** 256 to 16,384 places found the same past failures within a hundredth; 512 cost half of 1,024. */
const DIMENSION = 512;
/**
 * Chosen on 394 failures of 40 projects, each cut out of its log in four imperfect ways, by the best F1 of "the
 * nearest one had the same cause" with an eighth of the projects left out each time: the choices were .71 and
 * once .80, F1 on the projects left out .74, and from .60 to .75 it hardly changes (benchmarks/incident-recall.ts).
 */
const FLOOR = 0.7;

/** Weights of the kinds of features. */
const WORD = 1;
const PART_OF_WORD = 0.7;
const PAIR_OF_WORDS = 0.7;
const LETTERS = 0.3;
const LETTERS_LENGTH = 4;

/** Words that every log has: no list learned from logs, only English's glue and a log's own furniture. */
const COMMON = new Set(
  "a an and are as at be by for from has have in is it of on or that the this to was were will with at info warn warning error line".split(
    " ",
  ),
);
const MOST_OF_WORDLESS = 1_000;
const COMMON_WEIGHT = 0.2;
const SHORT_WEIGHT = 0.4;

/**
 * Embeddings made in process, with no model and no download: words, their parts, neighbouring words and runs of
 * letters are hashed with a sign into a fixed number of places (Weinberger et al. 2009, "Feature Hashing for
 * Large Scale Multitask Learning"), counts dampened by 1 + ln, the vector brought to length one. The same text
 * gives the same vector on every machine.
 */
export function createLocalEmbeddings(): Embeddings {
  return {
    name: NAME,
    dimension: DIMENSION,
    floor: FLOOR,
    embed: (texts, { signal }) => {
      signal.throwIfAborted();
      return Promise.resolve(texts.map(embedText));
    },
  };
}

function embedText(text: string): number[] {
  const counts = new Map<string, { weight: number; count: number }>();
  const add = (feature: string, weight: number) => {
    const known = counts.get(feature);
    if (known) known.count += 1;
    else counts.set(feature, { weight, count: 1 });
  };
  const words = failureWords(text);
  // Nothing but numbers and ids: alike only when it is the same text.
  if (words.length === 0) add(`t ${text.slice(0, MOST_OF_WORDLESS)}`, 1);
  let previous = "";
  for (const spelled of words) {
    const word = spelled.toLowerCase();
    add(`w ${word}`, WORD * commonness(word));
    if (previous !== "") add(`p ${previous} ${word}`, PAIR_OF_WORDS);
    const parts = partsOf(spelled);
    if (parts.length > 1) for (const part of parts) add(`w ${part}`, PART_OF_WORD);
    if (word.length >= LETTERS_LENGTH) {
      const runs = lettersOf(word);
      for (const run of runs) add(`l ${run}`, LETTERS / Math.sqrt(runs.length));
    }
    previous = word;
  }

  const vector = new Float64Array(DIMENSION);
  for (const [feature, { weight, count }] of counts) {
    const hash = hashOf(feature);
    const place = hash % DIMENSION;
    // The top bit is not part of the place, so sign and place are independent.
    const sign = hash >>> 31 === 1 ? 1 : -1;
    vector[place] = (vector[place] ?? 0) + sign * weight * (1 + Math.log(count));
  }
  return unit(vector);
}

function commonness(word: string): number {
  if (COMMON.has(word)) return COMMON_WEIGHT;
  return word.length <= 2 ? SHORT_WEIGHT : 1;
}

/** `BrowserFixture` and `browser_fixture` have the parts `browser` and `fixture`. */
function partsOf(word: string): string[] {
  return word
    .split(/_|\$|(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    .filter((part) => part.length > 1)
    .map((part) => part.toLowerCase());
}

function lettersOf(word: string): string[] {
  const edged = `^${word}$`;
  return Array.from({ length: edged.length - LETTERS_LENGTH + 1 }, (_, at) =>
    edged.slice(at, at + LETTERS_LENGTH),
  );
}

/** FNV-1a with MurmurHash3's finaliser, 32 bits unsigned, over UTF-16 code units. */
function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < feature.length; index += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function unit(vector: Float64Array): number[] {
  const length = Math.hypot(...vector);
  return Array.from(vector, (value) => value / length);
}
