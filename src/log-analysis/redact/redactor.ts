import { createHmac } from "node:crypto";
import { findSecrets } from "./find-secrets.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import { createPrivateKeyReader, type PrivateKeyReader } from "./private-keys.ts";
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

/** Reads private keys from `mark` on (or from the start, within a key); line ends are `\n`. */
function readPrivateKeys(text: string, mark: number, reader: PrivateKeyReader, spans: SecretSpan[]): number {
  let at = reader.active || mark < 0 ? 0 : text.lastIndexOf("\n", mark) + 1;
  let lastOpened = -1;
  while (at < text.length) {
    if (!reader.active && mark < at) {
      const next = nextMark(text, at);
      if (next < 0) break;
      at = text.lastIndexOf("\n", next) + 1;
    }
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const waited = reader.waiting;
    spans.push(...reader.line(text.slice(at, end), at));
    if (reader.waiting && !waited) lastOpened = at;
    at = end + 1;
  }
  return reader.waiting ? lastOpened : -1;
}

function nextMark(text: string, at: number): number {
  const marks = [
    text.indexOf("PRIVATE KEY", at),
    text.indexOf("PuTTY-User-Key-File", at),
    text.indexOf("Private-Lines:", at),
  ];
  const found = marks.filter((mark) => mark >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

function secretsOf(
  text: string,
  reader: PrivateKeyReader,
  known: KnownValues,
): { spans: SecretSpan[]; open: number } {
  const found = findSecrets(text);
  const spans = found.spans;
  let open = -1;
  if (found.privateKeyMark >= 0 || reader.active)
    open = readPrivateKeys(text, found.privateKeyMark, reader, spans);
  for (const span of spans) known.learn(text.slice(span.start, span.end), span.rule);
  spans.push(...known.find(text));
  return { spans: joinSpans(spans), open };
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
  const reader = createPrivateKeyReader();
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
    const { spans, open } = secretsOf(text, reader, known);
    if (open >= 0 && !last && text.length - open < LONGEST_LINE) {
      // A key has only begun: its first lines wait until it is clear whether they are one.
      reader.finish();
      tail = text.slice(Math.max(open, from)) + tail;
      return maskSpans(text, spans, from, Math.max(open, from));
    }
    const rest = open >= 0 ? reader.finish() : [];
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
        tail = rest.slice(newline + 1);
        out = takeLines(lines, false);
      }
      while (tail.length > LONGEST_LINE && tail.indexOf("\n") < 0) out += takePart();
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
  const reader = createPrivateKeyReader();
  const found = secretsOf(text, reader, createKnownValues());
  const spans = joinSpans([...found.spans, ...reader.finish()]);
  let out = "";
  let at = 0;
  for (const span of spans) {
    out += text.slice(at, span.start) + mask(span.rule, text.slice(span.start, span.end));
    at = span.end;
  }
  return { text: out + text.slice(at), spans };
}
