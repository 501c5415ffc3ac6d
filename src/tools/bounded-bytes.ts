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
  const head = createBlocks(headSize);
  const tail = createBlocks(bounds.keep - headSize);
  let total = 0;
  let stopped = false;
  let brokenBy: unknown;
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      const room = headSize - head.size();
      head.push(chunk.subarray(0, room));
      tail.push(chunk.subarray(room));
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
  const cut = total > head.size() + tail.size();
  const headBlocks = head.take();
  const tailBlocks = tail.take();
  if (cut) {
    cutAfterLastLine(headBlocks);
    cutBeforeFirstLine(tailBlocks);
  }
  const kept = sizeOf(headBlocks) + sizeOf(tailBlocks);
  const middle = cut
    ? `${endsLine(headBlocks) ? "" : "\n"}[inquest left out ${total - kept} bytes here]\n`
    : "";
  const end = stopped
    ? `\n[inquest stopped reading after ${total} bytes]\n`
    : brokenBy === undefined
      ? ""
      : `\n[inquest could read ${total} bytes before the transfer broke]\n`;
  return {
    content: emptying([...headBlocks, Buffer.from(middle), ...tailBlocks, Buffer.from(end)]),
    total,
    kept,
    truncated: cut || stopped,
    ...(brokenBy === undefined ? {} : { brokenBy }),
  };
}

const blockSize = 64 * 1024;

/**
 * The last `most` bytes pushed. They are copied into blocks, so that neither many tiny chunks nor views into
 * large buffers cost more than the bytes themselves.
 */
function createBlocks(most: number) {
  const blocks: Uint8Array[] = [];
  let current = new Uint8Array(0);
  let filled = 0;
  let skipped = 0;
  const size = () => Math.max(0, blocks.length * blockSize + filled - skipped);
  return {
    size: () => Math.min(most, size()),
    push(chunk: Uint8Array) {
      let rest = chunk.subarray(Math.max(0, chunk.length - most));
      while (rest.length > 0) {
        if (current.length === 0) current = new Uint8Array(blockSize);
        const part = rest.subarray(0, blockSize - filled);
        current.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
        if (filled === blockSize) {
          blocks.push(current);
          current = new Uint8Array(0);
          filled = 0;
        }
      }
      skipped += Math.max(0, size() - most);
      while (skipped >= blockSize) {
        blocks.shift();
        skipped -= blockSize;
      }
    },
    take(): Uint8Array[] {
      const all = [...blocks, current.subarray(0, filled)];
      if (all[0]) all[0] = all[0].subarray(skipped);
      return all.filter((block) => block.length > 0);
    },
  };
}

const newline = 0x0a;

function cutAfterLastLine(blocks: Uint8Array[]): void {
  const last = blocks.at(-1);
  const at = last?.lastIndexOf(newline) ?? -1;
  if (last && at >= 0) blocks[blocks.length - 1] = last.subarray(0, at + 1);
}

function cutBeforeFirstLine(blocks: Uint8Array[]): void {
  const at = blocks[0]?.indexOf(newline) ?? -1;
  if (blocks[0] && at >= 0) blocks[0] = blocks[0].subarray(at + 1);
}

function endsLine(blocks: Uint8Array[]): boolean {
  const last = blocks.at(-1);
  return !last || last.at(-1) === newline;
}

function sizeOf(blocks: Uint8Array[]): number {
  return blocks.reduce((sum, block) => sum + block.length, 0);
}

async function* emptying(blocks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (let block = blocks.shift(); block; block = blocks.shift()) if (block.length > 0) yield block;
}
