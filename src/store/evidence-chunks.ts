import { createHash } from "node:crypto";

/** A run of a text's bytes, valid UTF-8 on its own. Chunks end at line ends, unless a line is longer than one. */
export interface TextChunk {
  /** 1-based number of the line that its first byte belongs to. */
  firstLine: number;
  lineEnds: number;
  bytes: Buffer;
}

export interface TextTotals {
  bytes: number;
  lines: number;
  sha256: string;
}

/** About this many bytes go into a chunk; reading a few lines unpacks one or two of them. */
const chunkBytes = 256 * 1024;
/** A long string is encoded this many characters at a time, so that no second copy of it is made. */
const pieceCharacters = 64 * 1024;
const lineEnd = 0x0a;

/** Cuts text that streams in into chunks, holding one chunk at a time, whatever the length of its lines. */
export function createChunker() {
  const hash = createHash("sha256");
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let line = 1;
  let bytes = 0;
  let lineEnds = 0;
  let endsWithLineEnd = true;
  /** The first half of a surrogate pair whose second half is in the next string. */
  let half = "";

  const cut = (block: Buffer): TextChunk => {
    const ends = countLineEnds(block);
    const chunk = { firstLine: line, lineEnds: ends, bytes: block };
    line += ends;
    lineEnds += ends;
    bytes += block.length;
    endsWithLineEnd = block.at(-1) === lineEnd;
    hash.update(block);
    return chunk;
  };

  return {
    *push(text: string): Generator<TextChunk> {
      for (let from = 0; from < text.length; from += pieceCharacters) {
        let piece = half + text.slice(from, from + pieceCharacters);
        half = "";
        if (isFirstHalf(piece.charCodeAt(piece.length - 1))) {
          half = piece.slice(-1);
          piece = piece.slice(0, -1);
        }
        const encoded = Buffer.from(piece, "utf8");
        pending.push(encoded);
        pendingBytes += encoded.length;
        while (pendingBytes >= chunkBytes) {
          const block = Buffer.concat(pending);
          const end = cutPoint(block);
          const rest = block.subarray(end);
          pending = [rest];
          pendingBytes = rest.length;
          yield cut(block.subarray(0, end));
        }
      }
    },

    *finish(): Generator<TextChunk> {
      if (half !== "") pending.push(Buffer.from(half, "utf8"));
      const block = Buffer.concat(pending);
      pending = [];
      if (block.length > 0) yield cut(block);
    },

    /** Of the whole text, after `finish`. */
    totals: (): TextTotals => ({
      bytes,
      lines: lineEnds + (endsWithLineEnd ? 0 : 1),
      sha256: hash.digest("hex"),
    }),
  };
}

/** Behind the last line end within a chunk's length, else between two characters. */
function cutPoint(block: Buffer): number {
  const end = block.lastIndexOf(lineEnd, chunkBytes - 1) + 1;
  if (end > 0) return end;
  let point = chunkBytes;
  // 10xxxxxx continues a character (RFC 3629).
  while (point > chunkBytes - 4 && ((block[point] ?? 0) & 0xc0) === 0x80) point--;
  return point;
}

function countLineEnds(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(lineEnd); at !== -1; at = block.indexOf(lineEnd, at + 1)) count++;
  return count;
}

function isFirstHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
