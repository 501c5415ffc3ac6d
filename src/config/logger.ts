import { destination, type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/** One JSON line an event on standard error; standard output belongs to what a command answers. */
export function createLogger(level: Config["logLevel"]): Logger {
  return pino(
    { level, base: null, redact: ["*.headers.authorization", "err.config"] },
    destination({ dest: 2, sync: true }),
  );
}
