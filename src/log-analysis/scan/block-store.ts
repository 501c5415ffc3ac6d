import { ROOM } from "./line-buffer.ts";

/** Bytes between two line ends, with what is needed to find a line in them later. */
export interface Block {
  readonly bytes: Buffer;
  /** 1-based number of the first line. */
  readonly firstLine: number;
  readonly lines: number;
  /** How much what was found here matters; the coldest blocks are forgotten first. */
  heat: number;
}

/** What is held of a log at most, and what is let go down to. */
const KEEP_MOST = 20 << 20;
const KEEP_AFTER = 16 << 20;
/** The end of a log is always held: the failing command's tail is there. */
const KEEP_TAIL = 8 << 20;
/**
 * Holds the log in blocks of whole lines, within 20 MB however long it is: blocks where nothing was found are
 * forgotten first, never the newest.
 */
export function createBlockStore() {
  let blocks: Block[] = [];
  let held = 0;
  const spare: Buffer[] = [];

  function forget(): void {
    let tail = 0;
    let border = blocks.length;
    while (border > 0 && tail < KEEP_TAIL) tail += blocks[--border]?.bytes.length ?? 0;
    const order = blocks
      .slice(1, border)
      .map((block, index) => ({ block, index }))
      .toSorted((a, b) => a.block.heat - b.block.heat || a.index - b.index);
    const gone = new Set<Block>();
    for (const { block } of order) {
      if (held <= KEEP_AFTER) break;
      held -= block.bytes.length;
      gone.add(block);
      const { buffer } = block.bytes;
      if (buffer.byteLength === ROOM) spare.push(Buffer.from(buffer));
    }
    blocks = blocks.filter((block) => !gone.has(block));
  }

  return {
    /** Room for a block's bytes; what it holds is what was there before. Those of forgotten blocks serve again. */
    room: (size: number): Buffer => (size === ROOM ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(size),
    add(block: Block): void {
      blocks.push(block);
      held += block.bytes.length;
      if (held > KEEP_MOST) forget();
    },
    blocks: (): readonly Block[] => blocks,
  };
}
