import type { SourceText } from "./source-text.ts";
import type { Structure } from "./structure.ts";

const MAX_DEPTH = 100;
const MAX_VALUES = 2_000_000;

/** Where reading stopped because the text is no JSON; never leaves this file. */
class NotJson extends Error {}

/**
 * The JSON document that begins on a line, with the line of every value, and the line where it ends. Undefined
 * when what stands there is no JSON, or is nested or large beyond reason.
 */
export function readJson(source: SourceText, from: number): { document: Structure; end: number } | undefined {
  let line = from;
  let text = source.whole(line);
  let at = 0;
  let values = 0;

  const skip = () => {
    for (;;) {
      for (
        let code = text.charCodeAt(at);
        code === 32 || code === 9 || code === 13;
        code = text.charCodeAt(at)
      )
        at += 1;
      if (at < text.length) return;
      if (line >= source.count) throw new NotJson();
      line += 1;
      text = source.whole(line);
      at = 0;
    }
  };
  const expect = (character: string) => {
    skip();
    if (text.charAt(at) !== character) throw new NotJson();
    at += 1;
  };
  const string = (): string => {
    skip();
    if (text.charAt(at) !== '"') throw new NotJson();
    let end = text.indexOf('"', at + 1);
    if (end < 0) throw new NotJson();
    let raw = text.slice(at, end + 1);
    if (!raw.includes("\\")) {
      at = end + 1;
      return raw.slice(1, -1);
    }
    end = at + 1;
    while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === "\\" ? 2 : 1;
    if (end >= text.length) throw new NotJson();
    raw = text.slice(at, end + 1);
    at = end + 1;
    try {
      const value: unknown = JSON.parse(raw);
      return typeof value === "string" ? value : raw.slice(1, -1);
    } catch {
      return raw.slice(1, -1);
    }
  };
  const value = (start: number, depth: number): Structure => {
    values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) throw new NotJson();
    skip();
    const first = text.charAt(at);
    if (first === "{" || first === "[") {
      at += 1;
      const fields = new Map<string, Structure>();
      const items: Structure[] = [];
      const close = first === "{" ? "}" : "]";
      for (let more = true; more; ) {
        skip();
        if (text.charAt(at) === close && items.length + fields.size === 0) break;
        const keyLine = line;
        if (first === "{") {
          const key = string();
          expect(":");
          fields.set(key, value(keyLine, depth + 1));
        } else {
          items.push(value(keyLine, depth + 1));
        }
        skip();
        more = text.charAt(at) === ",";
        if (more) at += 1;
      }
      expect(close);
      return first === "{" ? { start, end: line, fields } : { start, end: line, items };
    }
    if (first === '"') return { start, scalar: string(), end: line };
    const token = /^[-+.\w]{1,64}/.exec(text.slice(at, at + 64))?.[0];
    if (token === undefined || !/^(?:true|false|null|-?\d[\d.eE+-]*)$/.test(token)) throw new NotJson();
    at += token.length;
    return token === "null" ? { start, end: line } : { start, end: line, scalar: token };
  };

  try {
    const document = value(from, 0);
    return text.slice(at).trim() === "" ? { document, end: line } : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}
