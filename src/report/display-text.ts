/** What logs and models write, made safe to look at before it is escaped for its medium. */

// Terminal controls would act in a terminal, direction overrides would reorder what a reader sees
// (CVE-2021-42574), and invisible format characters would hide text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Replaces characters that act instead of being seen; keeps tabs and newlines. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    if (character === "\r") return "";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}

/** One visible line without line breaks, cut to `limit` characters with an ellipsis. */
export function oneLine(text: string, limit = Number.POSITIVE_INFINITY): string {
  const line = visible(limit === Number.POSITIVE_INFINITY ? text : text.slice(0, limit * 4))
    .replace(/\s+/g, " ")
    .trim();
  return cut(line, limit);
}

/** At most `limit` characters; never half of a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = Math.max(0, limit - 1);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** `2026-03-14 09:26:02 UTC`. What is not a date is shown as it is. */
export function dateAndTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return oneLine(iso, 40);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `47 kB`, in powers of 1000. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ""}`;
}

/** A commit's short name; anything else as it is. */
export function shortCommit(id: string): string {
  return /^[0-9a-f]{12,64}$/i.test(id) ? id.slice(0, 7) : oneLine(id, 40);
}

/** `1 line`, `3 lines`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** The address when a browser may follow it (http, https, or a path of this site), else undefined. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (/^\/(?![/\\])[^\s\\]*$/.test(address)) return encodeURI(decodeSafely(address));
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function decodeSafely(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
