/** What changes from run to run, in the order in which it is masked. Each pattern reads one bounded stretch. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b0x[0-9a-f]{2,16}\b/gi, "<hex>"],
  [/\b(?=[0-9a-f]{0,40}\d)[0-9a-f]{7,64}\b/gi, "<hash>"],
  [/(?:[A-Za-z]:)?(?:[\\/][\w.@+-]{1,80}){1,30}[\\/](?=[\w.@+-])/g, "<dir>/"],
  [/\d+(?:[.,:]\d+)*/g, "<n>"],
];

/** A line with what changes from run to run replaced, for comparing failures. */
export function maskVolatile(text: string): string {
  let masked = text.slice(0, 400);
  for (const [pattern, word] of MASKS) masked = masked.replace(pattern, word);
  return masked.replace(/\s+/g, " ");
}
