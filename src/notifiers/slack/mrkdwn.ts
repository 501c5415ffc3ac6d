import { cut, safeLink, visible } from "../../report/index.ts";

/**
 * Text that others wrote, as Slack's mrkdwn that shows it and calls nobody. Slack has no escape character:
 * `&`, `<` and `>` become entities (the only three it decodes), which disarms `<!channel>`, `<@U…>` and
 * `<https://…>`; text objects are sent with `verbatim`, which disarms bare `@here`, names and addresses.
 * Rules: https://docs.slack.dev/messaging/formatting-message-text
 */

const ZERO_WIDTH_SPACE = "\u200b";

/** Slack's limit for one text object is 3,000 characters, counted after escaping. */
export const LONGEST_TEXT = 2_900;

/** Escaped, with mentions broken, formatting kept as it is: for use inside a code fence. */
function escaped(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@(?=\w)/g, `@${ZERO_WIDTH_SPACE}`);
}

/** One line of running text; asterisks, tildes and backticks look alike but format nothing. */
export function prose(text: string, limit = 600): string {
  const line = cut(
    visible(text.slice(0, limit * 4))
      .replace(/\s+/g, " ")
      .trim(),
    limit,
  );
  return escaped(line).replace(/\*/g, "∗").replace(/~/g, "∼").replace(/`/g, "ʼ");
}

/** Lines in a code fence that none of them can end; lines that do not fit `LONGEST_TEXT` are counted. */
export function fenced(lines: string[]): { text: string; left: number } {
  const shown: string[] = [];
  let length = "```\n\n```".length;
  for (const line of lines) {
    const safe = escaped(cut(visible(line).replace(/\n/g, " "), 300)).replace(/`{3}/g, "`\u200b`\u200b`");
    if (length + safe.length + 1 > LONGEST_TEXT) break;
    shown.push(safe);
    length += safe.length + 1;
  }
  return { text: `\`\`\`\n${shown.join("\n")}\n\`\`\``, left: lines.length - shown.length };
}

/** `<address|label>`; the label alone when the address is not to be followed. The label is mrkdwn already. */
export function link(label: string, address: string | undefined): string {
  const target = safeLink(address);
  if (target === undefined || target.startsWith("/")) return label;
  const encoded = target
    .replace(/&/g, "&amp;")
    .replace(/[<>|]/g, (character) => encodeURIComponent(character));
  return `<${encoded}|${label.replaceAll("|", "¦")}>`;
}

/** Joins lines into texts of at most `LONGEST_TEXT` characters, never cutting a line. */
export function texts(lines: string[]): string[] {
  const result: string[] = [];
  let current = "";
  for (const line of lines) {
    if (current !== "" && current.length + 1 + line.length > LONGEST_TEXT) {
      result.push(current);
      current = "";
    }
    current = current === "" ? line : `${current}\n${line}`;
  }
  if (current !== "") result.push(current);
  return result;
}
