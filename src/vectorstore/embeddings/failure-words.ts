/**
 * What a failure's text says, without what differs from run to run: directories, numbers, ids and hashes are
 * left out, file names, words and error codes stay. Linear in the text, whose length it bounds.
 */
export function failureWords(text: string): string[] {
  const words: string[] = [];
  for (const line of text.slice(0, MOST_CHARACTERS).split("\n")) {
    for (const piece of line.slice(0, MOST_OF_LINE).split(BETWEEN_PIECES)) {
      if (piece !== "" && !isOneOff(piece)) addWords(piece, words);
    }
  }
  return words;
}

const MOST_CHARACTERS = 16_000;
const MOST_OF_LINE = 2_000;
/** Longer ones are blobs; their beginning tells them apart well enough. */
const MOST_OF_WORD = 64;

/** Keeps together what a path, a version or an id is made of. */
const BETWEEN_PIECES = /[^\p{L}\p{N}_$.@~+\-/\\]+/u;
/** A word, or a number with its unit: `34ms`, `01T10`, `00Z`. */
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}[\p{L}\p{N}]*/gu;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^(?:0x)?[0-9a-f]{6,128}$/i;
/** `TS2345`, `E0308`, `CS1061`: digits that name the error. */
const ERROR_CODE = /^[A-Z]{1,6}[0-9]{3,5}$/;
const SHORT_NUMBER = /^[0-9]{1,4}$/;
/** Words whose number says what happened: "exit code 137", "status 404". */
const NUMBERED = new Set(["code", "status", "signal", "errno", "error", "http"]);

function isOneOff(piece: string): boolean {
  return UUID.test(piece) || (HEX.test(piece) && /[0-9]/.test(piece));
}

function addWords(piece: string, words: string[]): void {
  for (const [word] of withoutDirectories(piece).matchAll(WORD)) {
    if (/^\p{N}/u.test(word)) {
      if (SHORT_NUMBER.test(word) && NUMBERED.has(words.at(-1)?.toLowerCase() ?? "")) words.push(word);
    } else if (ERROR_CODE.test(word)) {
      words.push(word);
    } else if (!isOneOff(word)) {
      words.push(word.slice(0, MOST_OF_WORD).replace(/[0-9]+/g, "0"));
    }
  }
}

/** The last part of a path, since checkouts lie elsewhere on every runner; of an address its host too. */
function withoutDirectories(piece: string): string {
  const end = piece.replace(/[/\\]+$/, "");
  const name = end.slice(Math.max(end.lastIndexOf("/"), end.lastIndexOf("\\")) + 1);
  const host = /^\/\/([^/]+)\//.exec(end)?.[1];
  return host === undefined ? name : `${host} ${name}`;
}
