import { once } from "node:events";
import type { Io } from "./io.ts";

type Closer = () => Promise<void>;

/**
 * Starts something that runs until it is stopped. Whatever `start` pushed to its closers is closed in reverse
 * order at the first Ctrl-C (also one during the start) and when the start fails.
 *
 * @returns 0, since being stopped is how it is meant to end
 */
export async function untilStopped(io: Io, start: (closers: Closer[]) => Promise<void>): Promise<number> {
  const closers: Closer[] = [];
  try {
    await start(closers);
    if (!io.signal.aborted) await once(io.signal, "abort");
  } catch (error) {
    if (!io.signal.aborted) throw error;
  } finally {
    if (io.signal.aborted) io.note("Stopping…");
    for (const close of closers.reverse()) await close();
  }
  return 0;
}
