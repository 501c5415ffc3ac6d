import { findSecrets } from "./find-secrets.ts";
import { createKnownValues } from "./known-values.ts";
import { readLines } from "./line-reader.ts";
import { createLineReaders } from "./line-readers.ts";
import { LONGEST_LINE, placeToCut } from "./long-lines.ts";
import { createMask, maskSpans } from "./mask.ts";
import { withKnownValues } from "./redact-text.ts";
import { joinSpans } from "./span.ts";
import { ENDING, unclear } from "./unclear-ending.ts";

export interface Redactor {
  /** Takes the next piece of a text, of any size; returns what is safe to pass on so far. */
  push(text: string): string;
  /** Returns the rest. The redactor takes nothing after that. */
  finish(): string;
  /** How many secrets each rule has masked so far. */
  counts(): Record<string, number>;
}

/** What a line may be told by stands no further before it: the name of a value, the user of a password. */
const CONTEXT = 256;
/** More than this is not read again for every line that comes. */
const READ_AGAIN = 16 * 1024;
const TOKEN_RUN = /^[A-Za-z0-9+/=_.~%-]*/;

/**
 * A streaming redactor. Secrets become `[redacted:rule#mark]`, where the mark (a short HMAC-SHA-256 under the salt)
 * is alike for the same secret, so that a reader can tell whether two places hold the same one without learning
 * it. The number of lines never changes. Memory is bounded by the longest piece pushed plus about 500 KB.
 *
 *     const redactor = createRedactor({ salt: incident.id });
 *     for await (const text of source) sink.write(redactor.push(text));
 *     sink.write(redactor.finish());
 */
export function createRedactor(options: { salt: string }): Redactor {
  const salted = createMask(options.salt);
  const readers = createLineReaders();
  const known = createKnownValues();
  const counts: Record<string, number> = {};
  const mask = (rule: string, secret: string): string => {
    counts[rule] = (counts[rule] ?? 0) + 1;
    return salted(rule, secret);
  };
  let tail = "";
  /** The length that makes another look at the tail worth it. */
  let lookAgainAt = 0;
  /** What was passed on last. */
  let context = "";
  let swallowing = false;
  let finished = false;

  function passOn(text: string, to: number): void {
    context = text.slice(Math.max(0, to - CONTEXT), to);
  }

  /** Takes whole lines. What has only begun waits, unless the lines are the last or too much already. */
  function takeLines(lines: string, wait: boolean): string {
    const text = context + lines;
    const from = context.length;
    const { spans, lineMarks } = findSecrets(text);
    const found = readLines(
      lines,
      readers,
      lineMarks.map((mark) => mark - from).filter((mark) => mark >= 0),
    );
    const held = wait && found.open >= 0;
    if (held) found.reopen();
    else if (found.open >= 0) found.spans.push(...readers.flatMap((reader) => reader.giveUp()));
    for (const span of found.spans) spans.push({ ...span, start: span.start + from, end: span.end + from });
    const to = held ? from + found.open : text.length;
    tail = text.slice(to) + tail;
    lookAgainAt = held && tail.length > READ_AGAIN ? tail.length * 1.125 : 0;
    const fresh = spans.filter((span) => span.end > from);
    const out = maskSpans(text, withKnownValues(text, fresh, known), mask, from, to);
    passOn(text, to);
    return out;
  }

  /** Takes a part of a line that is longer than any line should be. */
  function takePart(): string {
    const text = context + tail;
    const from = context.length;
    const { spans, lineMarks } = findSecrets(text);
    const marks = lineMarks.map((mark) => mark - from).filter((mark) => mark >= 0);
    const before = readers.map((reader) => reader.remember());
    const found = readLines(tail, readers, marks, true).spans;
    for (const span of [...found, ...readers.flatMap((reader) => reader.giveUp())])
      spans.push({ ...span, start: span.start + from, end: span.end + from });
    const all = joinSpans([...spans, ...known.find(text)]);
    const { cut, swallow } = placeToCut(text, from, all);
    swallowing = swallow;
    for (const restore of before) restore();
    readLines(tail.slice(0, cut - from), readers, marks, true);
    for (const reader of readers) reader.giveUp();
    const out = maskSpans(text, all, mask, from, cut);
    passOn(text, cut);
    tail = text.slice(cut);
    return out;
  }

  return {
    push(text) {
      if (finished) throw new Error("the redactor has already finished");
      let rest = text;
      if (swallowing) {
        const run = TOKEN_RUN.exec(rest)?.[0].length ?? 0;
        rest = rest.slice(run);
        if (rest === "") return "";
        swallowing = false;
      }
      const newline = rest.lastIndexOf("\n");
      let out = "";
      if (newline < 0 || tail.length + newline + 1 < lookAgainAt) tail += rest;
      else {
        const lines = tail + rest.slice(0, newline + 1);
        // A piece's own end is looked at if it can be, since joined text costs a copy.
        const end =
          newline + 1 >= ENDING ? rest.slice(newline + 1 - ENDING, newline + 1) : lines.slice(-ENDING);
        const waits = unclear(end);
        const held = waits === 0 ? lines.length : lines.lastIndexOf("\n", lines.length - waits - 1) + 1;
        tail = lines.slice(held) + rest.slice(newline + 1);
        if (held > 0) out = takeLines(lines.slice(0, held), true);
      }
      let wait = true;
      while (tail.length > LONGEST_LINE) {
        const before = tail.length;
        const end = tail.lastIndexOf("\n") + 1;
        if (end === 0) out += takePart();
        else {
          const lines = tail.slice(0, end);
          tail = tail.slice(end);
          out += takeLines(lines, wait);
        }
        wait = tail.length < before;
      }
      return out;
    },
    finish() {
      if (finished) return "";
      finished = true;
      const lines = tail;
      tail = "";
      return takeLines(lines, false);
    },
    counts: () => ({ ...counts }),
  };
}
