/** Longest part of a text that is compared. */
const LONGEST = 400;

/** What a run writes anew each time, in the order in which it is masked. Each pattern reads one bounded stretch. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  // The folder of a checkout is another on every machine: of an absolute path its last name stays.
  [
    /(?<![\w.@+~/\\-])(?:file:\/\/)?(?:\/?[A-Za-z]:)?(?:(?:\/|\\{1,2})[\w.@+~$-]{1,120}){0,40}(?:\/|\\{1,2})(?=[\w.@+~$-])/g,
    "",
  ],
  // The end of a pod's name, and what mkdtemp and its like put behind a name.
  [/-(?=[a-z]{0,9}\d)[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, "-<id>"],
  [/\b0x[0-9a-f]{2,16}\b/gi, "<hex>"],
  [/\b(?=[0-9a-f]{0,40}\d)[0-9a-f]{7,64}\b/gi, "<hash>"],
  [/[-_.](?=[a-zA-Z]{0,11}\d)(?=\d{0,11}[a-zA-Z])[a-zA-Z0-9]{6,12}\b/g, "-<id>"],
];

const DURATION =
  /\b\d{1,12}(?:[.,]\d{1,12})? ?(?:ns|µs|us|ms|s|secs?|seconds?|m|min|mins|minutes?|h|hours?)\b(?![./])/g;
/** An error's code (`TS2322`, `E0432`) says which error it is; every other number is chance. */
const NUMBER = /\b[A-Z]{1,8}-?\d{2,6}\b|\d{1,40}(?:[.,:]\d{1,40}){0,20}/g;

/**
 * A text of a failure with what changes from run to run replaced: ids, addresses, absolute folders, durations and
 * numbers; with `numbers: false` numbers stay, for they tell `test1` from `test2`. At most 400 characters.
 */
export function maskRun(text: string, { numbers = true } = {}): string {
  let masked = text.slice(0, LONGEST);
  for (const [pattern, word] of MASKS) masked = masked.replace(pattern, word);
  if (numbers)
    masked = masked
      .replace(DURATION, "<t>")
      .replace(NUMBER, (found) => (/^[A-Z]/.test(found) ? found : "<n>"));
  return masked.replace(/\s+/g, " ").trim();
}
