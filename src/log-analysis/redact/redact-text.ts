import { findSecrets } from "./find-secrets.ts";
import { createKnownValues, type KnownValues } from "./known-values.ts";
import { readLines } from "./line-reader.ts";
import { createLineReaders } from "./line-readers.ts";
import { createMask, maskSpans } from "./mask.ts";
import { joinSpans, type SecretSpan } from "./span.ts";

/** Remembers the values that were found and finds them wherever else they stand. */
export function withKnownValues(
  text: string,
  spans: readonly SecretSpan[],
  known: KnownValues,
): SecretSpan[] {
  for (const span of spans) known.learn(text.slice(span.start, span.end), span.rule);
  return joinSpans([...spans, ...known.find(text)]);
}

/**
 * Masks the secrets of a whole text. `spans` are offsets into the text as given. Without a salt the masks carry no
 * mark (`[redacted:rule]`), since a mark without a salt would tell short passwords to anyone who tries them all.
 */
export function redactText(
  text: string,
  options: { salt?: string } = {},
): { text: string; spans: SecretSpan[] } {
  const readers = createLineReaders();
  const { spans, lineMarks } = findSecrets(text);
  const lines = readLines(text, readers, lineMarks);
  const rest = readers.flatMap((reader) => reader.finish());
  const all = withKnownValues(text, [...spans, ...lines.spans, ...rest], createKnownValues());
  return { text: maskSpans(text, all, createMask(options.salt)), spans: all };
}
