import { cleanLine, unwrap } from "../clean/clean-line.ts";
import { GRAMMARS } from "../grammars/index.ts";
import { LOCATION_WORDS } from "../locations/location-store.ts";
import { SECTION_WORDS } from "../sections/sections.ts";
import { RESULT_WORDS } from "../test-results/result-store.ts";
import { type Automaton, createAutomaton } from "./automaton.ts";
import { createBlockStore } from "./block-store.ts";
import { createByteWalk } from "./byte-walk.ts";
import { decode } from "./log-view.ts";

/** Receives the lines that hold a word some grammar waits for. */
export interface LineReader {
  /** A line that may begin or end a section, as it stands in the file. */
  section(raw: string, line: number): void;
  /** A line that these grammars (places in `GRAMMARS`) may match. Returns how much the line matters, for what is kept of a long log. */
  grammars(text: string, line: number, candidates: readonly number[]): number;
  location(text: string, line: number): void;
  result(text: string, line: number): void;
}

interface Vocabulary {
  automaton: Automaton;
  wordCount: number;
  /** Word → grammars that wait for it. */
  grammars: readonly (readonly number[])[];
  firstSection: number;
  firstLocation: number;
  firstResult: number;
  numbered: number;
}

let shared: Vocabulary | undefined;

/** The words of all grammars, made into one automaton on first use (a few milliseconds). */
function vocabulary(): Vocabulary {
  if (shared) return shared;
  const words = new Map<string, number[]>();
  GRAMMARS.forEach((grammar, index) => {
    for (const word of grammar.when) words.set(word, [...(words.get(word) ?? []), index]);
  });
  const grammars = [...words.values()];
  const list = [...words.keys(), ...SECTION_WORDS, ...LOCATION_WORDS, ...RESULT_WORDS];
  shared = {
    automaton: createAutomaton(list.map((word) => word.replace(/^\n/, ""))),
    wordCount: list.length,
    numbered: list.indexOf("0) "),
    grammars,
    firstSection: words.size,
    firstLocation: words.size + SECTION_WORDS.length,
    firstResult: words.size + SECTION_WORDS.length + LOCATION_WORDS.length,
  };
  return shared;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** A partial line longer than this loses its middle, so that a line without end stays bounded. */
const LONGEST_PARTIAL = 1 << 20;
const PARTIAL_END = 64 << 10;

/**
 * Reads bytes as they come, finds the lines that hold a word of the vocabulary and hands them to the reader;
 * holds the log in a bounded block store. One pass, no regular expression on a line without a word.
 */
export function createScanner(reader: LineReader) {
  const {
    automaton,
    wordCount,
    grammars: grammarsOf,
    firstSection,
    firstLocation,
    firstResult,
    numbered,
  } = vocabulary();
  const { lineEnd, width, words } = automaton;
  const walk = createByteWalk(automaton);
  const store = createBlockStore();
  const stamps = new Int32Array(wordCount);
  const grammarStamps = new Int32Array(GRAMMARS.length);
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let line = 1;
  let bytesSeen = 0;
  let stamp = 0;

  function isLocation(bytes: Uint8Array, at: number): boolean {
    // `x:7`, `x(7`, `x[7`, `:[7`, `f90:7`: the digit follows a mark that follows a letter, so clock times do not
    // count, nor the `T10:` of a date.
    let before = at - 2;
    while (before > at - 6 && isDigit(bytes[before])) before--;
    const byte = bytes[before] ?? 32;
    if (byte === 84 && isDigit(bytes[before - 1])) return false;
    if (before === at - 2 && (byte === 58 || byte === 34 || byte === 95)) return true;
    return (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);
  }

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

  function read(bytes: Uint8Array, start: number, end: number, found: number[], heat: number): number {
    const raw = decode(bytes, start, end);
    let section = false;
    let location = false;
    let result = false;
    const candidates: number[] = [];
    stamp++;
    for (const word of found) {
      if (word < firstSection) {
        for (const index of grammarsOf[word] ?? []) {
          if (grammarStamps[index] === stamp) continue;
          grammarStamps[index] = stamp;
          candidates.push(index);
        }
      } else if (word < firstLocation) section = true;
      else if (word < firstResult) location = true;
      else result = true;
    }
    if (section) reader.section(raw, line);
    const text = unwrap(cleanLine(raw));
    if (location) reader.location(text, line);
    if (result) reader.result(text, line);
    return candidates.length ? Math.max(heat, reader.grammars(text, line, candidates)) : heat;
  }

  let found: number[] = [];
  let start = 0;
  let heat = 0;

  function follow(bytes: Uint8Array, events: Int32Array, count: number): void {
    for (let index = 0; index < count; index += 2) {
      const at = events[index] as number;
      const state = events[index + 1] as number;
      if (state === lineEnd) {
        if (found.length) {
          heat = read(bytes, start, at, found, heat);
          found = [];
        }
        line++;
        start = at + 1;
        continue;
      }
      for (const word of words[state / width] ?? []) {
        if (stamps[word] === line) continue;
        if (word >= firstLocation && word < firstLocation + 3 && !isLocation(bytes, at)) continue;
        if (word === numbered && !isNumbered(bytes, at)) continue;
        stamps[word] = line;
        found.push(word);
      }
    }
  }

  /** Whole lines: `bytes` ends with a newline, or is the end of the log. */
  function scan(bytes: Uint8Array): void {
    const firstLine = line;
    heat = 0;
    start = 0;
    const events = walk(bytes);
    follow(bytes, events.first, events.firstCount);
    follow(bytes, events.second, events.secondCount);
    if (start < bytes.length) {
      if (found.length) heat = read(bytes, start, bytes.length, found, heat);
      line++;
    }
    found = [];
    if (line > firstLine) store.add({ bytes, firstLine, lines: line - firstLine, heat });
  }

  /** What was kept of a line whose end has not come, and `more`, in one buffer of our own. */
  function join(more: Uint8Array): Uint8Array {
    const all = Buffer.allocUnsafeSlow(pendingBytes + more.length);
    let at = 0;
    for (const part of pending) {
      all.set(part, at);
      at += part.length;
    }
    all.set(more, at);
    pending = [];
    pendingBytes = 0;
    return all;
  }

  /** Copies: the reader may use its buffer again. */
  function keep(part: Uint8Array): void {
    if (part.length === 0) return;
    pending.push(Buffer.from(part));
    pendingBytes += part.length;
    if (pendingBytes <= LONGEST_PARTIAL) return;
    const all = join(new Uint8Array());
    for (const end of [all.subarray(0, PARTIAL_END), all.subarray(-PARTIAL_END)]) keep(end);
  }

  return {
    push(chunk: Uint8Array): void {
      bytesSeen += chunk.length;
      for (let from = 0; from < chunk.length; from += 1 << 18) {
        const piece = chunk.subarray(from, from + (1 << 18));
        const last = piece.lastIndexOf(10);
        if (last >= 0) scan(join(piece.subarray(0, last + 1)));
        keep(last < 0 ? piece : piece.subarray(last + 1));
      }
    },
    finish() {
      if (pending.length) scan(join(new Uint8Array()));
      return { bytes: bytesSeen, lines: line - 1, blocks: store.blocks() };
    },
  };
}
