import { createReadStream } from "node:fs";
import type { LogFindings } from "../../domain/index.ts";
import { cleanLine, createBaseline, createLogAnalyzer } from "../../log-analysis/index.ts";

/** What log analysis says of a captured log; `greenFile` is the log of the command's last success. */
export async function readLog(
  file: string,
  greenFile: string | undefined,
  signal: AbortSignal,
): Promise<LogFindings> {
  const baseline = greenFile === undefined ? undefined : await readBaseline(greenFile, signal);
  const analyzer = createLogAnalyzer({ baseline });
  for await (const chunk of chunksOf(file, signal)) analyzer.push(chunk);
  return analyzer.finish();
}

async function readBaseline(file: string, signal: AbortSignal) {
  const baseline = createBaseline();
  try {
    for await (const chunk of chunksOf(file, signal)) baseline.push(chunk);
  } catch (error) {
    // Somebody tidied up the data folder: the failure is then read without its comparison.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return baseline.finish();
}

function chunksOf(file: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return createReadStream(file, { signal, highWaterMark: 256 * 1024 });
}

export interface NumberedLine {
  number: number;
  text: string;
}

/** The lines of a log that say why: the best cause's lines, or the log's last ones when there is no cause. */
export async function linesThatMatter(
  file: string,
  findings: LogFindings,
  most: number,
  signal: AbortSignal,
): Promise<NumberedLine[]> {
  const cause = findings.excerpts.find((excerpt) => excerpt.role === "cause");
  const end = cause ? cause.end : findings.lines;
  const start = cause ? cause.start : Math.max(1, end - most + 1);
  // A long excerpt is cut around the line it is about.
  const focus = cause?.focus ?? end;
  const first = end - start < most ? start : Math.max(start, Math.min(focus - 4, end - most + 1));
  const last = Math.min(end, first + most - 1);
  const lines = await linesOf(file, first, last, signal);
  const written = lines.findIndex((line) => line.text.trim() !== "");
  return lines.slice(Math.max(0, written));
}

/** Longest part of a line that is read. */
const longestLine = 16 * 1024;

/** Counts on `\n` alone: `readline` would also count the `\r` of progress bars and shift every number. */
async function linesOf(
  file: string,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<NumberedLine[]> {
  const lines: NumberedLine[] = [];
  let number = 1;
  let held = Buffer.alloc(0);
  const keep = (bytes: Uint8Array) => {
    if (number < first || number > last || held.length >= longestLine) return;
    held = Buffer.concat([held, bytes.subarray(0, longestLine - held.length)]);
  };
  const endLine = () => {
    if (number >= first && number <= last) lines.push({ number, text: cleanLine(held.toString("utf8")) });
    held = Buffer.alloc(0);
    number += 1;
  };
  for await (const chunk of chunksOf(file, signal)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end));
      endLine();
      from = end + 1;
      if (number > last) return lines;
    }
    keep(chunk.subarray(from));
  }
  if (held.length > 0) endLine();
  return lines;
}
