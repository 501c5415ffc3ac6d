import { Logger as WorkerLogger } from "graphile-worker";
import type { Logger } from "pino";

/** graphile-worker's log lines as ours. Its "info" (each job begun and done) is our "debug". */
export function workerLogger(logger: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    // The whole job, with its payload, is in the library's own fields: they are left out.
    if (level === "error") logger.error({ queue: message }, "queue error");
    else if (level === "warning") logger.warn({ queue: message }, "queue warning");
    else logger.debug({ queue: message }, "queue");
  });
}
