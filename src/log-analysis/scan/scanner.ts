import { isAscii } from "node:buffer";
import { cleanLine, unwrap } from "../clean/clean-line.ts";
import { GRAMMARS } from "../grammars/index.ts";
import { LOCATION_WORDS } from "../locations/location-words.ts";
import { SECTION_WORDS } from "../sections/sections.ts";
import { RESULT_GRAMMARS } from "../test-results/result-grammars.ts";
import { type Automaton, createAutomaton } from "./automaton.ts";
import { createBlockStore } from "./block-store.ts";
import { createByteWalk } from "./byte-walk.ts";
import { createLineBuffer } from "./line-buffer.ts";
import { decode } from "./log-view.ts";

/** Receives the lines that hold a word some grammar waits for. */
export interface LineReader {
  /** A line that may begin or end a section, as it stands in the file. */
  section(raw: string, line: number): void;
  /** A line that these grammars (places in `GRAMMARS`) may match. Returns how much the line matters, for what is kept of a long log. */
  grammars(text: string, line: number, candidates: readonly number[]): number;
  location(text: string, line: number): void;
  /** A line that these grammars of test reports (places in `RESULT_GRAMMARS`, rising) may match. */
  result(text: string, line: number, candidates: readonly number[]): void;
}

/** What a word is waited for by: grammars by their place, then grammars of test reports, then these two. */
const FIRST_RESULT = GRAMMARS.length;
const LOCATION = FIRST_RESULT + RESULT_GRAMMARS.length;
const SECTION = LOCATION + 1;

/** A mark and a digit behind it: only what may be a path before the mark makes it a place. */
const PLACE_WORDS: ReadonlySet<string> = new Set([":0", "(0", "[0", ": 0"]);

interface Vocabulary {
  automaton: Automaton;
  walk: ReturnType<typeof createByteWalk>;
  /** Word → who waits for it. */
  waiting: readonly (readonly number[])[];
  /** Word → how many bytes from a place's mark to the word's end; 0 for other words. */
  behindMark: Uint8Array;
  numbered: number;
}

let shared: Vocabulary | undefined;

