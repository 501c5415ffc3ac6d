/** An instant as the domain wants it, or undefined for what is none. */
export function instant(value: string | null | undefined): string | undefined {
  const time = value ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** `2m 5s`, or nothing when one end is unknown. */
export function duration(from: string | null | undefined, to: string | null | undefined): string {
  const milliseconds = Date.parse(to ?? "") - Date.parse(from ?? "");
  if (!(milliseconds >= 0)) return "";
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** Text of others made fit for one line of ours. */
export function oneLine(text: string, length = 300): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
