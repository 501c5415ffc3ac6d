import type { Config } from "../config/config.ts";
import { createLogger } from "../config/logger.ts";
import type { Context } from "../context.ts";
import { createPaint } from "./colours.ts";
import type { Io } from "./io.ts";

/**
 * Opens everything for a command that a person waits for, and closes it whatever happens. What is started is
 * told on standard error; log lines are for servers and come only with `INQUEST_LOG_LEVEL=debug`.
 */
export async function withContext<Result>(
  config: Config,
  io: Io,
  work: (context: Context) => Promise<Result>,
): Promise<Result> {
  // Loading LangGraph and the clients takes a moment that `--help` and `analyze` must not pay.
  const { createContext } = await import("../context.ts");
  const paint = createPaint(io.colours.stderr);
  const context = await createContext(config, {
    signal: io.signal,
    logger: createLogger(config.logLevel === "debug" ? "debug" : "silent"),
    onProgress: (message) => io.note(paint("dim", `${message}…`)),
  });
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}
