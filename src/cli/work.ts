import { parseArgs } from "node:util";
import { createLogger } from "../config/logger.ts";
import { readConfig } from "../config/read-config.ts";
import type { Command } from "./io.ts";
import { untilStopped } from "./until-stopped.ts";

/** `inquest work`: a worker of its own, for a database that several processes share. */
export const work: Command = async (argv, io) => {
  parseArgs({ args: argv, options: {} });
  const config = readConfig();
  return untilStopped(io, async (closers) => {
    const { createContext } = await import("../context.ts");
    const context = await createContext(config, {
      signal: io.signal,
      logger: createLogger(config.logLevel),
      onProgress: (message) => io.note(`${message}…`),
    });
    closers.push(() => context.close());
    await context.work();
    io.print("Working on the queue. Ctrl-C stops it.");
  });
};
