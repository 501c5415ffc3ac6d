import { beforeAbort } from "../before-abort.ts";

/** The last line of a text whose source broke off. */
export const BROKEN_OFF = "[inquest: the source broke off here; the rest could not be read]";

export interface DecodeOutcome {
  /** The error that ended the source early, if one did. */
  error?: unknown;
}

/**
 * Text of a collector's content, in pieces: bytes are decoded as UTF-8 with U+FFFD for what is not. A source
 * that fails or outlasts the signal ends with a line that says so, and `outcome.error` is set: what was read
 * is evidence all the same. The source is never waited for beyond the signal, even if it ignores it.
 */
export async function* decodeContent(
  content: string | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  outcome: DecodeOutcome,
): AsyncGenerator<string> {
  if (typeof content === "string") {
    yield content;
    return;
  }
  const decoder = new TextDecoder("utf-8");
  const source = content[Symbol.asyncIterator]();
  let endsInNewline = true;
  try {
    for (;;) {
      const next = await beforeAbort(source.next(), signal);
      if (next.done === true) break;
      const text = decoder.decode(next.value, { stream: true });
      if (text === "") continue;
      endsInNewline = text.endsWith("\n");
      yield text;
    }
    const rest = decoder.decode();
    if (rest !== "") yield rest;
  } catch (error) {
    outcome.error = error;
    // A source that hangs may never answer `return` either, so nobody waits for it.
    source.return?.().catch(() => undefined);
    yield `${endsInNewline ? "" : "\n"}${BROKEN_OFF}\n`;
  }
}
