/** Characters of which each has a bit: those that the texts a location needs are made of, and few lines hold all. */
const TELLING = ":,.()[]|>*'\"=IC";
const BIT = Int32Array.from({ length: 128 }, (_, code) => {
  const at = TELLING.indexOf(String.fromCharCode(code));
  return at < 0 ? 0 : 1 << at;
});
const BEYOND_ASCII = 1 << TELLING.length;
const LINE = 1 << (TELLING.length + 1);

/**
 * What stands in a text, as bits. A line is asked for dozens of texts: where a bit of one is missing it need not be
 * searched for, which costs far more.
 */
export function bitsOf(text: string): number {
  let bits = text.includes("line") ? LINE : 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bits |= code < 128 ? (BIT[code] as number) : BEYOND_ASCII;
  }
  return bits;
}
