import { cleanLine } from "./clean/clean-line.ts";
import { maskVolatile } from "./clean/mask-volatile.ts";

/** What a passing log of the same job wrote: its lines, masked. */
export interface Baseline {
  /** True when the passing log has a line like this one. */
  has(clean: string): boolean;
  readonly size: number;
}

const MOST = 400_000;

/** Reads a passing log of the same job; keeps at most 400,000 distinct masked lines as 52-bit hashes. */
export function createBaseline(): { push(chunk: Uint8Array): void; finish(): Baseline } {
  const seen = new Set<number>();
  let rest = Buffer.alloc(0);
  function take(bytes: Buffer): void {
    for (const raw of bytes.toString("utf8").split("\n")) {
      if (seen.size < MOST) seen.add(hash(maskVolatile(cleanLine(raw))));
    }
  }
  return {
    push(chunk) {
      for (let from = 0; from < chunk.length; from += 1 << 18) {
        const piece = Buffer.concat([rest, chunk.subarray(from, from + (1 << 18))]);
        const last = piece.lastIndexOf(10);
        if (last >= 0) take(piece.subarray(0, last));
        rest = piece.subarray(last + 1);
        if (rest.length > 1 << 20) rest = rest.subarray(-(64 << 10));
      }
    },
    finish() {
      if (rest.length) take(rest);
      return { has: (clean) => seen.has(hash(maskVolatile(clean))), size: seen.size };
    },
  };
}

/** FNV-1a in two halves, joined to 52 bits. */
function hash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0) * 0x100000 + ((high >>> 0) & 0xfffff);
}
