import { setFlagsFromString } from "node:v8";

/** Newer versions of Node.js are left alone: an engine that does not know a flag says so on standard error. */
const NEWEST_WITH_FLAGS = 22;

/**
 * Has the engine collect garbage early, which takes a third of the memory off a long log and adds a tenth to its time:
 * the space of young objects stays at 1 MB instead of growing to 32, and what has grown old may grow by three tenths
 * before it is looked through. For a process that does one thing; a server wants the defaults.
 */
export function keepHeapSmall(): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_WITH_FLAGS) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}
