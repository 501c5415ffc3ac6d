/** No more than this is looked at to see whether the end of a text is clear. */
export const ENDING = 600;
/** Names whose value stands in the next line. */
const NAME_ALONE =
  /(?:name["']?:[ \t]{0,8}["']?[\w.-]{1,100}["']?,?|<(?:key|name)>[\w.-]{1,100}<\/(?:key|name)>|[\w-]["']?:[ \t]{1,4}[|>][+-]?|<[\w.:-]{1,100}>)[ \t]{0,8}\r?\n$/;
/** What may be a wallet's key, if the text behind it says so. */
const KEY_ALONE = /0x[0-9a-fA-F]{64}(?![0-9a-fA-F])[^]{0,160}$/;

/** How far from the end of whole lines something stands that must wait for the next piece. */
export function unclear(ending: string): number {
  const lastLine = ending.lastIndexOf("\n", ending.length - 2) + 1;
  if (NAME_ALONE.test(ending.slice(lastLine))) return ending.length - lastLine;
  const key = ending.includes("0x") ? KEY_ALONE.exec(ending) : null;
  return key === null ? 0 : ending.length - key.index;
}
