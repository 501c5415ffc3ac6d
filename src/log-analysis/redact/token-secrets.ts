import { type Find, type Finder, isBoundary } from "./finder.ts";
import { isMaskedToken } from "./placeholder.ts";
import { TOKEN_FORMATS, type TokenFormat } from "./token-formats/index.ts";

function formatFinder(format: TokenFormat, keyword: string): Find {
  const needsBoundary =
    format.group === undefined && format.back === undefined && /^[A-Za-z0-9]/.test(keyword);
  return (text, start, _end, spans) => {
    const from = start - (format.back ?? 0);
    if (from < 0 || (needsBoundary && !isBoundary(text, start))) return;
    format.form.lastIndex = from;
    const match = format.form.exec(text);
    if (match === null) return;
    const secret = format.group === undefined ? match[0] : (match[format.group] ?? match[0]);
    if (isMaskedToken(secret) && format.rule !== "slack-webhook") return;
    if (format.mixed && !(/[0-9]/.test(secret) && /[a-z]{1}/.test(secret.slice(2)) && /[A-Z]/.test(secret)))
      return;
    const at = from + match[0].lastIndexOf(secret);
    spans.push({ start: at, end: at + secret.length, rule: format.rule });
  };
}

/** Secrets that their own form tells. */
export const TOKEN_FINDERS: readonly Finder[] = TOKEN_FORMATS.flatMap((format) =>
  format.keywords.map((keyword) => ({ keyword, find: formatFinder(format, keyword) })),
);
