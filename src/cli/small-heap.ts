import { setFlagsFromString } from "node:v8";

/** Newer versions of Node.js are left alone: an engine says aloud that it does not know a flag. */
const NEWEST_TRIED = 22;

/**
 * Has the engine collect garbage early, which costs a streaming command no time and, on a long log, a third of its
 * memory: the space of young objects stays at 1 MB instead of growing to 32, and what has grown old may grow by
 * three tenths before it is looked through. For a process that does one thing; a server wants the defaults.
 */
export function keepHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_TRIED) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}
