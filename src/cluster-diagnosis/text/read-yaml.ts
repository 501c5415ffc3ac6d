import type { SourceText } from "./source-text.ts";
import type { Structure } from "./structure.ts";

const MAX_DEPTH = 100;

/**
 * The YAML document that begins on a line, as `kubectl -o yaml` and people write it: block maps and lists, plain,
 * quoted and block scalars; a flow value stays text. Ends at `---` or where a line fits no longer. Anchors are not
 * followed, so nothing can grow.
 */
export function readYaml(source: SourceText, from: number): { document: Structure; end: number } {
  let line = from;
  const indentOf = (text: string) => text.length - text.trimStart().length;
  const toContent = () => {
    while (line <= source.count) {
      const trimmed = source.whole(line).trim();
      if (trimmed !== "" && !trimmed.startsWith("#")) return;
      line += 1;
    }
  };

  /** A key's value that begins on the key's own line, or below it. */
  const after = (rest: string, indent: number, start: number, depth: number): Structure => {
    const text = rest.trim();
    line += 1;
    if (/^[|>][-+]?\d?[-+]?$/.test(text)) return block(indent, start, text.startsWith(">"));
    if (text !== "" && !text.startsWith("#") && !/^[&!]\S*$/.test(text)) {
      const parts = [text];
      // A plain or quoted scalar may go on in lines that are further in.
      const open = text.startsWith('"') || text.startsWith("'") ? text.charAt(0) : undefined;
      while (line <= source.count && (open === undefined || !closes(parts.join(" "), open))) {
        const next = source.whole(line);
        if (next.trim() === "" || indentOf(next) <= indent) break;
        parts.push(next.trim());
        line += 1;
      }
      return { start, end: line - 1, scalar: unquoted(parts.join(" ")) };
    }
    toContent();
    const next = source.whole(line);
    const deeper = indentOf(next);
    const listHere = deeper === indent && /^- |^-$/.test(next.trim());
    if (line > source.count || (deeper <= indent && !listHere) || depth > MAX_DEPTH)
      return { start, end: start };
    const value = node(deeper, depth + 1);
    return { ...value, start };
  };

  const block = (indent: number, start: number, folded: boolean): Structure => {
    const lines: string[] = [];
    while (line <= source.count) {
      const next = source.whole(line);
      if (next.trim() !== "" && indentOf(next) <= indent) break;
      lines.push(next.trim());
      line += 1;
    }
    return {
      start,
      end: Math.max(start, line - 1),
      scalar: (folded ? lines.join(" ") : lines.join("\n")).trim(),
    };
  };

  const node = (indent: number, depth: number): Structure => {
    const start = line;
    const fields = new Map<string, Structure>();
    const items: Structure[] = [];
    for (;;) {
      toContent();
      const text = source.whole(line);
      if (line > source.count || indentOf(text) !== indent || /^(?:---|\.\.\.)/.test(text)) break;
      const content = text.slice(indent);
      if (/^- |^-$/.test(content)) {
        if (fields.size > 0) break;
        items.push(item(content, indent, depth));
        continue;
      }
      const key = keyOf(content);
      if (key === undefined || items.length > 0) break;
      fields.set(key.name, after(key.rest, indent, line, depth));
    }
    const end = Math.max(start, line - 1);
    return items.length > 0 ? { start, end, items } : { start, end, fields };
  };

  const item = (content: string, indent: number, depth: number): Structure => {
    const start = line;
    const inner = content.slice(1);
    const offset = indent + 1 + indentOf(inner);
    const key = keyOf(inner.trimStart());
    if (key === undefined || depth > MAX_DEPTH) return after(inner, indent, start, depth);
    const first = after(key.rest, offset, start, depth);
    toContent();
    const follows = line <= source.count && indentOf(source.whole(line)) === offset;
    const rest = follows ? node(offset, depth + 1) : undefined;
    return {
      start,
      end: Math.max(first.end, rest?.end ?? start),
      fields: new Map([[key.name, first], ...(rest?.fields ?? [])]),
    };
  };

  toContent();
  const document = node(indentOf(source.whole(line)), 0);
  return { document, end: Math.max(from, line - 1) };
}

function keyOf(content: string): { name: string; rest: string } | undefined {
  const quoted = /^"([^"]{1,300})":(?: |$)|^'([^']{1,300})':(?: |$)/.exec(content);
  if (quoted) return { name: quoted[1] ?? quoted[2] ?? "", rest: content.slice(quoted[0].length) };
  const at = /:(?: |$)/.exec(content.slice(0, 500))?.index;
  if (at === undefined || at === 0 || !/^[\w.$<({/~*-]/.test(content)) return undefined;
  return { name: content.slice(0, at).trim(), rest: content.slice(at + 1) };
}

function closes(text: string, mark: string): boolean {
  return text.length > 1 && text.endsWith(mark) && !text.endsWith(`\\${mark}`);
}

function unquoted(text: string): string {
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === "string") return value;
    } catch {
      // Escapes that JSON does not know: the text between the quotes then.
    }
    return text.slice(1, -1);
  }
  if (text.length > 1 && text.startsWith("'") && text.endsWith("'"))
    return text.slice(1, -1).replaceAll("''", "'");
  return text.replace(/ #.*$/, "");
}
