import { type Grammar, grammar } from "./grammar.ts";

const EXTENSION = "\\.[A-Za-z]\\w{0,9}";

/** Findings of linters and compilers that give a place and nothing else that tells how grave they are. */
export const places: readonly Grammar[] = [
  grammar(
    "warning",
    "warning",
    "lint",
    ["warning"],
    new RegExp(
      `^\\s{0,4}(?:[A-Za-z]:)?[^\\s:()"']{1,250}(?:${EXTENSION}|file)[:(]\\d+(?:[:,.]{0,2}\\d+)?\\)?:{0,2} ?:?\\s?warning\\b`,
      "i",
    ),
  ),
  grammar(
    "place",
    "place",
    "lint",
    [":0", ": 0"],
    new RegExp(
      `^(?:[A-Za-z]:)?(?:\\.{0,2}\\/)?[^\\s:()"'=]{0,250}${EXTENSION}: ?\\d+(?::\\d+)?(?::(?!in )| )`,
    ),
  ),
  grammar(
    "place",
    "place",
    "lint",
    ["(0", "[0"],
    new RegExp(`^(?:[A-Za-z]:)?[^\\s:()"'=]{1,250}${EXTENSION}[(\\[]\\d+(?:, ?\\d+)?[)\\]]: `),
  ),
  grammar("place", "place", "lint", ["failed "], /^\S+ failed \w+: /),
];
