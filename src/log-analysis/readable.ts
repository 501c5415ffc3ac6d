/** Share of a text that is no text, from which on it is noise. Prose in a wrong encoding stays below it for its ASCII. */
const NOISE = 0.2;

/** Whether most of a text can be read: broken encoding and control characters are what binary data decodes to. */
export function isReadable(text: string): boolean {
  const broken = text.match(/[\ufffd\p{Cc}]/gu)?.filter((character) => !/\s/.test(character)).length ?? 0;
  return broken <= text.length * NOISE;
}
