import type { LogView } from "../scan/log-view.ts";

/** A line of the source that TeX stopped at, or warns of; it does not say in which file. */
export const TEX_LINES = [
  /^l\.(?<line>\d{1,6}) (?<message>.{0,300})/,
  /^(?:LaTeX|Package|Class) .{0,60}(?<severity>Warning|Error): (?<message>.{1,200}) on input line (?<line>\d{1,6})\.$/,
] as const;

/** Lines above that are looked at: packages are loaded between a file's beginning and its error. */
const FARTHEST = 4000;
/** What a parenthesis opens when it is a file: TeX writes `(./cart.tex` when it begins one and `)` when it ends. */
const FILE = /^\((?<path>(?:[A-Za-z]:)?[^\s()]{1,250}\.[A-Za-z]\w{0,10})(?![^\s()])/;

/** The file that TeX is reading at a line: the nearest above that it opened and has not closed. */
export function texFileAbove(view: LogView, at: number): string | undefined {
  let closed = 0;
  for (let line = at - 1; line > Math.max(0, at - FARTHEST); line--) {
    const text = view.words(line);
    for (let place = text.length - 1; place >= 0; place--) {
      if (text[place] === ")") closed++;
      else if (text[place] === "(" && closed > 0) closed--;
      else if (text[place] === "(") {
        const path = FILE.exec(text.slice(place, place + 260))?.groups?.["path"];
        if (path) return path;
      }
    }
  }
  return undefined;
}
