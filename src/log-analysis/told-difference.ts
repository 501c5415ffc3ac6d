import type { LogMap } from "./extents/log-map.ts";

/** Longest value that is told, in characters. */
const LONGEST = 90;
/** Of what two long values have in common so much is told. */
const KEPT = 20;
/** How far below the head of a difference its lines are looked for. */
const FARTHEST = 12;

const WANTED = /^(?:expected|expected value|want(?:ed)?):? {0,12}[:=]? {0,12}(\S.{0,400})$/i;
const FOUND = /^(?:got|actual|actual value|but was|received|found):? {0,12}[:=]? {0,12}(\S.{0,400})$/i;

/**
 * `expected 'telly', got 'tellies'` where the next lines hold what was expected and what came: as two labelled lines
 * or as a difference below `--- Expected` and `+++ Actual`. Empty when they hold neither.
 */
export function differenceBelow(map: LogMap, line: number, end: number): string {
  const read = (at: number): string => (at <= end && at <= map.view.lines ? map.view.words(at).trim() : "");
  const next = read(line + 1);
  const wanted = WANTED.exec(next)?.[1];
  const found = wanted && FOUND.exec(read(line + 2))?.[1];
  if (wanted && found) return told(wanted, found);
  if (!/^--- ?expected\b/i.test(next) || !/^\+\+\+ ?(?:actual|got|received)\b/i.test(read(line + 2)))
    return "";
  let minus = "";
  for (let at = line + 3; at <= line + FARTHEST; at++) {
    const text = read(at);
    if (text.startsWith("-")) minus ||= text.slice(1);
    else if (minus && text.startsWith("+")) return told(minus, text.slice(1));
  }
  return "";
}

function told(wanted: string, found: string): string {
  const [a, b] = [wanted.trim(), found.trim()];
  let alike = 0;
  while (alike < a.length && a[alike] === b[alike]) alike++;
  // What is alike at the beginning of two long values tells nothing.
  const from = a.length > LONGEST && alike > LONGEST / 2 ? alike - KEPT : 0;
  return `expected ${short(a, from)}, got ${short(b, from)}`;
}

function short(value: string, from: number): string {
  const text = from > 0 ? `…${value.slice(from)}` : value;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
