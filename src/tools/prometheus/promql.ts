/** A text as a PromQL string literal. */
export function literal(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** A text that an RE2 pattern takes as it is. */
export function plain(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** One side of an alert's expression, to be drawn, and what it is compared with. */
export interface Comparison {
  /** What is measured; the whole expression where nothing is compared. */
  measured: string;
  operator?: string;
  /** The number it is compared with, where it is one. */
  threshold?: number;
  /** What it is compared with, where that is an expression. */
  against?: string;
}

/** Most conditions of one expression that are looked at. */
const MAX_CONDITIONS = 3;

/**
 * Takes an alert's expression apart: at `and`, `or` and `unless` into conditions, and each at its comparison, since
 * `memory > 400` has samples only while it holds and what led there would not be seen. Only operators outside of
 * brackets, strings and comments count (https://prometheus.io/docs/prometheus/latest/querying/operators/).
 */
export function comparisonsOf(expression: string): Comparison[] {
  const conditions: string[] = [];
  let start = 0;
  for (const token of topLevelTokens(expression)) {
    if (!/^(?:and|or|unless)$/i.test(token.text)) continue;
    conditions.push(expression.slice(start, token.start));
    start = token.end;
  }
  conditions.push(expression.slice(start));
  return conditions
    .map(withoutMatching)
    .map(comparisonOf)
    .filter((one) => one.measured !== "")
    .slice(0, MAX_CONDITIONS);
}

/** `on (…)`, `ignoring (…)` and `group_left (…)` belong to the operator before them. */
function withoutMatching(condition: string): string {
  return condition.trim().replace(/^(?:(?:on|ignoring|group_left|group_right)\s*\([^()]*\)\s*)+/i, "");
}

function comparisonOf(condition: string): Comparison {
  const text = unwrapped(condition);
  const token = [...topLevelTokens(text)].find(({ text: word }) => /^(?:[<>]=?|[=!]=)$/.test(word));
  if (token === undefined) return { measured: text };
  const measured = text.slice(0, token.start).trim();
  const right = withoutMatching(
    text
      .slice(token.end)
      .trim()
      .replace(/^bool\b\s*/i, ""),
  );
  const number = right === "" ? Number.NaN : Number(unwrapped(right));
  return Number.isFinite(number)
    ? { measured, operator: token.text, threshold: number }
    : { measured, operator: token.text, against: right };
}

/** Without brackets around the whole. */
function unwrapped(text: string): string {
  let inner = text.trim();
  while (inner.startsWith("(") && closingOf(inner) === inner.length - 1) inner = inner.slice(1, -1).trim();
  return inner;
}

function closingOf(text: string): number {
  let depth = 0;
  for (const { at, open } of brackets(text)) {
    depth += open ? 1 : -1;
    if (depth === 0) return at;
  }
  return -1;
}

interface Token {
  text: string;
  start: number;
  end: number;
}

const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*|[A-Za-z_:][\w:.]*|[<>=!]=|=~|!~|[<>]|[()[\]{}]/g;

function* topLevelTokens(text: string): Generator<Token> {
  let depth = 0;
  for (const match of text.matchAll(TOKEN)) {
    const word = match[0];
    if (/^[([{]$/.test(word)) depth++;
    else if (/^[)\]}]$/.test(word)) depth--;
    else if (depth === 0) yield { text: word, start: match.index, end: match.index + word.length };
  }
}

function* brackets(text: string): Generator<{ at: number; open: boolean }> {
  for (const match of text.matchAll(TOKEN)) {
    if (/^[([{]$/.test(match[0])) yield { at: match.index, open: true };
    else if (/^[)\]}]$/.test(match[0])) yield { at: match.index, open: false };
  }
}

/** The unit of a query's value, as its metrics' names tell it (https://prometheus.io/docs/practices/naming/). */
export function unitOf(query: string): string {
  const rate = /\b(?:i?rate|increase|count|count_values|absent|changes|resets)\s*\(/.test(query);
  const divided = hasDivision(query);
  if (divided || /_ratio\b/.test(query)) return "";
  if (/\bhistogram_quantile\s*\(/.test(query)) return /_seconds_bucket\b/.test(query) ? "seconds" : "";
  if (rate) return "";
  if (/_bytes\b/.test(query)) return "bytes";
  return /_seconds\b/.test(query) && !/\btime\s*\(/.test(query) ? "seconds" : "";
}

function hasDivision(query: string): boolean {
  return query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "").includes("/");
}
