import { createHmac } from "node:crypto";
import { findSecrets } from "./find-secrets.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import { createKubernetesSecretReader } from "./kubernetes-secrets.ts";
import { type LineReader, readLines } from "./line-reader.ts";
import { createPrivateKeyReader } from "./private-keys.ts";
import { joinSpans, type SecretSpan } from "./span.ts";

export interface Redactor {
  /** Takes the next piece of a text, of any size; returns what is safe to pass on so far. */
  push(text: string): string;
  /** Returns the rest. The redactor takes nothing after that. */
  finish(): string;
  /** How many secrets each rule has masked so far. */
  counts(): Record<string, number>;
}

/** A line longer than this is worked on in parts. */
const LONGEST_LINE = 256 * 1024;
/** What of such a part waits for the next one, so that a secret cut in two is still found. */
const OVERLAP = 8 * 1024;
const CONTEXT = 256;
const NAME_ALONE = /(?<=\n|^)[^\n]{0,120}name["']?:[ \t]{0,8}["']?[\w.-]{1,100}["']?,?\r?\n$/;
const TOKEN_RUN = /^[A-Za-z0-9+/=_.~%-]*/;

function createMask(salt: string | undefined): (rule: string, secret: string) => string {
  const masks = new Map<string, string>();
  return (rule, secret) => {
    if (salt === undefined) return `[redacted:${rule}]`;
    const known = masks.get(secret);
    if (known !== undefined) return known;
    const mark = createHmac("sha256", salt).update(secret).digest("hex").slice(0, 4);
    const mask = `[redacted:${rule}#${mark}]`;
    if (masks.size < 1000) masks.set(secret, mask);
    return mask;
  };
}

function createReaders(): LineReader[] {
  return [createPrivateKeyReader(), createKubernetesSecretReader()];
}

interface Secrets {
  spans: SecretSpan[];
  /** Where the first line stands that more text is needed for; -1 when there is none. */
  open: number;
  /** Takes the readers back to the state before that line. */
  reopen: () => void;
}

function secretsOf(text: string, readers: readonly LineReader[], known: KnownValues): Secrets {
  const { spans, lineMarks } = findSecrets(text);
  const lines = readLines(text, readers, lineMarks);
  spans.push(...lines.spans);
  for (const span of spans) known.learn(text.slice(span.start, span.end), span.rule);
  spans.push(...known.find(text));
  return { spans: joinSpans(spans), open: lines.open, reopen: lines.reopen };
}

/**
 * A streaming redactor. Secrets become `[redacted:rule#mark]`, where the mark (a short HMAC-SHA-256 under the salt)
 * is alike for the same secret, so that a reader can tell whether two places hold the same one without learning
 * it. The number of lines never changes. Memory is bounded by the longest piece pushed plus about 300 KB.
 *
 *     const redactor = createRedactor({ salt: incident.id });
 *     for await (const text of source) sink.write(redactor.push(text));
 *     sink.write(redactor.finish());
 */
export function createRedactor(options: { salt: string }): Redactor {
  const mask = createMask(options.salt);
  const readers = createReaders();
  const known = createKnownValues();
  const counts: Record<string, number> = {};
  let tail = "";
  let context = "";
  let swallowing = false;
  let finished = false;

  function maskSpans(text: string, spans: readonly SecretSpan[], from: number, to: number): string {
    let out = "";
    let at = from;
    for (const span of spans) {
      if (span.end <= from || span.start >= to) continue;
      const start = Math.max(span.start, from);
      out += text.slice(at, start) + mask(span.rule, text.slice(span.start, span.end));
      counts[span.rule] = (counts[span.rule] ?? 0) + 1;
      at = Math.min(span.end, to);
    }
    return out + text.slice(at, to);
  }

  /** Takes whole lines (or, at the end, all that is left). */
  function takeLines(lines: string, last: boolean): string {
    const text = context + lines;
    const from = context.length;
    context = "";
    const { spans, open, reopen } = secretsOf(text, readers, known);
    if (open >= 0 && !last && text.length - open < LONGEST_LINE) {
      // Something has only begun: its first lines wait until it is clear what they are.
      reopen();
      const to = Math.max(open, from);
      tail = text.slice(to) + tail;
      return maskSpans(text, spans, from, to);
    }
    const rest = open >= 0 ? readers.flatMap((reader) => reader.finish()) : [];
    return maskSpans(text, rest.length > 0 ? joinSpans([...spans, ...rest]) : spans, from, text.length);
  }

  /** Takes a part of a line that is longer than any line should be. */
  function takePart(): string {
    const text = context + tail;
    const from = context.length;
    const spans = joinSpans([...findSecrets(text).spans, ...known.find(text)]);
    let cut = text.length - OVERLAP;
    const crossing = spans.find((span) => span.start < cut && span.end > cut);
    if (crossing !== undefined) {
      if (crossing.end === text.length && text.length - crossing.start > OVERLAP * 2) {
        cut = text.length;
        swallowing = true;
      } else cut = crossing.end === text.length ? Math.max(from, crossing.start) : crossing.end;
    }
    const out = maskSpans(text, spans, from, cut);
    context = text.slice(Math.max(0, cut - CONTEXT), cut);
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
      if (newline < 0) tail += rest;
      else {
        const lines = tail + rest.slice(0, newline + 1);
        // A name whose value stands in the next line waits for it.
        const held = lines.length - (NAME_ALONE.exec(lines.slice(-300))?.[0].length ?? 0);
        tail = lines.slice(held) + rest.slice(newline + 1);
        if (held > 0) out = takeLines(lines.slice(0, held), false);
      }
      while (tail.length > LONGEST_LINE) {
        const end = tail.indexOf("\n") + 1;
        if (end === 0) out += takePart();
        else {
          const lines = tail.slice(0, end);
          tail = tail.slice(end);
          out += takeLines(lines, false);
        }
      }
      return out;
    },
    finish() {
      if (finished) return "";
      finished = true;
      const lines = tail;
      tail = "";
      return takeLines(lines, true);
    },
    counts: () => ({ ...counts }),
  };
}

/**
 * Masks the secrets of a whole text. `spans` are offsets into the text as given. Without a salt the masks carry no
 * mark (`[redacted:rule]`), since a mark without a salt would tell short passwords to anyone who tries them all.
 */
export function redactText(
  text: string,
  options: { salt?: string } = {},
): { text: string; spans: { start: number; end: number; rule: string }[] } {
  const mask = createMask(options.salt);
  const readers = createReaders();
  const found = secretsOf(text, readers, createKnownValues());
  const spans = joinSpans([...found.spans, ...readers.flatMap((reader) => reader.finish())]);
  let out = "";
  let at = 0;
  for (const span of spans) {
    out += text.slice(at, span.start) + mask(span.rule, text.slice(span.start, span.end));
    at = span.end;
  }
  return { text: out + text.slice(at), spans };
}
