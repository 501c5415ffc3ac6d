/** So much of a text is read, and so much of what is left is compared: a longer folder must not move the cut. */
const LONGEST = 1000;
const COMPARED = 240;

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?";

/** What a run writes anew each time, in the order in which it is masked. Each pattern reads one bounded stretch. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [
    new RegExp(
      `\\b(?:${DAY} )?(?:\\d{1,2}[ -]${MONTH}[ -]\\d{4}|${MONTH} {1,2}\\d{1,2})\\b(?:,? \\d{1,2}:\\d\\d(?::\\d\\d)?)?(?: [A-Z]{3,4}\\b)?`,
      "g",
    ),
    "<date>",
  ],
  // What stands right below a folder for temporary files has a name of chance, unless it has a suffix.
  [
    /(?:file:\/\/)?(?:(?:\/private)?\/(?:var\/)?tmp|\/var\/folders\/\w{2}\/\w{1,60}\/T|[A-Za-z]:(?:\\{1,2}[\w.~-]{1,60}){0,8}\\{1,2}Te?mp)(?:\/|\\{1,2})[\w+-]{1,80}(?![\w./\\+-])/g,
    "<temp>",
  ],
  // The folder of a checkout is another on every machine: of an absolute path its last name stays.
  [
    /(?<![\w.@+~/\\-])(?:file:\/\/)?(?:\/?[A-Za-z]:)?(?:(?:\/|\\{1,2})[\w.@+~$-]{1,120}){0,40}(?:\/|\\{1,2})(?=[\w.@+~$-])/g,
    "",
  ],
  [/\btmp[._-]?(?=[a-z_]{0,11}[A-Z\d])[A-Za-z\d_]{6,12}\b/g, "<temp>"],
  // The end of a pod's name: Kubernetes draws it from letters without vowels and a few digits.
  [/-(?=[a-z]{0,9}\d)[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, "-<id>"],
  [/-(?=[a-z]{0,3}\d)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "-<id>"],
  [/\b0x[0-9a-f]{2,16}\b/gi, "<hex>"],
  [/\b(?=[0-9a-f]{0,40}\d)[0-9a-f]{7,64}\b/gi, "<hash>"],
  // A line of a file, as addresses of it write.
  [/(?<=[#[])L\d{1,7}(?:-L\d{1,7})?\b/g, "L<n>"],
];

/** What mkdtemp and its like put behind a name. */
const TAIL = /[-_.](?=[a-zA-Z]{0,11}\d)(?=\d{0,11}[a-zA-Z])[a-zA-Z0-9]{6,12}\b/g;

const SIZE = /\b\d{1,12}(?:[.,]\d{1,12})? ?(?:bytes?|[kKMGT]i?B|B)\b/g;
const DURATION =
  /\b\d{1,12}(?:[.,]\d{1,12})? ?(?:ns|µs|us|ms|s|secs?|seconds?|m|min|mins|minutes?|h|hours?)\b(?![./])/g;
/** An error's code (`TS2322`, `E0432`) says which error it is; every other number is chance. */
const NUMBER = /\b[A-Z]{1,8}-?\d{2,6}\b|\d{1,40}(?:[.,:]\d{1,40}){0,20}/g;

/**
 * A text of a failure with what changes from run to run replaced: ids, dates, absolute folders, names of temporary
 * files, durations, sizes and numbers; with `numbers: false` numbers stay, for they tell `test1` from `test2`. At
 * most 240 characters.
 */
export function maskRun(text: string, { numbers = true } = {}): string {
  let masked = text.slice(0, LONGEST);
  for (const [pattern, word] of MASKS) masked = masked.replace(pattern, word);
  masked = masked.replace(TAIL, (tail) => (isDrawn(tail.slice(1)) ? "-<id>" : tail));
  if (numbers)
    masked = masked
      .replace(DURATION, "<t>")
      .replace(SIZE, "<size>")
      .replace(NUMBER, (found) => (/^[A-Z]/.test(found) ? found : "<n>"));
  return masked.replace(/\s+/g, " ").trim().slice(0, COMPARED);
}

/** True for letters and digits in no order (`x7Kd2Q`), false for a word that holds a number (`sha256`, `base64url`). */
function isDrawn(word: string): boolean {
  const digits = word.match(/\d+/g)?.length ?? 0;
  if (!/[A-Z]/.test(word)) return digits > 2;
  // A capital begins a word (`Base64Url`): then the small letters behind it outnumber the capitals by far.
  const capitals = word.match(/[A-Z]/g)?.length ?? 0;
  const runs = word.match(/[a-z]+/g)?.length ?? 0;
  return (
    /[a-z]/.test(word) &&
    (digits > 1 || /[a-z][A-Z]{2}|[A-Z]\d|\d[a-z]+[A-Z]/.test(word)) &&
    capitals + runs > 2
  );
}
