import type { LogView } from "./scan/log-view.ts";

/** Share of a text that is no text, from which on it is noise. Prose in a wrong encoding stays below it for its ASCII. */
const NOISE = 0.2;
/** Lines of a range that are looked at to tell text from noise. */
const MOST_LOOKED_AT = 50;

/** What is told of a log that is no text. */
export const UNREADABLE = {
  summary: "This is not text, or not in UTF-8: no line of it says why something failed.",
  excerpts: [],
  locations: [],
};

/** Whether most of some lines can be read: broken encoding and control characters are what binary data decodes to. */
export function isReadable(view: LogView, { start, end }: { start: number; end: number }): boolean {
  const text = Array.from({ length: Math.min(end - start + 1, MOST_LOOKED_AT) }, (_, at) =>
    view.raw(start + at).slice(0, 400),
  ).join("\n");
  const broken = text.match(/[\ufffd\p{Cc}]/gu)?.filter((character) => !/\s/.test(character)).length ?? 0;
  return broken <= text.length * NOISE;
}
