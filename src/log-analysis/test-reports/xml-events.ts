/** What a document says, in order. Lines are 1-based. */
export interface XmlReader {
  open(name: string, attributes: ReadonlyMap<string, string>, line: number): void;
  text(text: string, line: number): void;
  close(name: string, line: number): void;
}

/** More attributes than this are not read; nor is a value beyond this length. */
const MOST_ATTRIBUTES = 64;
const LONGEST_VALUE = 20_000;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads XML in one pass, forgivingly: what is cut off or not well formed ends the reading, never throws. The
 * document's own entities are never expanded and nothing outside it is fetched, so no document grows by reading it.
 */
export function readXml(document: string, reader: XmlReader): void {
  let line = 1;
  /** The next end of a line that is not counted yet; remembered, since a whole report may be one line. */
  let next = document.indexOf("\n");
  const lineAt = (at: number): number => {
    while (next >= 0 && next < at) {
      line++;
      next = document.indexOf("\n", next + 1);
    }
    return line;
  };

  let at = 0;
  while (at < document.length) {
    const tag = document.indexOf("<", at);
    const end = tag < 0 ? document.length : tag;
    if (end > at) reader.text(unescapeXml(document.slice(at, end)), lineAt(at));
    if (tag < 0) return;
    if (document.startsWith("<![CDATA[", tag)) {
      const close = document.indexOf("]]>", tag);
      const last = close < 0 ? document.length : close;
      reader.text(document.slice(tag + 9, last), lineAt(tag));
      at = last + 3;
      continue;
    }
    const close = closeOf(document, tag);
    if (close < 0) return;
    if (document[tag + 1] === "/") reader.close(document.slice(tag + 2, close).trim(), lineAt(tag));
    else if (document[tag + 1] !== "!" && document[tag + 1] !== "?") {
      const empty = document[close - 1] === "/";
      const { name, attributes } = tagOf(document.slice(tag + 1, empty ? close - 1 : close));
      const opened = lineAt(tag);
      reader.open(name, attributes, opened);
      if (empty) reader.close(name, lineAt(close));
    }
    at = close + 1;
  }
}

/** Where a tag, a comment or a declaration ends; -1 when it is cut off. Quoted values may hold `>`. */
function closeOf(document: string, tag: number): number {
  if (document.startsWith("<!--", tag)) {
    const end = document.indexOf("-->", tag + 4);
    return end < 0 ? -1 : end + 2;
  }
  let depth = 0;
  for (let at = tag + 1; at < document.length; at++) {
    const code = document.charCodeAt(at);
    if (code === 34 || code === 39) {
      at = document.indexOf(document[at] ?? "", at + 1);
      if (at < 0) return -1;
    } else if (code === 91) depth++;
    else if (code === 93) depth--;
    else if (code === 62 && depth <= 0) return at;
  }
  return -1;
}

function tagOf(inside: string): { name: string; attributes: Map<string, string> } {
  const attributes = new Map<string, string>();
  const name = /^[^\s/>]{1,200}/.exec(inside)?.[0] ?? "";
  let at = name.length;
  while (attributes.size < MOST_ATTRIBUTES) {
    const equals = inside.indexOf("=", at);
    if (equals < 0) break;
    const key = inside.slice(at, equals).trim();
    let open = equals + 1;
    while (open < inside.length && inside.charCodeAt(open) <= 32) open++;
    const quote = inside[open];
    if (quote !== '"' && quote !== "'") break;
    const close = inside.indexOf(quote, open + 1);
    if (close < 0) break;
    attributes.set(key, unescapeXml(inside.slice(open + 1, Math.min(close, open + LONGEST_VALUE))));
    at = close + 1;
  }
  return { name, attributes };
}

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
