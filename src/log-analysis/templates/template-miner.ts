import { maskLine, WILDCARD } from "./mask-line.ts";

export interface Template {
  id: string;
  /** The text that stays, with `<*>` for what changes. */
  template: string;
  count: number;
}

export interface TemplateMiner {
  /**
   * The template of a line. `isNew` is true when no line before had it. The id stays valid; when a later line shows
   * that two templates are one, both ids lead to it through `resolve`.
   */
  add(line: string): { id: string; template: string; isNew: boolean };
  /** The id that a template goes by now. */
  resolve(id: string): string;
  /** Every template, in order of first appearance. */
  templates(): Template[];
}

/**
 * Template mining in one pass with one setting for every system.
 *
 * Like Drain (He, Zhu, Zheng, Lyu: "Drain: an online log parsing approach with fixed depth tree", ICWS 2017) a
 * line is masked, cut into words and led down to a group by its length and words. Unlike Drain, no similarity
 * threshold decides: two groups become one where they differ in a single word and that place has been seen to
 * vary, which needs more evidence for plain words than for names of things, and more for short lines. A place
 * that varies once is a wildcard from then on, so lines with several such places come together place by place.
 */
export function createTemplateMiner(options: { limit?: number } = {}): TemplateMiner {
  const limit = options.limit ?? 20_000;
  const groups: Group[] = [];
  const byText = new Map<string, Group>();
  const places = new Map<number, Place>();

  function find(group: Group): Group {
    let root = group;
    while (root.into !== undefined) root = root.into;
    return root;
  }

  function merge(from: Group, into: Group): void {
    const a = find(from);
    const b = find(into);
    if (a === b) return;
    // The older id stays, so that what was said first remains true.
    const [older, younger] = a.index < b.index ? [a, b] : [b, a];
    younger.into = older;
    older.count += younger.count;
    if (b !== older) {
      older.text = b.text;
    }
  }

  function groupOf(text: string): Group {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const words = text.split(" ");
    const group: Group = { index: groups.length, text, count: 0, into: undefined };
    if (groups.length < limit) {
      groups.push(group);
      byText.set(text, group);
      if (words.length <= MOST_WORDS && words.length > 1) compare(group, words);
      return group;
    }
    // Past the limit only the coarsest forms of a line are kept apart.
    const start = `${words.slice(0, 2).join(" ")} …`;
    const coarse =
      byText.size < limit * 2 || byText.has(start) ? start : `… ${Math.min(words.length, 500)} words`;
    const existing = byText.get(coarse);
    if (existing !== undefined) return existing;
    groups.push(group);
    group.text = coarse;
    byText.set(coarse, group);
    return group;
  }

  /** Looks at each word as a place that may vary while the others stay. */
  function compare(group: Group, words: string[]): void {
    const hashes = words.map(hashOf);
    let sum = words.length;
    for (let i = 0; i < words.length; i += 1) sum = (sum + spread(hashes[i] ?? 0, i)) | 0;
    let sum2 = words.length;
    for (let i = 0; i < words.length; i += 1) sum2 = (sum2 + spread(hashes[i] ?? 0, i + 101)) | 0;
    const constants = words.filter((word) => word !== WILDCARD && HAS_LETTERS.test(word)).length;
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i] ?? "";
      const hash = hashes[i] ?? 0;
      const low = (sum - spread(hash, i)) >>> 0;
      const high = (sum2 - spread(hash, i + 101)) >>> 11;
      const key = low * 2_097_152 + high + i;
      let place = places.get(key);
      if (place === undefined) {
        if (places.size > limit * 40) return;
        place = { wild: false, names: 0, plain: 0, groups: [], varies: undefined };
        places.set(key, place);
      }
      if (word.includes(WILDCARD)) place.wild = true;
      else if (isName(word)) place.names += 1;
      else place.plain += 1;
      if (place.varies !== undefined) {
        merge(group, place.varies);
        continue;
      }
      place.groups.push(group);
      if (
        place.groups.length < 2 ||
        !varies(place, constants - (HAS_LETTERS.test(word) ? 1 : 0), words[i - 1])
      ) {
        continue;
      }
      const text = words.map((other, at) => (at === i ? WILDCARD : other)).join(" ");
      const members = place.groups;
      place.groups = [];
      const joined = groupOf(text);
      place.varies = joined;
      for (const member of members) merge(member, joined);
      find(joined).text = text;
    }
  }

  return {
    add(line) {
      const group = groupOf(maskLine(line));
      const root = find(group);
      const isNew = root.count === 0;
      root.count += 1;
      return { id: idOf(root), template: root.text, isNew };
    },
    resolve(id) {
      const group = groups[Number(id.slice(1)) - 1];
      return group === undefined ? id : idOf(find(group));
    },
    templates: () =>
      groups
        .filter((group) => group.into === undefined && group.count > 0)
        .map((group) => ({ id: idOf(group), template: group.text, count: group.count })),
  };
}

interface Group {
  index: number;
  text: string;
  count: number;
  into: Group | undefined;
}

/** One word's place in a line whose other words are fixed. */
interface Place {
  /** A masked value has stood here. */
  wild: boolean;
  names: number;
  plain: number;
  groups: Group[];
  varies: Group | undefined;
}

const MOST_WORDS = 60;
const HAS_LETTERS = /[A-Za-z]{2}/;
/** Behind these a name comes, even when it is a plain word: `session opened for user backup`. */
const BEFORE_A_NAME =
  /^(?:users?|host|hostname|domain|service|container|pod|namespace|table|database|queue|topic|device|interface|image|package|module|plugin|file|directory|branch|account|group|role|node|server|program|job|task|stage|step|target|project|named?|called)[:=]?$/i;

function idOf(group: Group): string {
  return `T${group.index + 1}`;
}

function varies(place: Place, constants: number, before: string | undefined): boolean {
  const different = place.names + place.plain;
  if (constants >= 3 && different >= 3 && before !== undefined && BEFORE_A_NAME.test(before)) return true;
  if (constants >= 3) return (place.wild && different >= 1) || place.names >= 3 || different >= 6;
  if (constants === 2) return (place.wild && different >= 3) || place.names >= 5 || different >= 10;
  return constants === 1 && (place.names >= 10 || different >= 20);
}

/** True for the name of a thing (`com.apple.mail`, `root_domain`, `SendPacket`), false for a word of a sentence. */
function isName(word: string): boolean {
  const bare = word.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return /[._/\\@$:#-]|[a-z][A-Z]/.test(bare);
}

function hashOf(word: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 16_777_619);
  return hash;
}

function spread(hash: number, place: number): number {
  let mixed = Math.imul(hash ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2ae35);
}
