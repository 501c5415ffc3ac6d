import { cleanLine } from "../clean/clean-line.ts";
import { withoutContainer } from "../clean/container-line.ts";
import { maskRun } from "../mask-run.ts";
import { ENTRY_FORMATS, type Entry, type EntryFormat } from "./entry.ts";

/** Entries that say the same but for numbers and ids. */
export interface Repeated {
  entry: Entry;
  count: number;
  /** 1-based lines of the first and of the last. */
  first: number;
  last: number;
}

/** What a structured log says of failures. */
export interface StructuredLog {
  readonly format: string;
  /** In the order of their first lines. */
  readonly failures: readonly Repeated[];
  /** True when a line is an entry of the log's format. */
  isEntry(line: string): boolean;
}

/** How much of the beginning shows the format, and how many of its lines must be entries. */
const HEAD = 4096;
const LEAST_SHARE = 0.6;
/** Different failures that are kept; later ones are not told apart any more. */
const MOST = 500;
/** A longer line is not an entry. */
const LONGEST_LINE = 256 << 10;

/**
 * Notices by its first lines that a log is structured (JSON lines, logfmt, klog, syslog) and collects the entries of
 * level error and worse, repeated ones as one. Any other log costs one look at its first 4 KB.
 */
export function createEntryReader(): { push(chunk: Uint8Array): void; finish(): StructuredLog | undefined } {
  let rest = Buffer.alloc(0);
  let format: EntryFormat | undefined;
  let decided = false;
  let line = 0;
  const failures = new Map<string, Repeated>();

  function take(bytes: Buffer): void {
    for (const raw of bytes.toString("utf8").split("\n")) {
      line++;
      if (raw.length > LONGEST_LINE || !format) continue;
      const text = plain(raw);
      if (!format.mayFail(text)) continue;
      const entry = format.parse(text);
      if (!entry || entry.severity === "lower") continue;
      const key = `${entry.severity} ${maskRun(entry.message)}`;
      const known = failures.get(key);
      if (known) {
        known.count++;
        known.last = line;
      } else if (failures.size < MOST) failures.set(key, { entry, count: 1, first: line, last: line });
    }
  }

  function decide(): void {
    format = formatOf(rest.subarray(0, HEAD).toString("utf8"), rest.length > HEAD);
    decided = true;
    if (!format) rest = Buffer.alloc(0);
  }

  function read(): void {
    const end = rest.lastIndexOf(10);
    if (end >= 0) {
      take(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    // The middle of a line without end: it is no entry, and its end still counts one line.
    if (rest.length > LONGEST_LINE * 2) rest = rest.subarray(0, LONGEST_LINE + 1);
  }

  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; from += 1 << 18) {
        if (decided && !format) return;
        rest = Buffer.concat([rest, chunk.subarray(from, from + (1 << 18))]);
        if (!decided && rest.length >= HEAD) decide();
        if (format) read();
      }
    },
    finish() {
      if (!decided) decide();
      if (!format) return undefined;
      read();
      if (rest.length) take(rest);
      const { name, parse } = format;
      return {
        format: name,
        failures: [...failures.values()],
        isEntry: (text) => parse(plain(text)) !== undefined,
      };
    },
  };
}

/** A line without what a container's runtime wrote before it. Long ones stay whole, unlike in `cleanLine`. */
function plain(raw: string): string {
  const first = raw.charCodeAt(0);
  if (first === 60 || raw.length > 4000) return raw.trimEnd();
  return withoutContainer(first === 123 ? raw.trimEnd() : cleanLine(raw));
}

function formatOf(head: string, cut: boolean): EntryFormat | undefined {
  const lines = head.split("\n");
  if (cut && lines.length > 1) lines.pop();
  const told = lines
    .map(plain)
    .filter((text) => text !== "")
    .slice(0, 20);
  return ENTRY_FORMATS.find(
    ({ parse }) => told.length > 0 && told.filter((text) => parse(text)).length >= told.length * LEAST_SHARE,
  );
}
