import { StringDecoder } from "node:string_decoder";

/** A line without an end is passed on in pieces of this length, so that memory stays bounded. */
const longestWait = 64 * 1024;

export interface LineWeaver {
  push(stream: number, chunk: Uint8Array): string;
  /** What the streams left without a line end. */
  end(): string;
}

/**
 * Weaves the output of several streams into one text, line by line: half a line of one stream is never
 * followed by another stream's words on the same line.
 */
export function createLineWeaver(streams: number): LineWeaver {
  const decoders = Array.from({ length: streams }, () => new StringDecoder("utf8"));
  const held = Array.from({ length: streams }, () => "");
  let openLineOf: number | undefined;

  function put(stream: number, text: string): string {
    if (text === "") return "";
    const woven = openLineOf !== undefined && openLineOf !== stream ? `\n${text}` : text;
    openLineOf = text.endsWith("\n") ? undefined : stream;
    return woven;
  }

  return {
    push(stream, chunk) {
      const text = (held[stream] ?? "") + (decoders[stream]?.write(Buffer.from(chunk)) ?? "");
      const end = text.length > longestWait ? text.length : text.lastIndexOf("\n") + 1;
      held[stream] = text.slice(end);
      return put(stream, text.slice(0, end));
    },
    end() {
      return held.map((text, stream) => put(stream, text + (decoders[stream]?.end() ?? ""))).join("");
    },
  };
}