/** The words of all grammars, made into one automaton on first use (a few milliseconds). */
function vocabulary(): Vocabulary {
  if (shared) return shared;
  const words = new Map<string, number[]>();
  const wait = (word: string, who: number): void => {
    const known = words.get(word);
    if (known) known.push(who);
    else words.set(word, [who]);
  };
  GRAMMARS.forEach((grammar, index) => {
    for (const word of grammar.when) wait(word, index);
  });
  RESULT_GRAMMARS.forEach((grammar, index) => {
    for (const word of grammar.when) wait(word, FIRST_RESULT + index);
  });
  for (const word of LOCATION_WORDS) wait(word, LOCATION);
  for (const word of SECTION_WORDS) wait(word.replace(/^\n/, ""), SECTION);
  const list = [...words.keys()];
  const automaton = createAutomaton(list);
  shared = {
    automaton,
    walk: createByteWalk(automaton),
    waiting: [...words.values()],
    behindMark: Uint8Array.from(list, (word) => (PLACE_WORDS.has(word) ? word.length - 1 : 0)),
    numbered: list.indexOf("0) "),
  };
  return shared;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/**
 * True when what stands before a mark (`:` of `x.c:7`) may be a path: it holds a dot or a slash, or ends in "file".
 * A clock, a count (`Failures: 0`), a port of a simple host name are none.
 */
function isBehindPath(bytes: Uint8Array, mark: number): boolean {
  let at = mark - 1;
  while (at > mark - 6 && isDigit(bytes[at])) at--;
  const last = bytes[at] ?? 32;
  // `T10:` of a date.
  if (last === 84 && isDigit(bytes[at - 1])) return false;
  const letter = (last >= 97 && last <= 122) || (last >= 65 && last <= 90);
  if (!letter && !(at === mark - 1 && (last === 58 || last === 34 || last === 95 || last === 43)))
    return false;
  if (last === 101 && bytes[at - 1] === 108 && bytes[at - 2] === 105 && bytes[at - 3] === 102) return true;
  for (const first = Math.max(0, mark - 250); at >= first; at--) {
    const byte = bytes[at] as number;
    if (byte === 46 || byte === 47 || byte === 92) return true;
    if (NOT_IN_A_PATH[byte] === 1 && at !== mark - 1 && bytes[at - 1] !== 27) return false;
  }
  return false;
}

/**
 * Bytes that no path may hold (`"'()*,:<>]|`, white space, control characters): what stands before one of them does
 * not make a path of what stands behind it. An escape, and the brackets that follow one, belong to a colour that
 * may end between the path and the mark.
 */
const NOT_IN_A_PATH = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte <= 32 && byte !== 27) || "\"'()*,:<>[]|".includes(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * Reads bytes as they come, finds the lines that hold a word of the vocabulary and hands them to the reader;
 * holds the log in a bounded block store. One pass, no regular expression on a line without a word.
 */
export function createScanner(reader: LineReader) {
  const { automaton, walk, waiting, behindMark, numbered } = vocabulary();
  const { lineEnd, root, words } = automaton;
  const store = createBlockStore();
  /** Word → the last line in which it was found; the same for who waits. */
  const wordSeen = new Int32Array(waiting.length);
  const waiterSeen = new Int32Array(SECTION + 1);
  let line = 1;
  let bytesSeen = 0;

  /** `  12) ` at a line's beginning (a timestamp may stand before it): the number of a report, not a duration. */
  function isNumbered(bytes: Uint8Array, at: number): boolean {
    if (at - start > 44) return false;
    let before = at - 2;
    while (before > start && isDigit(bytes[before])) before--;
    return (
      before < start ||
      bytes[before] === 32 ||
      bytes[before] === 109 ||
      bytes[before] === 10 ||
      before === start
    );
  }

  let found = 0;
  let start = 0;
  let heat = 0;
  /** Whether the block at work is all ASCII; asked when its first line is read. */
  let ascii: boolean | undefined;
  let candidates: number[] = [];
  let results: number[] = [];

  function read(bytes: Buffer, end: number): void {
    found = 0;
    ascii ??= isAscii(bytes);
    const raw = decode(bytes, start, end, ascii);
    if (waiterSeen[SECTION] === line) {
      reader.section(raw, line);
      if (waiterSeen[LOCATION] !== line && results.length === 0 && candidates.length === 0) return;
    }
    const text = unwrap(cleanLine(raw));
    if (waiterSeen[LOCATION] === line) reader.location(text, line);
    if (results.length) {
      if (results.length > 1) results.sort((a, b) => a - b);
      reader.result(text, line, results);
      results = [];
    }
    if (candidates.length) {
      heat = Math.max(heat, reader.grammars(text, line, candidates));
      candidates = [];
    }
  }

  /** The places of events are counted from `from`. */
  function follow(bytes: Buffer, events: Int32Array, from: number): void {
    for (let index = 0; index < events.length; index += 2) {
      const at = from + (events[index] as number);
      const state = events[index + 1] as number;
      if (state === lineEnd) {
        if (found) read(bytes, at);
        line++;
        start = at + 1;
        continue;
      }
      for (const word of words[state] ?? []) {
        if (wordSeen[word] === line) continue;
        const behind = behindMark[word] as number;
        if (behind > 0 && !isBehindPath(bytes, at - behind)) continue;
        if (word === numbered && !isNumbered(bytes, at)) continue;
        if (!automaton.ends(word, bytes, at)) continue;
        wordSeen[word] = line;
        for (const who of waiting[word] ?? []) {
          if (waiterSeen[who] === line) continue;
          waiterSeen[who] = line;
          found++;
          if (who < FIRST_RESULT) candidates.push(who);
          else if (who < LOCATION) results.push(who - FIRST_RESULT);
        }
      }
    }
  }

  /** Whole lines: `bytes` ends with a newline, or is the end of the log. */
  function scan(bytes: Buffer): void {
    const firstLine = line;
    heat = 0;
    start = 0;
    ascii = undefined;
    for (let from = 0, state = root; from < bytes.length; ) {
      const events = walk(bytes, from, state);
      follow(bytes, events.first, from);
      follow(bytes, events.second, from);
      from = events.end;
      state = events.state;
    }
    if (start < bytes.length) {
      if (found) read(bytes, bytes.length);
      line++;
    }
    if (line > firstLine) store.add({ bytes, firstLine, lines: line - firstLine, heat });
  }

  const lineBuffer = createLineBuffer(store.room, scan);
  return {
    push(chunk: Uint8Array): void {
      bytesSeen += chunk.length;
      lineBuffer.push(chunk);
    },
    finish() {
      lineBuffer.finish();
      return { bytes: bytesSeen, lines: line - 1, blocks: store.blocks() };
    },
  };
}
