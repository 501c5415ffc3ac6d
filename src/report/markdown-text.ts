import { oneLine, safeLink } from "./display-text.ts";

/**
 * Text that others wrote, as Markdown that shows it and does nothing else. GitHub Flavored Markdown is the
 * strictest reader: besides CommonMark it links bare addresses, mentions, issue numbers and mail addresses.
 */

const ZERO_WIDTH_SPACE = "\u200b";

/** One line of inert Markdown; parts in paired backticks are set as code. */
export function inert(text: string, limit?: number): string {
  const line = oneLine(text, limit);
  const parts = line.split("`");
  const paired =
    parts.length > 1 &&
    parts.length % 2 === 1 &&
    !parts.some((part, index) => index % 2 === 1 && part.trim() === "");
  if (!paired) return escaped(line);
  return parts.map((part, index) => (index % 2 === 1 ? codeSpan(part) : escaped(part))).join("");
}

function escaped(line: string): string {
  return (
    line
      .replace(/[\\`*_{}[\]<>|~$]/g, "\\$&")
      .replace(/&/g, "&amp;")
      // A mention or a mail address needs the letter right behind the sign.
      .replace(/@(?=\w)/g, `@${ZERO_WIDTH_SPACE}`)
      .replace(/#(?=\d)/g, `#${ZERO_WIDTH_SPACE}`)
      .replace(/\b(GH-)(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}`)
      // Bare addresses: the autolink extension wants `://` and `www.` unescaped.
      .replace(/:\/\//g, "\\://")
      .replace(/www\./gi, (prefix) => `${prefix.slice(0, -1)}\\.`)
      // At the start of a list item these would open a heading, a list or a rule.
      .replace(/^([#+\-=!])/, "\\$1")
      .replace(/^(\d{1,9})([.)])/, "$1\\$2")
  );
}

/** A code span that no backtick inside can end. */
export function codeSpan(text: string, limit?: number): string {
  const line = oneLine(text, limit);
  if (line === "") return "";
  const fence = "`".repeat(longestRun(line) + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** A fenced block that no line inside can end: its fence is longer than any run of backticks. */
export function fenced(lines: string[]): string[] {
  const longest = lines.reduce((most, line) => Math.max(most, longestRun(line)), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return [`${fence}text`, ...lines, fence];
}

/** A link with a label that is Markdown already; the label alone when the address is not to be followed. */
export function link(label: string, address: string | undefined): string {
  const target = safeLink(address);
  if (target === undefined) return label;
  const encoded = target.replace(/[()<>\\`*_[\]|]/g, (character) =>
    character === "_" || character === "*"
      ? `\\${character}`
      : `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return `[${label}](${encoded})`;
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (const character of text) {
    run = character === "`" ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
