import type { Location } from "../../domain/failure.ts";
import { LOCATION_GRAMMARS } from "./location-grammars.ts";

/** A place: a mark between a letter and a digit (the first three, checked by the scanner), or the word itself. */
export const LOCATION_WORDS = [
  ":0",
  "(0",
  "[0",
  "line 0",
  "line=",
  "line: 0",
  "line:0",
  '",0',
  "|0|",
  "lines 0",
] as const;

const MOST = 2000;

/** Collects the places that a log names, at most 2,000, errors before warnings. */
export function createLocationStore() {
  const found: Location[] = [];
  const seen = new Set<string>();
  return {
    line(text: string, at: number): void {
      if (found.length >= MOST) return;
      for (const grammar of LOCATION_GRAMMARS) {
        const match = grammar.pattern.exec(text);
        const groups = match?.groups;
        if (!groups?.["path"] || !groups["line"]) continue;
        const path = groups["path"].trim();
        const line = Number(groups["line"]);
        const key = `${path}:${line}:${groups["column"] ?? ""}:${groups["message"] ?? ""}`;
        if (seen.has(key)) return;
        seen.add(key);
        const column = groups["column"] ? Number(groups["column"]) : undefined;
        const word = (groups["severity"] ?? "").toLowerCase();
        const severity = /err|fatal|^e$|fail/.test(word)
          ? "error"
          : /warn|^w$|^c$/.test(word)
            ? "warning"
            : /info|note|hint|remark|style/.test(word)
              ? "info"
              : undefined;
        const message = groups["message"]?.trim().slice(0, 400);
        found.push({
          path,
          line,
          at,
          ...(column === undefined ? {} : { column }),
          ...(severity ? { severity } : {}),
          ...(message ? { message } : {}),
        });
        return;
      }
    },
    finish: (): Location[] => found,
  };
}
