/** What was kept of a stream that may be larger than memory allows. */
export interface BoundedBytes {
  /** The kept bytes in order, each chunk handed over once; memory is given back as they are read. */
  content: AsyncIterable<Uint8Array>;
  /** Bytes the stream had, as far as it was read. */
  total: number;
  /** Bytes that are kept, without the line that says what was left out. */
  kept: number;
  truncated: boolean;
  /** Set when the stream broke before its end; what came before is kept. */
  brokenBy?: unknown;
}

export interface Bounds {
  /** Most bytes to keep. The first quarter goes to the head, the rest to the tail, where failures stand. */
  keep: number;
  /** Most bytes to read; reading stops there. */
  read: number;
}

/**
 * Reads a stream to its end, keeping its head and its tail within `bounds`; a line between the two says how
 * much was left out. Cuts fall on line ends where a line end is near, so that no half line looks whole.
 * Never rejects for a stream that breaks (`brokenBy`), but does when `signal` is aborted.
 */
export async function readBounded(
  source: AsyncIterable<Uint8Array>,
  bounds: Bounds,
  signal: AbortSignal,
): Promise<BoundedBytes> {
  const headSize = Math.floor(bounds.keep / 4);
  const tailSize = bounds.keep - headSize;
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let inHead = 0;
  let inTail = 0;
  let total = 0;
  let stopped = false;
  let brokenBy: unknown;
  const pushTail = (chunk: Uint8Array) => {
    if (chunk.length === 0) return;
    tail.push(chunk);
    inTail += chunk.length;
    while (inTail > tailSize) {
      const first = tail[0];
      if (!first) break;
      const excess = inTail - tailSize;
      if (first.length <= excess) tail.shift();
      else tail[0] = first.slice(excess);
      inTail -= Math.min(excess, first.length);
    }
  };
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      const room = Math.max(0, headSize - inHead);
      const toHead = chunk.subarray(0, room);
      if (toHead.length > 0) {
        head.push(toHead);
        inHead += toHead.length;
      }
      pushTail(chunk.subarray(room));
      total += chunk.length;
      if (total >= bounds.read) {
        stopped = true;
        break;
      }
    }
  } catch (cause) {
    signal.throwIfAborted();
    brokenBy = cause;
  }
  const leftOut = total - inHead - inTail;
  if (leftOut > 0) {
    cutAfterLastLine(head);
    cutBeforeFirstLine(tail);
  }
  const kept = size(head) + size(tail);
  const notes = {
    middle: leftOut > 0 ? `[inquest left out ${total - kept} bytes here]\n` : "",
    end: stopped ? `\n[inquest stopped reading after ${total} bytes]\n` : brokenBy ? brokenNote(total) : "",
  };
  return {
    content: emptying(head, notes.middle, tail, notes.end),
    total,
    kept,
    truncated: leftOut > 0 || stopped,
    ...(brokenBy === undefined ? {} : { brokenBy }),
  };
}

function brokenNote(total: number): string {
  return `\n[inquest could read ${total} bytes before the transfer broke]\n`;
}

const newline = 0x0a;
/** A line longer than this is cut where the limit falls. */
const nearby = 64 * 1024;

function cutAfterLastLine(head: Uint8Array[]): void {
  const last = head.at(-1);
  if (!last) return;
  const at = last.lastIndexOf(newline);
  if (at >= 0 && last.length - at <= nearby) head[head.length - 1] = last.subarray(0, at + 1);
  else head.push(Uint8Array.of(newline));
}

function cutBeforeFirstLine(tail: Uint8Array[]): void {
  const first = tail[0];
  if (!first) return;
  const at = first.indexOf(newline);
  if (at >= 0 && at <= nearby) tail[0] = first.subarray(at + 1);
}

function size(chunks: Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

async function* emptying(
  head: Uint8Array[],
  middle: string,
  tail: Uint8Array[],
  end: string,
): AsyncGenerator<Uint8Array> {
  for (let chunk = head.shift(); chunk; chunk = head.shift()) yield chunk;
  if (middle) yield Buffer.from(middle);
  for (let chunk = tail.shift(); chunk; chunk = tail.shift()) yield chunk;
  if (end) yield Buffer.from(end);
}
