import { findTellingKey, nextJsonToken, restOfString } from "./json-tokens.ts";
import { createOpenObjects } from "./kubernetes-objects.ts";
import type { LineReader } from "./line-reader.ts";
import type { SecretSpan } from "./span.ts";

/** Lines of another origin may stand between those of an object; so many together mean that it was cut off. */
const MOST_STRANGE_LINES = 50;
const DEEPEST = 100;
const STRUCTURE = /["{}[\]]/;

/**
 * Values under `data` and `stringData` of Kubernetes Secrets in JSON, on one line or over many, in lists and in
 * strings of other JSON (`last-applied-configuration`). `kubectl` sorts the keys, so that the kind stands behind the
 * data: until it is seen, or the object ends, the values wait. Of an object that is cut off before, or too long to wait
 * for, what has the form of a Secret's data is masked: a ConfigMap's value that happens to be Base64 is the smaller loss.
 */
export function createKubernetesJsonReader(): LineReader {
  const objects = createOpenObjects();
  /** How much text stands before the JSON in each line (a time, a name), give or take a digit. */
  let lead = 0;
  let strangeLines = 0;
  let level = 0;
  /** Where a line comes in parts: the last part ended within it, perhaps within a string. */
  let within: "line" | "string" | undefined;

  function finish(): SecretSpan[] {
    const spans = objects.giveUp();
    objects.reset(false);
    within = undefined;
    return spans;
  }

  function value(text: string, start: number, end: number, offset: number): SecretSpan[] {
    const content = text.slice(start, end);
    const spans = objects.value(content, offset + start);
    if (spans !== undefined) return spans;
    return findTellingKey(content, 0) === undefined ? [] : readAlone(content, offset + start);
  }

  /** Takes the tokens from `at` on while an object is open; returns where to look on for another one. */
  function take(text: string, at: number, offset: number, more: boolean, spans: SecretSpan[]): number {
    let next = at;
    let inString = at === 0 && within === "string";
    within = more ? "line" : undefined;
    while (objects.depth > 0) {
      const token = inString ? restOfString(text, level) : nextJsonToken(text, next, level);
      inString = false;
      if (token === undefined) return text.length;
      next = token.next;
      if (token.kind === "end" || (token.kind === "open" && objects.wantsKey) || objects.depth > DEEPEST)
        spans.push(...finish());
      else if (token.kind === "open") objects.open(token.array);
      else if (token.kind === "close") objects.close();
      else if (token.kind === "string" && token.key) objects.key = text.slice(token.start, token.end);
      else {
        const key = objects.key;
        spans.push(...value(text, token.start, token.end, offset));
        if (token.kind === "cut" && more) {
          within = "string";
          objects.key = key;
        }
      }
    }
    return next;
  }

  return {
    marks: ['"kind"', '"kind\\', '"data"', '"data\\', '"stringdata"', '"stringdata\\'],
    get waiting() {
      return objects.waiting;
    },
    get active() {
      return objects.depth > 0;
    },
    giveUp: () => objects.giveUp(),
    finish,
    remember() {
      const restore = objects.remember();
      const then = [lead, strangeLines, level, within] as const;
      return () => {
        restore();
        [lead, strangeLines, level, within] = then;
      };
    },
    line(text, offset, more = false) {
      const spans: SecretSpan[] = [];
      const first = text.search(STRUCTURE);
      let at = 0;
      if (objects.depth > 0) {
        const before = text.slice(0, Math.max(0, first)).trimEnd().length;
        if (within === undefined && (first < 0 || Math.abs(before - lead) > 4)) {
          strangeLines += 1;
          if (strangeLines <= MOST_STRANGE_LINES) return first < 0 ? [] : readAlone(text, offset);
          spans.push(...finish());
        } else {
          strangeLines = 0;
          at = take(text, 0, offset, more, spans);
        }
      }
      while (objects.depth === 0) {
        const key = findTellingKey(text, at);
        if (key === undefined) break;
        objects.reset(true);
        lead = text.slice(0, Math.min(first, key.start)).trimEnd().length;
        strangeLines = 0;
        level = key.level;
        at = take(text, key.start, offset, more, spans);
      }
      // What stands in a string ends with the line.
      if (!more && level > 0) spans.push(...finish());
      return spans;
    },
  };
}

/** Reads JSON that begins and ends in one line or string. */
function readAlone(text: string, offset: number): SecretSpan[] {
  const reader = createKubernetesJsonReader();
  return [...reader.line(text, offset), ...reader.finish()];
}
