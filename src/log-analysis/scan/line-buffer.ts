/** Bytes that are scanned at once, wherever the chunks that bring them are cut. */
const PIECE = 256 << 10;
/** Room for a piece and for the beginning of its first line: what most buffers are made with, so that they serve again. */
export const ROOM = PIECE + (16 << 10);

/** A partial line longer than this loses its middle, so that a line without end stays bounded. */
const LONGEST_PARTIAL = 1 << 20;
const PARTIAL_END = 64 << 10;

/**
 * Copies chunks into buffers of our own (who hands one over may use it again) and gives on whole lines, each byte
 * copied once.
 *
 * @param room a buffer of at least so many bytes; what it holds is what was there before
 * @param scan takes a buffer that ends with a newline, or with the end of the log, and may keep it
 */
export function createLineBuffer(room: (size: number) => Buffer, scan: (lines: Buffer) => void) {
  let buffer = room(ROOM);
  let used = 0;
  let inPiece = 0;

  /** Goes on in another buffer, with these bytes first. */
  function goOn(size: number, ...first: Uint8Array[]): void {
    buffer = room(size);
    used = 0;
    for (const part of first) {
      buffer.set(part, used);
      used += part.length;
    }
  }

  function endPiece(): void {
    const all = buffer.subarray(0, used);
    const end = all.lastIndexOf(10) + 1;
    inPiece = 0;
    if (end > 0) {
      scan(all.subarray(0, end));
      const rest = all.subarray(end);
      goOn(Math.max(ROOM, rest.length + PIECE), rest);
    } else if (used > LONGEST_PARTIAL)
      goOn(PARTIAL_END * 2 + PIECE, all.subarray(0, PARTIAL_END), all.subarray(-PARTIAL_END));
  }

  return {
    push(chunk: Uint8Array): void {
      for (let from = 0; from < chunk.length; ) {
        const part = chunk.subarray(from, from + PIECE - inPiece);
        if (used + part.length > buffer.length) goOn(used + PIECE, buffer.subarray(0, used));
        buffer.set(part, used);
        used += part.length;
        inPiece += part.length;
        from += part.length;
        if (inPiece === PIECE) endPiece();
      }
    },
    /** The last line may have no end. */
    finish(): void {
      if (used > 0) scan(buffer.subarray(0, used));
      used = 0;
    },
  };
}
